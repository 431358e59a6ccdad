from datetime import timedelta

from odoo import Command, fields

from ..common import ChannelCase


class TestSellable(ChannelCase):
    def _sellable(self, products, **options):
        return self.env["product.product"]._maker_sellable(
            products, self.warehouse.view_location_id, **options
        )

    def _kit(self, sku, **parts):
        kit = self._product(sku, is_storable=False)
        lines = [
            Command.create({"product_id": product.id, "product_qty": quantity})
            for product, quantity in parts["lines"]
        ]
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "product_qty": parts.get("makes", 1),
                "bom_line_ids": lines,
            }
        )
        return kit

    def test_a_kit_is_as_free_as_its_scarcest_part(self):
        soap = self._product("SOAP")
        self._receive(soap, 9)
        kit = self._kit("BOX", lines=[(self.candle, 1), (soap, 2)])
        self.assertEqual(
            self._sellable(kit | soap | self.candle),
            {kit.id: 4, soap.id: 9, self.candle.id: 10},
        )

    def test_kits_of_kits_share_their_parts(self):
        pair = self._kit("PAIR", lines=[(self.candle, 2)])
        crate = self._kit("CRATE", makes=2, lines=[(pair, 4)])
        self.assertEqual(self._sellable(pair | crate), {pair.id: 5, crate.id: 2})

    def test_a_kits_variant_needs_only_its_own_parts(self):
        scent = self.env["product.attribute"].create(
            {
                "name": "Scent",
                "value_ids": [
                    Command.create({"name": name}) for name in ("Rose", "Oat")
                ],
            }
        )
        box = self.env["product.template"].create(
            {
                "name": "Gift box",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": scent.id,
                            "value_ids": [Command.set(scent.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        rose, oat = box.product_variant_ids
        soap = self._product("SOAP")
        self._receive(soap, 3)
        only_rose = rose.product_template_attribute_value_ids
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": box.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.candle.id}),
                    Command.create(
                        {
                            "product_id": soap.id,
                            "bom_product_template_attribute_value_ids": [
                                Command.set(only_rose.ids)
                            ],
                        }
                    ),
                ],
            }
        )
        self.assertEqual(self._sellable(rose | oat), {rose.id: 3, oat.id: 10})

    def test_a_kit_counts_in_each_parts_own_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        kit = self._kit("TRAY", lines=[(self.candle, 1)])
        kit.bom_ids.bom_line_ids.product_uom_id = dozen
        self._receive(self.candle, 20)
        self.assertEqual(self._sellable(kit), {kit.id: 2})

    def test_a_kit_listing_falls_with_its_part(self):
        pair = self._kit("PAIR", lines=[(self.candle, 2)])
        listing = self._list(self.shopify, pair)
        self._drain()
        self.assertEqual(self._shown(listing), 5)
        self._order(self.candle, 3)
        self._drain()
        self.assertEqual(self._shown(listing), 3)

    def test_a_changed_recipe_changes_the_kits_listing(self):
        pair = self._kit("PAIR", lines=[(self.candle, 2)])
        listing = self._list(self.shopify, pair)
        self._drain()
        pair.bom_ids.bom_line_ids.product_qty = 5
        self._drain()
        self.assertEqual(self._shown(listing), 2)

    def test_demand_is_subtracted_once_whether_reserved_or_not(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        order = self._order(self.candle, 4)
        self.assertEqual(self._sellable(self.candle)[self.candle.id], 6)
        order.picking_ids.action_assign()
        self.assertEqual(self._sellable(self.candle)[self.candle.id], 6)

    def test_reservations_made_at_the_same_moment_count(self):
        # of two reservations at once, Odoo writes one as a quant without quantity
        quant = self.env["stock.quant"].create(
            {"product_id": self.candle.id, "location_id": self.stock.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_quant SET quantity = NULL, reserved_quantity = 3"
            " WHERE id = %s",
            [quant.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._sellable(self.candle), {self.candle.id: 7})

    def test_negative_stock_offers_nothing(self):
        ring = self._product("RING")
        self._receive(ring, -2)
        self.assertEqual(self._sellable(ring), {ring.id: 0})

    def test_a_waiting_kit_keeps_its_parts_back_from_every_listing(self):
        listing = self._list(self.shopify, self.candle)
        pair = self._list(self.etsy, self._kit("PAIR", lines=[(self.candle, 2)]))
        self._drain()
        self.assertEqual((self._shown(listing), self._shown(pair)), (10, 5))
        self.clients[self.etsy].sell(pair.remote_id, 2, state="open")
        self._drain()
        self.assertEqual((self._shown(listing), self._shown(pair)), (6, 3))

    def test_changes_of_a_waiting_order_reach_the_shops(self):
        listing = self._list(self.shopify, self.candle)
        self._drain()
        order = self._order(self.candle, 1)
        order.action_cancel()
        waiting = order.copy({"maker_channel_hold": True})
        self._drain()
        self.assertEqual(self._shown(listing), 9)
        waiting.order_line.product_uom_qty = 4
        self._drain()
        self.assertEqual(self._shown(listing), 6)
        waiting.unlink()
        self._drain()
        self.assertEqual(self._shown(listing), 10)

    def test_unpaid_quotations_keep_what_they_need(self):
        order = self._order(self.candle, 1).copy({"maker_channel_hold": True})
        order.order_line.product_uom_qty = 3
        order.maker_channel_hold = True
        self.assertEqual(self._sellable(self.candle)[self.candle.id], 6)

    def test_ready_soon_counts_only_on_request(self):
        supplier = self.env.ref("stock.stock_location_suppliers")
        self.env["stock.move"].create(
            {
                "product_id": self.candle.id,
                "product_uom_qty": 5,
                "location_id": supplier.id,
                "location_dest_id": self.stock.id,
                "date": fields.Datetime.now() + timedelta(days=2),
            }
        )._action_confirm()
        soon = fields.Datetime.now() + timedelta(days=3)
        sooner = fields.Datetime.now() + timedelta(days=1)
        of = self.candle.id
        self.assertEqual(self._sellable(self.candle)[of], 10)
        self.assertEqual(self._sellable(self.candle, soon_until=sooner)[of], 10)
        self.assertEqual(self._sellable(self.candle, soon_until=soon)[of], 15)

    def test_the_number_of_queries_does_not_grow_with_the_catalogue(self):
        def count(amount):
            products = self.env["product.product"].concat(
                *(self._product(f"P{amount}-{n}") for n in range(amount))
            )
            kits = self.env["product.product"].concat(
                *(
                    self._kit(f"K{amount}-{n}", lines=[(p, 1)])
                    for n, p in enumerate(products)
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._sellable(products | kits)
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(count(30), count(3) + 2)

    def test_stock_at_the_stall_is_promised(self):
        stall = self.env["stock.location"].create(
            {"name": "Stall", "location_id": self.stock.id, "maker_role": "stall"}
        )
        self._receive(self.candle, 4, location=stall)
        self.assertEqual(self._sellable(self.candle)[self.candle.id], 10)
