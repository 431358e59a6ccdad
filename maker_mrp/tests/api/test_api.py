from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import new_test_user, tagged

from ..common import MakerCommon

LARGE = (2**31, 2**70, 10**400, float("inf"), float("nan"))


@tagged("post_install", "-at_install")
class TestApi(MakerCommon):
    """How callers name things, what they are told of stock, and what they may ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = cls._user("bench")
        cls.wax.write({"default_code": "WAX-1", "barcode": "4006381333931"})
        cls.recipe = cls._make_recipe(cls.candle, [(cls.wax, "200 g"), (cls.jar, "1")])
        cls._put_in_stock(cls.wax, 1000)
        cls._put_in_stock(cls.jar, 3)

    @classmethod
    def _user(cls, role, **values):
        groups = "base.group_user" + (f",maker_mrp.group_{role}" if role else "")
        name = f"api_{role}_{len(values)}"
        group = {"bench": "user"}.get(role, role)
        groups = groups.replace(f"group_{role}", f"group_{group}") if role else groups
        return new_test_user(cls.env, name, groups=groups, **values)

    def _ask(self, user=None):
        return self.env["maker.api"].with_user(user or self.bench)

    def test_a_product_is_known_by_id_sku_barcode_and_whole_name(self):
        for name in (self.wax.id, "WAX-1", "wax-1", "4006381333931", " beeswax "):
            told = self._ask().stock_of(name)
            self.assertEqual(
                told["product"],
                {"id": self.wax.id, "name": "Beeswax", "sku": "WAX-1"},
                name,
            )

    def test_a_sku_comes_before_a_name(self):
        other = self._make_product("Soap", self.unit, "product", default_code="Jar")
        self.assertEqual(self._ask().stock_of("jar")["product"]["id"], other.id)

    def test_what_names_several_is_refused_with_their_ids(self):
        other = self._make_product("Beeswax", self.gram, "material")
        with self.assertRaises(UserError) as refused:
            self._ask().stock_of("Beeswax")
        for product in (self.wax, other):
            self.assertIn(f"({product.id})", str(refused.exception))

    def test_parts_of_a_name_signs_and_archived_things_are_not_known(self):
        self.candle.active = False
        for name in (
            "Bees",
            "%",
            "B_eswax",
            "Bee%",
            "\\",
            "Lavender candle",
            2**31 - 1,
        ):
            with self.assertRaises(MissingError):
                self._ask().stock_of(name)

    def test_what_is_no_name_is_refused_in_words(self):
        odd = (None, "", "  ", True, False, 0, -1, 1.5, [], {}, [self.wax.id])
        for value in (*odd, *LARGE):
            with self.assertRaisesRegex(UserError, "Give a product"):
                self._ask().stock_of(value)

    def test_goods_of_another_company_are_not_known(self):
        elsewhere = self.env["res.company"].create({"name": "Other studio"})
        stranger = self._user(
            "manager", company_id=elsewhere.id, company_ids=[(6, 0, elsewhere.ids)]
        )
        self.wax.company_id = self.env.company
        with self.assertRaises(MissingError):
            self._ask(stranger).stock_of("WAX-1")
        self.assertEqual(self._ask(stranger).stock_of("Jar")["on_hand"], 0)

    def test_free_is_less_what_is_reserved_and_promised_apart(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env.user.partner_id.id,
                "order_line": [
                    Command.create({"product_id": self.jar.id, "product_uom_qty": 5})
                ],
            }
        )
        order.action_confirm()
        told = self._ask().stock_of("Jar")
        figures = {name: told[name] for name in ("on_hand", "reserved", "free")}
        self.assertEqual(figures, {"on_hand": 3, "reserved": 3, "free": 0})
        self.assertEqual((told["promised"], told["sellable"]), (2, 0))
        (place,) = told["places"]
        self.assertEqual((place["on_hand"], place["reserved"]), (3, 3))

    def test_work_in_progress_is_owned_and_not_free(self):
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 2}
        )
        run.action_maker_start()
        told = self._ask().stock_of("WAX-1")
        self.assertEqual(
            [told[name] for name in ("on_hand", "in_progress", "free", "reserved")],
            [1000, 400, 600, 0],
        )
        self.assertEqual({one["role"] for one in told["places"]}, {None, "wip"})

    def test_what_can_be_made_and_what_stops_the_next(self):
        told = self._ask().can_make("Lavender candle")
        self.assertEqual(told["can_make"], 3)
        self.assertEqual(told["limited_by"]["name"], "Jar")
        (lack,) = told["next_batch_lacks"]
        self.assertEqual((lack["product"]["name"], lack["quantity"]), ("Jar", 1))
        self.assertEqual(told["recipe"]["id"], self.recipe.id)
        bought = self._ask().can_make("Jar")
        self.assertEqual((bought["recipe"], bought["can_make"]), (None, 0))

    def test_a_promise_is_worked_out_and_not_kept(self):
        before = self.env["maker.promise"].search_count([])
        told = self._ask().promise("Lavender candle", 2)
        self.assertEqual((told["verdict"], told["to_make"]), ("make", 2))
        self.assertEqual(told["to_buy"], [])
        short = self._ask().promise("Lavender candle", 5, "2026-01-01")
        self.assertEqual((short["verdict"], short["promised_on"]), ("unknown", None))
        self.assertEqual(short["to_buy"][0]["quantity"], 2)
        self.assertEqual(self.env["maker.promise"].search_count([]), before)

    def test_a_promise_of_nothing_or_of_no_number_is_refused(self):
        for quantity in (None, 0, -1, 0.0001, "5", True, [], 1e15, *LARGE[1:]):
            with self.assertRaises(UserError):
                self._ask().promise("Lavender candle", quantity)
        for day in ("soon", 5, True, ["2026-07-01"]):
            with self.assertRaises(UserError):
                self._ask().promise("Lavender candle", 1, day)

    def test_what_runs_low_is_told_with_what_to_order(self):
        rules = self.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": product.id,
                    "trigger": "manual",
                    "maker_policy": "manual",
                    "product_min_qty": 10,
                    "product_max_qty": 30,
                }
                for product in (self.wax, self.jar)
            ]
        )
        told = self._ask().runs_low()["rules"]
        self.assertEqual(
            [row["id"] for row in told if row["id"] in rules.ids], rules[1].ids
        )
        (high,) = self._ask().runs_low("WAX-1")["rules"]
        self.assertFalse(high["is_low"])
        (low,) = self._ask().runs_low("Jar")["rules"]
        self.assertEqual(
            [low[name] for name in ("forecast", "order_at", "order_now", "vendor")],
            [3, 10, 27, None],
        )

    def test_nothing_is_told_to_whom_has_no_group_of_maker(self):
        employee = self._user("")
        for name, given in (
            ("stock_of", ["Jar"]),
            ("can_make", ["Jar"]),
            ("promise", ["Jar", 1]),
            ("runs_low", []),
            ("cost_of", ["Jar"]),
            ("cost_of_run", [1]),
            ("cogs_of", ["2026-06"]),
        ):
            with self.assertRaises(AccessError):
                getattr(self._ask(employee), name)(*given)
