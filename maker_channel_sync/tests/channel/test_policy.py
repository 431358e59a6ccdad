from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user

from ..common import ChannelCase


class TestPolicy(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)

    def _lot(self, product, name, quantity, **values):
        lot = self.env["stock.lot"].create({"name": name, "product_id": product.id})
        self._receive(product, quantity, lot=lot)
        lot.write(values)
        return lot

    def _shows(self, **policy):
        self.etsy.write(policy)
        self._drain(self.etsy)
        return self._shown(self.listing)

    # What is never counted.

    def test_held_expired_and_unready_lots_are_never_counted(self):
        now = fields.Datetime.now()
        cream = self._product(
            "CREAM", tracking="lot", use_expiration_date=True, expiration_time=30
        )
        self._lot(cream, "GOOD", 3)
        self._lot(cream, "OLD", 5, removal_date=now - timedelta(days=1))
        self._lot(cream, "CURING", 7, ready_date=now + timedelta(days=30))
        self._lot(cream, "STOPPED", 11).action_maker_hold("suspected")
        listing = self._list(self.etsy, cream)
        self._drain(self.etsy)
        self.assertEqual(self._shown(listing), 3)

    def test_a_lot_that_is_ready_within_the_days_counts_where_that_is_chosen(self):
        soon = fields.Datetime.now() + timedelta(days=5)
        cream = self._product("CREAM", tracking="lot")
        self._lot(cream, "GOOD", 3)
        self._lot(cream, "CURING", 7, ready_date=soon)
        self.listing = self._list(self.etsy, cream)
        self.assertEqual(self._shows(), 3)
        self.assertEqual(self._shows(basis="free_soon", soon_days=7), 10)
        self.assertEqual(self._shows(soon_days=2), 3)

    def test_what_materials_would_make_counts_where_that_is_chosen(self):
        wax = self._product("WAX")
        self._receive(wax, 40)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.candle.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    Command.create({"product_id": wax.id, "product_qty": 10})
                ],
            }
        )
        self.assertEqual(self._shows(), 10)
        self.assertEqual(self._shows(basis="can_make"), 14)

    # Each rule by itself.

    def test_each_rule_of_the_shop_shapes_the_number(self):
        rules = (
            ({"buffer_qty": 3}, 7),
            ({"reserved_qty": 4}, 6),
            ({"share_pct": 50}, 5),
            ({"cap_qty": 2}, 2),
            ({"floor_qty": 12}, 12),
            ({"minimum_shown": 11}, 0),
        )
        for rule, expected in rules:
            with self.subTest(rule=rule):
                self.assertEqual(self._shows(**rule), expected)
                plain = {"share_pct": 100} if "share_pct" in rule else {}
                self._shows(**{**dict.fromkeys(rule, 0), **plain})

    def test_a_listings_own_rules_replace_the_shops(self):
        self.etsy.buffer_qty = 3
        self.listing.write({"own_policy": True, "reserved_qty": 1, "share_pct": 100})
        self.assertEqual(self._shows(), 9)

    def test_a_pack_shows_whole_packs_and_takes_its_units(self):
        self.listing.units_per_listing = 6
        self.assertEqual(self._shows(), 1)
        self._receive(self.candle, 14)
        self.assertEqual(self._shows(), 4)
        order = self.clients[self.etsy].sell(self.listing.remote_id, 1)
        self._drain(self.etsy)
        known = self.env["maker.channel.order"].search(
            [("remote_id", "=", order.remote_id)]
        )
        line = known.sale_order_id.order_line.filtered("product_id")[:1]
        self.assertEqual(line.product_uom_qty, 6)
        self.assertEqual(self._shown(self.listing), 3)

    def test_impossible_rules_are_refused(self):
        for rule in (
            {"share_pct": 120},
            {"buffer_qty": -1},
            {"reserved_qty": -1},
            {"minimum_shown": -1},
            {"soon_days": -1},
            {"risk_pct": 101},
        ):
            with self.subTest(rule=rule), self.assertRaises(ValidationError):
                self.etsy.write(rule)
        for rule in ({"units_per_listing": 0}, {"cap_qty": -1}, {"floor_qty": -2}):
            with self.subTest(listing=rule), self.assertRaises(ValidationError):
                self.listing.write(rule)

    # Review.

    def test_the_review_list_tells_calculated_shown_and_difference(self):
        self.etsy.mode = "review"
        self.clients[self.etsy].shelf[self.listing.remote_id] = 4
        self.listing.write({"acked_qty": 4})
        self._drain(self.etsy)
        row = self.env["maker.channel.listing"].search_read(
            [("needs_push", "=", True), ("channel_id", "=", self.etsy.id)],
            ["desired_qty", "acked_qty", "difference"],
        )
        self.assertEqual(len(row), 1)
        self.assertEqual(
            (row[0]["desired_qty"], row[0]["acked_qty"], row[0]["difference"]),
            (10, 4, 6),
        )
        self.assertFalse(self.clients[self.etsy].writes)

    def test_every_linked_listing_explains_its_number_to_everyone(self):
        kit = self._product("KIT")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.candle.id, "product_qty": 3})
                ],
            }
        )
        self.listing.exclude = True
        kits = self._list(self.etsy, kit)
        readers = ("maker_mrp.group_user", "maker_mrp.group_accountant")
        for number, group in enumerate(readers):
            reader = new_test_user(self.env, f"reader {number}", groups=group)
            for listing, quantity in ((kits, 3), (self.listing, 0)):
                with self.subTest(group=group, listing=listing.title):
                    action = listing.with_user(reader).action_explain()
                    wizard = Form(
                        self.env[action["res_model"]]
                        .with_user(reader)
                        .with_context(**action["context"])
                    ).save()
                    self.assertTrue(wizard.line_ids)
                    self.assertEqual(wizard.desired_qty, quantity)
