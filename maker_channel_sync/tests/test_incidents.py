from dataclasses import replace
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user

from odoo.addons.maker_channel_sync.channel_clients.types import Address
from odoo.addons.maker_channel_sync.tests.common import ChannelCase


class TestIncidents(ChannelCase):
    """An oversell says how it came about and what can be done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.on_etsy = cls._list(cls.etsy, cls.candle)
        cls.on_shopify = cls._list(cls.shopify, cls.candle)
        cls.manager = new_test_user(
            cls.env, "incident-manager", groups="maker_mrp.group_manager"
        )

    def setUp(self):
        super().setUp()
        self._drain()

    def _sell(self, listing, quantity, age=0, **values):
        """A sale that was made ``age`` seconds ago and is told now."""
        client = self.clients[listing.channel_id]
        order = client.sell(listing.remote_id, quantity, **values)
        moment = order.created - timedelta(seconds=age)
        client.orders[order.remote_id] = self._dated(order, moment)
        return order

    def _dated(self, order, moment):
        return type(order)(**{**vars(order), "created": moment, "updated": moment})

    def _incident(self):
        return self.env["maker.channel.incident"].search(
            [("kind", "=", "oversell"), ("product_id", "=", self.candle.id)], limit=1
        )

    def _oversold(self, **values):
        self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_shopify, 5, age=10, **values)
        self._drain()
        return self._incident()

    # What happened

    def test_the_seconds_count_from_the_sale_that_left_too_little(self):
        self._sell(self.on_etsy, 7, age=90)
        self._sell(self.on_etsy, 1, age=30)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        self.assertEqual(incident.quantity, 3)
        self.assertAlmostEqual(incident.seconds_exposed, 80, delta=1.5)

    def test_a_kit_takes_its_parts_and_is_told_as_the_earlier_sale(self):
        pair = self._product("PAIR", is_storable=False)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": pair.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.candle.id, "product_qty": 2})
                ],
            }
        )
        listing = self._list(self.etsy, pair)
        self._drain()
        self._sell(listing, 4, age=60)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        self.assertAlmostEqual(incident.seconds_exposed, 50, delta=1.5)
        self.assertIn("Etsy sells 4 in order", incident.timeline)

    def test_the_timeline_runs_from_the_first_sale_to_the_second(self):
        incident = self._oversold()
        told = [text for _at, text, _mark in incident.moments]
        steps = [
            next(number for number, text in enumerate(told) if words in text)
            for words in ("Etsy sells 8", "Shopify sells 5", "is noticed")
        ]
        self.assertEqual(steps, sorted(steps))
        marked = [text for _at, text, mark in incident.moments if mark]
        self.assertEqual(len(marked), 2)
        self.assertIn("Shopify sells 5", marked[0])
        self.assertIn("Shopify is told", " ".join(told))
        self.assertIn("Shopify shows 10", " ".join(told))

    def test_the_timeline_is_in_the_readers_time(self):
        incident = self._oversold()
        incident.moments = [["2026-07-01T10:00:00", "a sale", False]]
        there = incident.with_context(tz="America/New_York")
        self.assertIn("06:00:00", there.timeline.replace("\u202f", " "))

    # Why

    def test_a_sale_noticed_too_late_is_the_cause(self):
        incident = self._oversold()
        self.assertIn("the sale on Etsy was noticed", incident.cause)

    def test_a_push_that_waits_for_a_person_is_the_cause(self):
        self.shopify.mode = "review"
        self.assertIn("wait for a person", self._oversold().cause)

    def test_a_shop_that_sells_more_than_it_shows_is_the_cause(self):
        self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_etsy, 5, age=10)
        self._drain()
        self.assertIn("itself sold more", self._incident().cause)

    def test_without_a_sale_before_the_stock_fell_otherwise(self):
        self._receive(self.candle, -8)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        self.assertEqual(incident.seconds_exposed, 0)
        self.assertIn("no sale took the stock", incident.cause)

    def _known_before(self, **push):
        """A sale here that Odoo knew of before the shop sold the same units."""
        order = self._order(self.candle, 8)
        now = fields.Datetime.now()
        order.date_order = now - timedelta(seconds=60)
        self.env.cr.execute(
            "UPDATE sale_order SET create_date = %s WHERE id = %s",
            [now - timedelta(seconds=60), order.id],
        )
        order.invalidate_recordset()
        if push:
            values = {"channel_id": self.shopify.id, "listing_id": self.on_shopify.id}
            values |= {"product_id": self.candle.id, "quantity": 2}
            values["sent_at"] = now - timedelta(seconds=50)
            answered = push.pop("answered", None)
            if answered is not None:
                values["answered_at"] = now - timedelta(seconds=answered)
            self.env["maker.channel.push"].create({**values, **push})
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        return self._incident().cause

    def test_a_shop_not_told_in_time_is_the_cause(self):
        self.assertIn("was not told within the 50 s", self._known_before())

    def test_a_failed_push_is_the_cause(self):
        cause = self._known_before(state="refused", answer="Not for sale", answered=49)
        self.assertIn("failed: Not for sale", cause)

    def test_a_push_under_way_is_the_cause(self):
        cause = self._known_before(state="acknowledged", answered=5)
        self.assertIn("on its way", cause)

    def test_a_full_basket_is_the_cause(self):
        cause = self._known_before(state="acknowledged", answered=49)
        self.assertIn("basket", cause)

    # What to do

    def _wizard(self, action):
        model = self.env[action["res_model"]].with_user(self.manager)
        return Form(model.with_context(**action["context"]))

    def test_making_it_plans_a_run_once_it_is_confirmed(self):
        incident = self._oversold().with_user(self.manager)
        runs = self.env["mrp.production"].search_count([])
        wizard = self._wizard(incident.action_make())
        self.assertEqual((wizard.product_id, wizard.quantity), (self.candle, 3))
        self.assertFalse(incident.remedy)
        self.assertEqual(self.env["mrp.production"].search_count([]), runs)
        wizard.quantity = 0
        with self.assertRaisesRegex(UserError, "how many to make"):
            wizard.save().action_plan()
        wizard.quantity = 4
        action = wizard.save().action_plan()
        run = self.env["mrp.production"].browse(action["res_id"])
        self.assertEqual((run.product_id, run.product_qty), (self.candle, 4))
        self.assertEqual((incident.remedy, incident.run_id), ("make", run))
        self.assertEqual(incident.action_make()["res_id"], run.id)

    def test_a_planned_run_goes_when_the_goods_are_cancelled_instead(self):
        incident = self._oversold().with_user(self.manager)
        self._wizard(incident.action_make()).save().action_plan()
        self._cancel(incident)
        self.assertEqual(incident.run_id.state, "cancel")
        self.assertEqual(incident.remedy, "cancel")

    def test_stock_is_moved_from_a_place_that_has_some(self):
        incident = self._oversold().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "No other place has any"):
            incident.action_move()
        other = self.env["stock.warehouse"].create({"name": "Attic", "code": "ATT"})
        self._receive(self.candle, 4, location=other.lot_stock_id)
        action = incident.action_move()
        self.assertFalse(incident.remedy)
        pickings = self.env["stock.picking"].with_user(self.manager)
        form = Form(pickings.with_context(**action["context"]))
        picking = form.save()
        self.assertEqual(picking.location_id, other.lot_stock_id)
        self.assertEqual(picking.move_ids.product_uom_qty, 3)
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(incident.remedy, "move")
        moves = incident.sale_order_id.picking_ids.move_ids
        moves._action_assign()
        self.assertEqual(moves.state, "assigned")

    def test_splitting_opens_the_delivery(self):
        incident = self._oversold().with_user(self.manager)
        action = incident.action_split()
        picking = incident.sale_order_id.picking_ids
        self.assertEqual(action["res_id"], picking.id)
        self.assertFalse(incident.remedy)
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(incident.remedy, "split")

    # Whose goods are missing

    def _other_lacks(self):
        """The newest sale got its goods; an older one has none reserved."""
        older = self._sell(self.on_etsy, 3, age=90)
        self._drain()
        older = self.env["sale.order"].search([("client_order_ref", "=", older.name)])
        older.picking_ids.do_unreserve()
        self._sell(self.on_etsy, 6, age=40)
        self._sell(self.on_shopify, 3, age=10)
        self._drain()
        incident = self._incident()
        self.assertEqual(incident.quantity, 2)
        return older, incident.with_user(self.manager)

    def test_it_says_whose_goods_are_missing(self):
        incident = self._oversold()
        own = incident.sale_order_id.name
        self.assertEqual(incident.lacking, f"{own} lacks 3.")

    def test_an_older_order_without_its_goods_is_named(self):
        older, incident = self._other_lacks()
        own = incident.sale_order_id
        self.assertNotEqual(own, older)
        self.assertEqual(
            incident.lacking,
            f"{older.name} lacks 2. Order {own.name}, the newest sale, has its goods.",
        )

    def test_an_order_with_nothing_to_split_is_told_so(self):
        older, incident = self._other_lacks()
        self._receive(self.candle, -1)
        with self.assertRaisesRegex(UserError, f"nothing of order {older.name}"):
            incident.action_split()
        self._receive(self.candle, 1)
        self.assertEqual(incident.action_split()["res_id"], older.picking_ids.id)
        self.assertEqual(older.picking_ids.move_ids.quantity, 1)
        self._receive(self.candle, 2)
        with self.assertRaisesRegex(UserError, "are reserved for it"):
            incident.action_split()

    def test_cancelling_begins_with_the_order_that_lacks_its_goods(self):
        older, incident = self._other_lacks()
        wizard = self._wizard(incident.action_cancel_order())
        self.assertEqual(wizard.sale_order_id, older)
        self.assertIn(f"2 are taken out of order {older.name} here.", wizard.told)
        self.assertNotIn("reserved", wizard.told)
        self.assertNotIn("is cancelled", wizard.told)
        wizard.scope = "all"
        self.assertIn(f"Order {older.name} is cancelled here.", wizard.told)

    def test_cancelling_reserved_goods_says_so_and_gives_them_on(self):
        older, incident = self._other_lacks()
        wizard = self._wizard(incident.action_cancel_order())
        wizard.sale_order_id = incident.sale_order_id
        self.assertIn(
            f"2 of them are reserved for this order: they go to {older.name}.",
            wizard.told,
        )
        wizard.save().action_cancel()
        self.assertEqual(older.picking_ids.move_ids.state, "assigned")
        self.assertEqual(incident.sale_order_id.order_line.product_uom_qty, 1)

    def _cancel(self, incident, **values):
        action = incident.with_user(self.manager).action_cancel_order()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        for name, value in values.items():
            setattr(wizard, name, value)
        wizard.save().action_cancel()

    def test_what_is_missing_is_cancelled_with_a_message_to_the_buyer(self):
        buyer = Address(name="Candle buyer", street="1 Main St", email="b@example.com")
        incident = self._oversold(delivery=buyer)
        order = incident.sale_order_id
        self._cancel(incident)
        self.assertEqual((order.state, order.order_line.product_uom_qty), ("sale", 2))
        letter = order.message_ids.filtered(lambda one: one.partner_ids)
        self.assertEqual(letter.partner_ids, order.partner_id)
        self.assertIn("3 of your order", letter.body)
        todo = order.maker_channel_order_ids.activity_ids
        self.assertIn("Cancel order", todo.summary)
        self.assertEqual((incident.state, incident.remedy), ("done", "cancel"))
        self.assertFalse(incident.activity_ids)

    def test_the_whole_order_can_be_cancelled(self):
        incident = self._oversold()
        self._cancel(incident, scope="all")
        self.assertEqual(incident.sale_order_id.state, "cancel")
        self._drain()
        self.assertEqual(self._shown(self.on_etsy), 2)

    def test_without_an_address_the_message_stays_with_the_order(self):
        incident = self._oversold()
        incident.sale_order_id.partner_id.email = False
        self._cancel(incident, message="We are sorry.")
        order = incident.sale_order_id
        self.assertFalse(order.message_ids.partner_ids)
        self.assertIn("We are sorry.", "".join(order.message_ids.mapped("body")))
        self.assertIn("We are sorry.", order.maker_channel_order_ids.activity_ids.note)

    def test_what_has_left_is_not_cancelled(self):
        incident = self._oversold()
        picking = incident.sale_order_id.picking_ids
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        with self.assertRaisesRegex(UserError, "has left already"):
            self._cancel(incident)

    def test_settling_ends_the_to_do(self):
        incident = self._oversold()
        self.assertTrue(incident.activity_ids)
        incident.with_user(self.manager).action_settle()
        self.assertEqual((incident.state, incident.remedy), ("done", "none"))
        self.assertFalse(incident.activity_ids)

    # What ends by itself

    def _changed(self, listing, order, **values):
        self.clients[listing.channel_id].change(order.remote_id, **values)
        self._drain()

    def test_a_cancellation_noticed_later_settles_the_oversell(self):
        first = self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        self.assertEqual(incident.state, "open")
        self._changed(self.on_etsy, first, state="cancelled")
        self.assertEqual((incident.state, incident.remedy), ("done", "withdrawn"))
        self.assertIn(f"{first.name} is cancelled on Etsy", incident.timeline)
        self.assertFalse(incident.activity_ids)

    def test_units_put_back_in_the_shop_settle_the_oversell(self):
        first = self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        (line,) = first.lines
        for back, state in ((2, "open"), (3, "done")):
            less = replace(line, refunded=back, restocked=back)
            self._changed(self.on_etsy, first, lines=(less,))
            self.assertEqual(incident.state, state)
        self.assertIn("is made smaller on Etsy", incident.timeline)

    def test_an_order_cancelled_there_needs_nothing_any_more(self):
        self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_etsy, 5, age=30)
        last = self._sell(self.on_shopify, 4, age=10)
        self._drain()
        there = self.env["maker.channel.incident"].search(
            [("kind", "=", "oversell"), ("product_id", "=", self.candle.id)]
        )
        own = there.filtered(lambda one: one.channel_id == self.shopify)
        self._changed(self.on_shopify, last, state="cancelled")
        self.assertEqual((own.state, (there - own).state), ("done", "open"))

    def test_what_was_cancelled_before_the_next_look_alarms_nobody(self):
        first = self._sell(self.on_etsy, 8, age=40)
        self._drain()
        self._sell(self.on_etsy, 5, age=10)
        self._changed(self.on_etsy, first, state="cancelled")
        self.assertFalse(self._incident())

    def test_a_corrected_listing_ends_its_incident(self):
        self.clients[self.etsy].shelf[self.on_etsy.remote_id] = 50
        self.etsy.reconciled_at = False
        self._drain()
        incident = self.env["maker.channel.incident"].search([("kind", "=", "drift")])
        self.assertEqual(self._shown(self.on_etsy), 10)
        self.assertEqual((incident.state, incident.remedy), ("done", "healed"))

    def test_bench_and_accountant_read_an_incident(self):
        incident = self._oversold()
        for group in ("maker_mrp.group_user", "maker_mrp.group_accountant"):
            user = new_test_user(self.env, group, groups=group)
            read = incident.with_user(user)
            self.assertIn("Etsy sells 8", read.timeline)
            Form(read)
