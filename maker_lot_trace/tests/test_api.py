from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import new_test_user, tagged

from .common import TracePageCase


@tagged("post_install", "-at_install")
class TestApi(TracePageCase):
    """Traces, batch records and the reach of a recall, for callers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot, cls.made, cls.order = cls._story("STORY")
        cls.candles = cls.made.lot_producing_ids
        cls.users = {
            role: new_test_user(cls.env, f"asks_{role}", groups=groups)
            for role, groups in {
                "bench": "maker_mrp.group_user",
                "accountant": "maker_mrp.group_accountant",
                "employee": "base.group_user",
            }.items()
        }

    def _ask(self, role="bench"):
        return self.env["maker.api"].with_user(self.users[role])

    def test_both_ways_of_a_lot_by_either_number(self):
        for code in ("STORY-FR", "STORY-DRUM-7", "story-drum-7"):
            told = self._ask().trace(code)
            self.assertEqual((told["kind"], told["id"]), ("lot", self.lot.id))
            (customer,) = told["forward"]["customers"]
            self.assertEqual(customer["name"], self.order.name)
            self.assertEqual(customer["partner"]["id"], self.order.partner_id.id)
            self.assertEqual(customer["quantity"], 5)
            (supplier,) = told["backward"]["suppliers"]
            self.assertEqual(supplier["partner"]["id"], self.supplier.id)
            self.assertEqual(told["balance"]["accounted_pct"], 100)

    def test_an_order_has_only_a_way_back(self):
        told = self._ask("accountant").trace(self.order.id, "order")
        self.assertIsNone(told["forward"])
        lots = {row["name"] for row in told["backward"]["lots"]}
        self.assertEqual(lots, {"STORY-FR", "STORY-C"})

    def test_a_number_of_several_things_is_refused_with_ids_and_kinds(self):
        other = self._receive(self.fragrance, 5, "OTHER-FR", "STORY-DRUM-7")
        with self.assertRaises(UserError) as refused:
            self._ask().trace("STORY-DRUM-7")
        for lot in (self.lot, other):
            self.assertIn(f"lot {lot.name} ({lot.id})", str(refused.exception))

    def test_what_cannot_be_traced_is_refused_in_words(self):
        for given in (["", None], [5, None], ["STORY-FR", "colour"], [{}, "lot"]):
            with self.assertRaises(UserError):
                self._ask().trace(*given)
        with self.assertRaises(MissingError):
            self._ask().trace("nobody has this")
        with self.assertRaises(UserError):
            self._ask().trace(2**31 - 1, "lot")

    def test_stock_says_why_a_lot_is_stopped(self):
        self.lot.action_maker_hold("smells wrong")
        told = self._ask().stock_of("Fragrance")
        (place,) = [one for one in told["places"] if one["lot"]["id"] == self.lot.id]
        self.assertEqual(place["lot"]["stopped"], "on hold (smells wrong)")
        self.assertEqual(place["lot"]["supplier_lot"], "STORY-DRUM-7")
        self.assertEqual((told["on_hand"], told["free"]), (300, 0))

    def test_a_batch_record_by_its_run_or_what_it_made(self):
        by_run = self._ask().batch_record(run=self.made.name)
        self.assertEqual(by_run, self._ask("accountant").batch_record(lot="STORY-C"))
        (material,) = by_run["materials"]
        (line,) = material["lines"]
        self.assertEqual(line["lot"]["supplier_lot"], "STORY-DRUM-7")
        self.assertEqual(line["supplier"]["id"], self.supplier.id)
        self.assertEqual((line["quantity"], by_run["made"]), (200, 20))
        (made,) = by_run["output"]
        self.assertEqual(made["lot"]["name"], "STORY-C")

    def test_no_record_without_a_run(self):
        for given in ({}, {"run": self.made.id, "lot": "STORY-C"}):
            with self.assertRaises(UserError):
                self._ask().batch_record(**given)
        with self.assertRaisesRegex(MissingError, "was not made by a run"):
            self._ask().batch_record(lot="STORY-FR")

    def test_a_recall_reaches_whom_its_trace_reaches_and_holds_nothing(self):
        told = self._ask().recall_scope(["STORY-DRUM-7"])
        (lot,) = told["suspected"]
        self.assertEqual((lot["id"], lot["on_hand"]), (self.lot.id, 300))
        self.assertEqual([one["id"] for one in told["affected"]], self.candles.ids)
        (customer,) = told["customers"]
        self.assertEqual(customer["customer"]["id"], self.order.partner_id.id)
        self.assertEqual(customer["shipments"][0]["quantity"], 5)
        self.assertEqual(told["accounted_pct"], 100)
        self.assertEqual(self.lot.maker_hold, "free")
        self.assertFalse(self.env["maker.recall"].search([]))
        recall = self.env["maker.recall"].create({"lot_ids": self.lot.ids})
        recall.action_trace()
        self.assertEqual(
            {one["customer"]["id"] for one in told["customers"]},
            set(recall.customer_ids.partner_id.ids),
        )

    def test_a_suppliers_number_is_that_of_every_lot_with_it(self):
        other = self._receive(self.fragrance, 5, "OTHER-FR", "STORY-DRUM-7")
        told = self._ask().recall_scope(["STORY-DRUM-7", self.lot.id])
        self.assertEqual(
            {one["id"] for one in told["suspected"]}, {self.lot.id, other.id}
        )

    def test_lots_that_are_none_are_refused(self):
        for lots in ([], None, [None], [{}], {}, "", ["STORY-FR"] * 21):
            with self.assertRaises(UserError):
                self._ask().recall_scope(lots)
        with self.assertRaises(MissingError):
            self._ask().recall_scope(["STORY-FR", "nobody has this"])

    def test_only_users_of_maker_may_trace(self):
        for name, given in (
            ("trace", ["STORY-FR"]),
            ("batch_record", [self.made.id]),
            ("recall_scope", [["STORY-FR"]]),
        ):
            with self.assertRaises(AccessError):
                getattr(self._ask("employee"), name)(*given)
