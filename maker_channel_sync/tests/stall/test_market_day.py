from datetime import timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from ..market import MarketCase


class TestPacking(MarketCase):
    def test_packing_moves_stock_and_lowers_the_listings(self):
        listing = self._list(self.shopify, self.candle)
        self._drain()
        self.assertEqual(self._shown(listing), 10)
        day = self._packed({self.candle: 6})
        self.assertEqual(day.state, "packed")
        self.assertEqual(day.location_id.maker_role, "stall")
        self.assertEqual(self._on_shelf(self.candle, day.location_id), 6)
        self.assertEqual(day.picking_ids.picking_type_code, "internal")
        self._drain()
        self.assertEqual(self._shown(listing), 4)

    def test_every_reason_not_to_pack_is_told_at_once(self):
        lot = self.env["stock.lot"].create(
            {"name": "CURING", "product_id": self._tracked("CREAM").id}
        )
        self._receive(lot.product_id, 5, lot=lot)
        lot.ready_date = fields.Datetime.now() + timedelta(days=9)
        held = self.env["stock.lot"].create(
            {"name": "STOPPED", "product_id": self._tracked("BALM").id}
        )
        self._receive(held.product_id, 4, lot=held)
        held.action_maker_hold()
        sale = self._order(self.candle, 7)
        service = self._product("ADVICE", is_storable=False)
        day = self._day(
            {
                self.candle: 5,
                lot.product_id: 1,
                held.product_id: 2,
                service: 1,
                self.soap: -1,
            }
        )
        with self.assertRaises(UserError) as refused:
            day.action_pack()
        told = str(refused.exception)
        self.assertIn(
            f"5 to take, 3 free. Why: 10 are here; 7 are reserved for {sale.name}.",
            told,
        )
        self.assertIn("lot CURING with 5 is not ready before", told)
        self.assertIn("lot STOPPED with 4 is on hold", told)
        self.assertIn("Advice is not kept in stock, so", told)
        self.assertIn("Soap: less than nothing", told)
        self.assertEqual(day.state, "draft")
        self.assertFalse(day.picking_ids)

    def test_why_nothing_is_free_adds_up(self):
        waits = self._order(self.candle, 3)
        waits.picking_ids.do_unreserve()
        kept = self._order(self.candle, 7)
        with self.assertRaises(UserError) as refused:
            self._day({self.candle: 3}).action_pack()
        self.assertIn(
            f"3 to take, 0 free. Why: 10 are here; 3 are promised to {waits.name}, "
            f"not reserved yet; 7 are reserved for {kept.name}.",
            str(refused.exception),
        )

    def _tracked(self, sku):
        return self._product(sku, tracking="lot")

    def test_a_kit_cannot_be_packed_and_its_parts_are_named(self):
        kit = self._product("GIFT SET")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.candle.id, "product_qty": 2}),
                    Command.create({"product_id": self.soap.id, "product_qty": 1}),
                ],
            }
        )
        with self.assertRaises(UserError) as refused:
            self._packed({kit: 3})
        told = str(refused.exception)
        self.assertIn("Take the parts along in its place", told)
        self.assertIn(
            f"6 {self.candle.uom_id.name} of {self.candle.display_name}", told
        )
        self.assertIn(f"3 {self.soap.uom_id.name} of {self.soap.display_name}", told)

    def test_packing_expired_lots_is_refused(self):
        cream = self._tracked("CREAM")
        cream.use_expiration_date = True
        lot = self.env["stock.lot"].create(
            {
                "name": "OLD",
                "product_id": cream.id,
                "removal_date": fields.Datetime.now() - timedelta(days=1),
            }
        )
        self._receive(cream, 5, lot=lot)
        with self.assertRaisesRegex(UserError, "OLD with 5 is to be removed"):
            self._packed({cream: 1})

    def test_an_empty_day_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "write how many to take"):
            self._day().action_pack()

    def test_a_product_is_listed_once(self):
        day = self._day({self.candle: 1})
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            day.line_ids = [Command.create({"product_id": self.candle.id})]
            self.env.flush_all()

    def test_packing_more_moves_only_the_rest(self):
        day = self._packed({self.candle: 3})
        self._line(day, self.candle).quantity = 5
        day.action_pack()
        self.assertEqual(self._line(day, self.candle).packed_qty, 5)
        self.assertEqual(len(day.picking_ids), 2)
        with self.assertRaisesRegex(UserError, "Nothing to pack"):
            day.action_pack()

    def test_two_days_cannot_share_a_stall(self):
        self._packed({self.candle: 1})
        with self.assertRaisesRegex(UserError, "is still taken by Saturday market"):
            self._packed({self.soap: 1})
        second = self.env["stock.location"].create(
            {
                "name": "Second stall",
                "location_id": self.warehouse.view_location_id.id,
                "maker_role": "stall",
            }
        )
        day = self._packed({self.soap: 1}, location_id=second.id)
        self.assertEqual(day.state, "packed")

    def test_the_shelf_is_no_stall(self):
        with self.assertRaisesRegex(ValidationError, "is no market stall"):
            self._day(location_id=self.stock.id)

    def test_suggestions_follow_what_was_sold_and_what_is_free(self):
        told = self._day().action_suggest()
        self.assertEqual(told["tag"], "display_notification")
        self.assertIn("No earlier market day", told["params"]["title"])
        day = self._packed({self.candle: 4, self.soap: 10})
        self._sell(day, (self.candle, 4), (self.soap, 6))
        day._close()
        following = self._day()
        following.action_suggest()
        took = {line.product_id: line.quantity for line in following.line_ids}
        self.assertEqual(took, {self.candle: 5, self.soap: 6})
        self._order(self.candle, 4)
        following.line_ids.invalidate_recordset()
        following.action_suggest()
        self.assertEqual(self._line(following, self.candle).quantity, 2)

    def test_fees_are_those_of_the_last_day(self):
        self._day(stall_fee=35, card_fee_pct=1.7, date="2020-01-04")
        self.assertEqual(self._day().stall_fee, 35)
        self.assertEqual(self._day().card_fee_pct, 1.7)

    def test_negative_fees_are_refused(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._day(stall_fee=-1)
            self.env.flush_all()

    def test_a_new_day_is_to_be_packed(self):
        now = fields.Datetime.now()
        for name, value in (
            ("state", "open"),
            ("packed_at", now),
            ("closed_at", now),
        ):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    self._day(**{name: value})
                days = self.env["maker.market.day"].with_user(self.seller)
                with self.assertRaises(AccessError):
                    days.with_context(**{f"default_{name}": value}).create(
                        {"name": "Sunday market"}
                    )
        day = self._day(state="draft", packed_at=False)
        self.assertEqual(day.state, "draft")

    def test_goods_at_the_stall_keep_their_day(self):
        day = self._packed({self.candle: 1})
        with self.assertRaisesRegex(UserError, "goods were moved for it"):
            day.unlink()
        with self.assertRaisesRegex(UserError, "at the stall already"):
            day.location_id = False
        self.assertTrue(self._day().unlink())
