from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from ...channel_clients.errors import Transient
from ...models.order import maker_channel_order_ask
from ..orders import OrderChangesCase


class TestCalledOff(OrderChangesCase):
    """Orders that the shop cancels while their goods are on the way out."""

    def _forget_asking(self, *orders):
        for order in orders:
            self._known(order).asked_at = fields.Datetime.now() - timedelta(hours=1)

    def _validate(self, picking, quantity=None):
        if quantity is not None:
            picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        return picking.with_context(skip_backorder=True).button_validate()

    def _parcel(self, order):
        return self._sale(order).picking_ids.filtered(
            lambda one: (
                one.picking_type_code == "outgoing"
                and one.state not in ("done", "cancel")
            )
        )

    def _notes(self, picking):
        return " ".join(picking.message_ids.mapped("body"))

    def test_what_was_picked_and_has_not_left_does_not_leave(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._sell(2)
        picked = self._sale(order).picking_ids
        self._validate(picked)
        self.assertEqual(picked.state, "done")
        parcel = self._parcel(order)
        self.assertTrue(parcel)
        self._change(order, state="cancelled")
        self.assertEqual(self._sale(order).state, "cancel")
        self.assertEqual(parcel.state, "cancel")
        self.assertNotIn("after it left", self._todos(order))
        self.assertIn("put its goods back", self._todos(order))

    def test_the_rest_of_what_left_in_part_does_not_leave(self):
        order = self._sell(3)
        self._validate(self._parcel(order), 1)
        rest = self._parcel(order)
        self.assertEqual(rest.move_ids.product_uom_qty, 2)
        self._change(order, state="cancelled")
        self.assertEqual(rest.state, "cancel")
        self.assertEqual(self._sale(order).state, "sale")
        self.assertIn("after it left", self._todos(order))
        notes = self._known(order).activity_ids.mapped("note")
        self.assertIn(rest.name, " ".join(map(str, notes)))

    def test_the_rest_is_asked_for_before_it_leaves(self):
        order = self._sell(3)
        self._validate(self._parcel(order), 1)
        self._drain()
        self.client.change(order.remote_id, state="cancelled")
        self._forget_asking(order)
        rest = self._parcel(order)
        answer = self._validate(rest)
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(rest.state, "cancel")

    def test_parcels_whose_shop_is_slow_leave_and_say_so(self):
        orders = [self._sell(1) for _one in range(4)]
        self._forget_asking(*orders)
        parcels = self.env["stock.picking"].union(*map(self._parcel, orders))
        clock = [0.0]
        ask = self.client.get_order

        def slow(remote_id):
            clock[0] += 3
            return ask(remote_id)

        with (
            patch.object(maker_channel_order_ask, "monotonic", lambda: clock[0]),
            patch.object(self.client, "get_order", slow),
        ):
            self._validate(parcels)
        self.assertLessEqual(clock[0], 9)
        self.assertEqual(set(parcels.mapped("state")), {"done"})
        unasked = [one for one in parcels if "was not asked" in self._notes(one)]
        self.assertEqual(len(unasked), 2)

    def test_a_parcel_whose_shop_is_silent_leaves_and_says_so(self):
        order = self._sell(1)
        self._forget_asking(order)
        parcel = self._parcel(order)
        self.client.faults = [Transient("Away")]
        self._validate(parcel)
        self.assertEqual(parcel.state, "done")
        self.assertIn("was not asked", self._notes(parcel))

    def test_a_parcel_whose_shop_rests_after_failures_says_so(self):
        order = self._sell(1)
        self._forget_asking(order)
        self.etsy.failures = 2
        parcel = self._parcel(order)
        self._validate(parcel)
        self.assertEqual(parcel.state, "done")
        self.assertIn("was not asked", self._notes(parcel))

    def test_a_parcel_that_was_asked_for_says_nothing(self):
        order = self._sell(1)
        parcel = self._parcel(order)
        self._validate(parcel)
        self.assertNotIn("was not asked", self._notes(parcel))
