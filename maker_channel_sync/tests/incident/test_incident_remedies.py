from odoo.exceptions import UserError
from odoo.tests import Form

from ...channel_clients.types import Address
from ..incidents import IncidentCase


class TestIncidentRemedies(IncidentCase):
    """What can be done about an oversell."""

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
