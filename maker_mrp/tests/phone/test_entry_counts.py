from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..common_entries import EntryCase


@tagged("post_install", "-at_install")
class TestEntryCounts(EntryCase):
    """A count that waited on a phone is one of when it was typed."""

    def _on_hand(self, product):
        product.invalidate_recordset(["qty_available"])
        return product.qty_available

    def _ago(self, **ago):
        return (fields.Datetime.now() - timedelta(**ago)).isoformat() + "Z"

    def test_a_count_is_applied_once_in_the_unit_it_was_typed(self):
        entry = self._count("19.5 kg")
        answer = self._send(entry)
        self.assertEqual(answer["state"], "done")
        self.assertIn("19,500 g", answer["message"])
        self.assertIn("20,000 g", answer["message"])
        self.assertEqual(self._on_hand(self.wax), 19500)
        self._receive(self.wax, 100)
        self.assertEqual(self._send(entry), answer)
        self.assertEqual(self._on_hand(self.wax), 19600)

    def test_what_moved_after_it_was_counted_stays_moved(self):
        moved = self.env["stock.move"].search([("product_id", "=", self.wax.id)])
        ago = fields.Datetime.now() - timedelta(days=1)
        moved.date = moved.move_line_ids.date = ago
        self._send(self._entry())
        answer = self._send(self._count("19 kg", typed_at=self._ago(hours=1)))
        self.assertEqual(answer["state"], "done")
        self.assertEqual(self._on_hand(self.wax), 17000)
        self.assertIn("moved since it was counted", answer["message"])
        move = self.env["stock.move"].search(
            [("product_id", "=", self.wax.id), ("is_inventory", "=", True)]
        )
        self.assertEqual(move.quantity, 1000)
        self.assertLess(move.date, fields.Datetime.now() - timedelta(minutes=50))
        self.assertEqual(move.move_line_ids.mapped("date"), [move.date])

    def test_a_run_that_comes_after_a_later_count_says_so(self):
        moved = self.env["stock.move"].search(
            [("product_id", "in", (self.wax | self.wick).ids)]
        )
        ago = fields.Datetime.now() - timedelta(days=1)
        moved.date = moved.move_line_ids.date = ago
        self._send(self._count("19 kg", typed_at=self._ago(hours=1)))
        answer = self._send(self._entry(typed_at=self._ago(hours=2)))
        self.assertIn("Counted since then: Beeswax.", answer["message"])
        answer = self._send(self._entry())
        self.assertNotIn("Counted since", answer["message"])

    def test_nothing_left_is_a_count_too(self):
        self.assertEqual(self._send(self._count("0"))["state"], "done")
        self.assertEqual(self._on_hand(self.wax), 0)

    def test_a_lot_is_counted_by_the_name_on_its_label(self):
        oil = self._material("Oil", self.gram, 0.1, 0, tracking="lot")
        lots = [self._lot(oil, name) for name in ("L-1", "L-2")]
        for lot in lots:
            self._receive(oil, 100, lot=lot)
        for told, words in ((None, "say which one"), ("L-9", "no lot “L-9”")):
            answer = self._send(self._count("90", product=oil.id, lot_name=told))
            self.assertIn(words, answer["message"])
        answer = self._send(self._count("90", product=oil.id, lot_name="L-2"))
        self.assertEqual(answer["state"], "done")
        self.assertEqual([lot.product_qty for lot in lots], [100, 90])

    def test_a_place_that_is_not_counted_is_refused(self):
        wip = self.env["stock.location"].create(
            {"name": "Work", "usage": "internal", "maker_role": "wip"}
        )
        customers = self.env.ref("stock.stock_location_customers")
        for place in (wip.id, customers.id, 999999, None):
            answer = self._send(self._count("1 kg", location=place))
            self.assertIn("Say where Beeswax", answer["message"])
        self.assertEqual(self._on_hand(self.wax), 20000)

    def test_a_closed_day_is_refused(self):
        self.company.fiscalyear_lock_date = fields.Date.today() - timedelta(days=1)
        answer = self._send(self._count("1 kg", typed_at=self._ago(days=3)))
        self.assertIn("closed period", answer["message"])
        self.assertEqual(self._on_hand(self.wax), 20000)

    def test_the_phone_keeps_what_can_be_made_and_counted(self):
        oil = self._material(
            "Oil", self.gram, 0.1, 0, tracking="lot", barcode="2990000000017"
        )
        oil.maker_kind = "material"
        lot = self._lot(oil, "L-7")
        lot.ref = "ABC"
        self._receive(oil, 100, lot=lot)
        catalog = self.env["maker.entry"].with_user(self.hand).get_catalog()
        products = {row["id"]: row for row in catalog["products"]}
        self.assertTrue(products[self.candle.id]["made"])
        self.assertEqual(products[self.candle.id]["batch"], "1 Units")
        self.assertFalse(products[self.wax.id]["made"])
        self.assertEqual(products[oil.id]["barcode"], "2990000000017")
        self.assertIn(
            {"product": oil.id, "name": "L-7", "codes": ["ABC"]}, catalog["lots"]
        )
        self.assertIn(self.stock.id, [place["id"] for place in catalog["places"]])
        self.assertEqual(catalog["place"], self.stock.id)
