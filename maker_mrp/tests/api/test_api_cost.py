from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..common_cogs import CogsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestApiCost(CogsCase):
    """What products and runs cost, and what the goods sold had cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env,
                f"costs_{role}",
                groups=f"maker_mrp.group_{group}",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for role, group in (
                ("bench", "user"),
                ("manager", "manager"),
                ("accountant", "accountant"),
            )
        }
        cls._buy(cls.wax, 10, cls.pound, 9.0, 20, 15)
        cls.lid = cls._product("Lid", standard_price=0.5, maker_packaging=True)
        cls._move(cls.lid, 10, cls.suppliers, cls.stock, 15)
        cls.candle = cls._product("Candle", maker_kind="product")
        bench = cls.company._maker_bench()
        bench.write({"costs_hour": 20, "maker_overhead_hour": 5})
        cls.recipe = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.candle.product_tmpl_id.id,
                "labour_minutes": 6,
                "bom_line_ids": [
                    Command.create({"product_id": cls.wax.id, "product_qty": 453.59}),
                    Command.create({"product_id": cls.lid.id, "product_qty": 1}),
                ],
            }
        )
        cls.batch = cls.env["mrp.production"].create(
            {"product_id": cls.candle.id, "product_qty": 2}
        )
        cls.batch.action_maker_start()
        cls.batch.action_maker_finish(qty=2, minutes=12)

    def _ask(self, role="accountant"):
        return self.env["maker.api"].with_user(self.users[role])

    def test_costs_are_for_managers_and_accountants(self):
        asked = (
            ("cost_of", "Candle"),
            ("cost_of_run", self.batch.id),
            ("cogs_of", "2026-06"),
        )
        for name, given in asked:
            with self.assertRaises(AccessError):
                getattr(self._ask("bench"), name)(given)
            for role in ("manager", "accountant"):
                self.assertEqual(
                    getattr(self._ask(role), name)(given)["currency"],
                    self.company.currency_id.name,
                )

    def test_the_parts_of_a_recipe_sum_up(self):
        told = self._ask().cost_of("Candle")
        self.assertEqual(
            told["recipe"]["per_unit"],
            {
                "material": 9.0,
                "packaging": 0.5,
                "labour": 1.5,
                "overhead": 0.5,
                "total": 11.5,
            },
        )
        self.assertEqual(told["recipe"]["per_batch"]["total"], 11.5)
        bought = self._ask().cost_of("Lid")
        self.assertEqual((bought["current_cost"], bought["recipe"]), (0.5, None))

    def test_the_parts_of_a_run_sum_up_to_what_came_into_stock(self):
        told = self._ask().cost_of_run(self.batch.name)
        parts = ("material", "packaging", "labour", "overhead", "also_made", "other")
        self.assertEqual([told[name] for name in parts], [18, 1, 3, 1, 0, 0])
        self.assertEqual((told["total"], told["per_unit"]), (23, 11.5))
        self.assertEqual([row["value"] for row in told["materials"]], [18, 1])

    def test_what_no_part_explains_of_a_run_is_told_apart(self):
        made = self.batch.move_finished_ids.filtered(lambda move: move.state == "done")
        made.value_manual = 30
        told = self._ask().cost_of_run(self.batch.id)
        self.assertEqual((told["total"], told["other"]), (30, 7))

    def test_a_run_that_is_not_done_has_cost_nothing(self):
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 2}
        )
        run.action_confirm()
        told = self._ask().cost_of_run(run.id)
        self.assertEqual((told["total"], told["per_unit"], told["other"]), (0, 0, 0))
        self.assertEqual(told["state"], "confirmed")

    def test_goods_sold_by_period_product_and_order_agree(self):
        order = self._sell(self.candle, 2, 5)
        self.June.action_work_out()
        every = self._ask().cogs_of("2026-06")
        self.assertEqual(every["cogs"], self.June.sold_value)
        self.assertEqual(every["cogs"], 23)
        parts = dict(every["statement"])
        closing = parts.pop("closing")
        self.assertAlmostEqual(sum(parts.values()), closing, 2)
        for asked in (
            {"product": "Candle"},
            {"order": order.name},
            {"order": order.id, "by": "order"},
            {"period": self.June.id, "by": "customer"},
            {"period": self.June.name, "by": "lot"},
            {"period": "2026-06-30", "product": "Candle", "order": order.id},
        ):
            told = self._ask().cogs_of(**asked)
            self.assertEqual(told["cogs"], 23, asked)
            self.assertEqual([row["cogs"] for row in told["rows"]], [23], asked)
            self.assertEqual([one["id"] for one in told["periods"]], self.June.ids)

    def test_what_of_an_order_is_in_no_period_is_said(self):
        self.June.action_work_out()
        order = self._sell(self.candle, 2, 5)
        told = self._ask().cogs_of(order=order.id)
        self.assertEqual((told["cogs"], told["rows"]), (0, []))
        (left,) = told["not_in_books"]
        self.assertEqual((left["quantity"], left["date"]), (2, "2026-06-25"))
        self.June.action_work_out()
        self.assertEqual(self._ask().cogs_of(order=order.id)["not_in_books"], [])

    def test_a_period_nobody_has_and_odd_words_are_refused(self):
        for asked in (
            {},
            {"period": "2031-01"},
            {"period": "2026-06", "by": "colour"},
            {"period": "2026-06", "by": 3},
            {"period": ["2026-06"]},
            {"period": 2**40},
        ):
            with self.assertRaises(UserError):
                self._ask().cogs_of(**asked)
        for asked in ({"period": "2026-13"}, {"period": "June"}, {"order": "S9"}):
            with self.assertRaises(MissingError):
                self._ask().cogs_of(**asked)

    def test_books_of_another_company_are_not_told(self):
        other = self.env["res.company"].create({"name": "Other studio"})
        theirs = self.June.with_context(
            allowed_company_ids=[self.company.id, other.id]
        ).create(
            {
                "company_id": other.id,
                "date_from": date(2031, 1, 1),
                "date_to": date(2031, 1, 31),
            }
        )
        with self.assertRaises(MissingError):
            self._ask().cogs_of(theirs.id)
        with self.assertRaises(UserError):
            self._ask().cogs_of("2031-01")
