from dataclasses import replace
from decimal import Decimal

from ...channel_clients.types import Address
from ..orders import OrderChangesCase

D = Decimal


class TestOrderChanges(OrderChangesCase):
    """What happens to an order after it was taken: lines, prices, addresses."""

    def test_a_lowered_quantity_lowers_the_parcel_and_is_shown_elsewhere(self):
        order = self._sell(3)
        self.assertEqual(self._shown(self.other), 7)
        self._change(order, lines=(replace(order.lines[0], cancelled=1),))
        self.assertEqual(self._sale(order).picking_ids.move_ids.product_uom_qty, 2)
        self.assertEqual(self._shown(self.other), 8)

    def test_what_the_shop_put_back_itself_is_seen_at_once(self):
        order = self._sell(3)
        self._receive(self.candle, -10)
        self._drain()
        self.assertEqual(self._shown(self.listing), 0)
        self.client.shelf[self.listing.remote_id] += 3
        lines = (replace(order.lines[0], cancelled=3),)
        self._change(order, state="cancelled", lines=lines)
        self.assertEqual(self._shown(self.listing), 0)

    def test_what_the_shop_put_back_itself_is_no_drift(self):
        client, listing = self.clients[self.shopify], self.other
        order = client.sell(listing.remote_id, 3)
        self._drain()
        client.shelf[listing.remote_id] += 3
        lines = (replace(order.lines[0], cancelled=3),)
        client.change(order.remote_id, state="cancelled", lines=lines)
        self._drain()
        self.assertEqual(self._shown(listing), 10)
        self.assertFalse(self.env["maker.channel.incident"].search([]))

    def test_a_raised_quantity_is_reserved_at_once(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        order = self._sell(3)
        self._change(order, lines=(replace(order.lines[0], quantity=5),))
        moves = self._sale(order).picking_ids.move_ids
        self.assertEqual(sum(moves.mapped("quantity")), 5)
        self.assertEqual(self._shown(self.other), 5)

    def test_a_line_added_later_is_ordered_too(self):
        soap = self._product("SOAP")
        self._receive(soap, 4)
        listing = self._list(self.etsy, soap)
        order = self._sell(1)
        added = replace(
            order.lines[0],
            remote_id="added",
            listing_id=listing.remote_id,
            title="Soap",
            quantity=2,
            unit_price=D("6.50"),
        )
        self._change(order, lines=(*order.lines, added))
        sale = self._sale(order)
        self.assertAlmostEqual(sale.amount_untaxed, 25.5)
        self.assertEqual(sale.picking_ids.move_ids.mapped("quantity"), [1, 2])
        self._change(order, lines=(*order.lines, added), note="again")
        self.assertEqual(len(sale.order_line), 2)

    def test_an_unknown_line_added_later_is_asked_about(self):
        order = self._sell(1)
        added = replace(order.lines[0], remote_id="x", listing_id="?", sku="?")
        self._change(order, lines=(*order.lines, replace(added, title="Mystery")))
        self.assertIn("Mystery", self._todos(order))

    def test_a_line_that_is_gone_is_not_sent(self):
        soap = self._product("SOAP")
        self._receive(soap, 4)
        listing = self._list(self.etsy, soap)
        order = self.client.sell(self.listing.remote_id, 2)
        both = replace(
            order.lines[0], remote_id="soap", listing_id=listing.remote_id, quantity=1
        )
        self.client.orders[order.remote_id] = replace(order, lines=(*order.lines, both))
        self._drain()
        self._change(order, lines=order.lines)
        moves = self._sale(order).picking_ids.move_ids
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in moves if move.quantity},
            {self.candle: 2},
        )

    def test_a_new_address_is_where_the_parcel_goes(self):
        order = self._sell(3)
        picking = self._sale(order).picking_ids
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        moved = Address(name="Candle buyer", street="9 New Rd", city="Salem")
        self._change(order, delivery=moved)
        self.assertEqual(picking.partner_id.street, "1 Main St")
        self.assertEqual(picking.backorder_ids.partner_id.street, "9 New Rd")
        self.assertEqual(self._sale(order).partner_shipping_id.street, "9 New Rd")
        self.assertFalse(picking.backorder_ids.activity_ids)

    def test_a_new_address_after_the_parcel_left_is_asked_about(self):
        order = self._sell(1)
        self._leave(order)
        moved = Address(name="Candle buyer", street="9 New Rd", city="Salem")
        self._change(order, delivery=moved)
        self.assertIn("address", self._todos(order))
        self.assertEqual(self._sale(order).partner_shipping_id.street, "1 Main St")

    def test_an_address_the_shop_hides_changes_nothing(self):
        order = self._sell(1)
        self._change(order, delivery=Address())
        self.assertEqual(self._sale(order).partner_shipping_id.street, "1 Main St")

    def test_a_cancelled_line_of_several_is_a_partial_cancellation(self):
        order = self._sell(2)
        self._change(order, lines=(replace(order.lines[0], cancelled=2),))
        self.assertEqual(self._sale(order).state, "sale")
        self.assertEqual(self._shown(self.other), 10)

    def test_a_cancellation_after_it_left_is_a_persons_decision(self):
        order = self._sell(2)
        self._leave(order)
        self._change(order, state="cancelled")
        self.assertEqual(self._sale(order).state, "sale")
        self.assertIn("cancelled after it left", self._todos(order))

    def test_an_order_sent_by_hand_in_the_shop_asks_for_its_delivery(self):
        order = self._sell(1)
        self._change(order, state="shipped")
        self.assertIn("validate its delivery", self._todos(order))

    def _reprice(self, order, price, **values):
        line = replace(order.lines[0], unit_price=D(price), **values)
        return self._change(order, lines=(line,))

    def test_a_price_changed_in_the_shop_is_followed(self):
        order = self._sell(3)
        self._reprice(order, "14.00", discount=D("4.20"))
        line = self._sale(order).order_line
        self.assertEqual((line.price_unit, line.discount), (14, 10))
        self.assertAlmostEqual(line.price_subtotal, 37.8)
        notes = " ".join(self._known(order).message_ids.mapped("body"))
        self.assertRegex(notes, "from .*12.50.* to .*12.60")

    def test_a_price_is_followed_on_a_line_without_words(self):
        order = self._sell(3)
        line = self._sale(order).order_line
        line.name = ""
        self._reprice(order, "14.00")
        self.assertEqual(line.price_unit, 14)
        notes = " ".join(self._known(order).message_ids.mapped("body"))
        self.assertIn("price of [CANDLE] Candle from", notes)

    def test_the_price_of_a_pack_is_followed_a_unit(self):
        self.listing.units_per_listing = 2
        order = self._sell(1)
        self._reprice(order, "30.00")
        line = self._sale(order).order_line
        self.assertEqual((line.price_unit, line.product_uom_qty), (15, 2))

    def test_a_price_changed_here_stays_until_the_shop_changes_it(self):
        order = self._sell(3)
        line = self._sale(order).order_line
        line.price_unit = 11
        self._change(order, note="Ring twice")
        self.assertEqual(line.price_unit, 11)
        self._reprice(order, "13.00")
        self.assertEqual(line.price_unit, 13)

    def test_a_price_changed_after_the_goods_left_names_both_prices(self):
        order = self._sell(3)
        self._leave(order)
        self._reprice(order, "14.00")
        self.assertEqual(self._sale(order).order_line.price_unit, 12.5)
        self.assertIn("14.00", self._todos(order))
        self.assertIn("12.50", self._todos(order))

    def test_a_price_changed_after_the_invoice_names_both_prices(self):
        order = self._sell(3)
        sale = self._sale(order)
        sale.order_line.product_id.invoice_policy = "order"
        sale._create_invoices()
        self._reprice(order, "14.00")
        self.assertEqual(sale.order_line.price_unit, 12.5)
        self.assertIn("14.00", self._todos(order))

    def test_personal_words_reach_the_run_that_makes_it_to_order(self):
        ring = self._product("RING")
        wire = self._product("WIRE")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": ring.product_tmpl_id.id,
                "bom_line_ids": [(0, 0, {"product_id": wire.id, "product_qty": 1})],
            }
        )
        make = self.env.ref("mrp.route_warehouse0_manufacture")
        order_only = self.env.ref("stock.route_warehouse0_mto")
        order_only.active = True
        ring.route_ids = make | order_only
        listing = self._list(self.etsy, ring)
        order = self.client.sell(listing.remote_id, 1)
        line = replace(order.lines[0], note="For Nana, in gold")
        self.client.orders[order.remote_id] = replace(order, lines=(line,))
        self._drain()
        run = self.env["mrp.production"].search([("product_id", "=", ring.id)])
        self.assertEqual(len(run), 1)
        self.assertIn("For Nana, in gold", run.product_description_variants)

    def test_personal_words_reach_whoever_packs_or_makes(self):
        order = self.client.sell(self.listing.remote_id, 1)
        line = replace(order.lines[0], note="For Nana, in gold")
        self.client.orders[order.remote_id] = replace(order, lines=(line,))
        self._drain()
        sale = self._sale(order)
        self.assertEqual(sale.order_line.maker_personalisation, "For Nana, in gold")
        self.assertIn("For Nana", sale.picking_ids.move_ids.description_picking)
