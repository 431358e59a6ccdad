from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MakerCommon


@tagged("post_install", "-at_install")
class TestOdooScreens(MakerCommon):
    """What Odoo allows where Maker's rules hold in Maker's screens only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.maker_rules = "screens"

    def _receipt(self):
        warehouse = self.env["stock.warehouse"].search([], limit=1)
        move = self.env["stock.move"].create(
            {
                "product_id": self.wax.id,
                "product_uom_qty": 5,
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": self.ref("stock.stock_location_suppliers"),
                "location_dest_id": warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        move.picked = True
        move._action_done()
        return move

    def test_a_transfer_is_dated_before_a_lock_date_and_says_so(self):
        move = self._receipt()
        move._assign_picking()
        day = fields.Date.today() - timedelta(days=30)
        self.company.fiscalyear_lock_date = day
        move.date = fields.Datetime.to_datetime(day)
        self.assertEqual(move.date.date(), day)
        self.assertIn("books are locked", move.picking_id.message_ids[0].body)

    def test_everywhere_that_is_refused(self):
        move = self._receipt()
        self.company.maker_rules = "everywhere"
        day = fields.Date.today() - timedelta(days=30)
        self.company.fiscalyear_lock_date = day
        with self.assertRaisesRegex(UserError, "closed period"):
            move.date = fields.Datetime.to_datetime(day)

    def test_a_period_closed_in_maker_is_closed_for_all(self):
        move = self._receipt()
        day = fields.Date.today() - timedelta(days=700)
        start = day - timedelta(days=1)
        self.env["maker.cogs.period"].search([]).unlink()  # made by the Today page
        period = self.env["maker.cogs.period"].create(
            {"name": "Closed", "date_from": start, "date_to": day}
        )
        period.state = "closed"
        with self.assertRaisesRegex(UserError, "closed period"):
            move.date = fields.Datetime.to_datetime(day)

    def _price_of_a_gram(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Vendor"}).id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.wax.id,
                            "product_qty": 3,
                            "product_uom_id": self.lb.id,
                            "price_unit": 9,
                        },
                    )
                ],
            }
        )
        order.button_confirm()
        return order, order.picking_ids.move_ids.price_unit

    def test_odoo_rounds_the_cost_of_a_gram_and_the_order_says_so(self):
        order, price = self._price_of_a_gram()
        self.assertAlmostEqual(price, 0.02, 6)
        self.assertIn("0.01984", "".join(order.message_ids.mapped("body")))

    def test_everywhere_the_cost_of_a_gram_is_kept(self):
        self.company.maker_rules = "everywhere"
        order, price = self._price_of_a_gram()
        self.assertAlmostEqual(price, 0.0198416, 6)
        self.assertNotIn("is kept as", "".join(order.message_ids.mapped("body")))
