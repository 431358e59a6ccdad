from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import TransactionCase, freeze_time


class BooksCase(TransactionCase):
    """A studio that buys wax by the pound and keeps it in grams.

    Tests say what moved and when; ``now`` is the moment the story is told.
    """

    now = datetime(2026, 6, 30, 12)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "UTC"
        cls.gram = cls.env.ref("uom.product_uom_gram")
        cls.pound = cls.env.ref("uom.product_uom_lb")
        cls.pound.active = True
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.category = cls.env["product.category"].create(
            {"name": "Moving average", "property_cost_method": "average"}
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Wax vendor"})
        cls.wax = cls._product(
            "Beeswax",
            uom_id=cls.gram.id,
            standard_price=0.02,
            maker_kind="material",
        )
        cls.env["product.supplierinfo"].create(
            {
                "partner_id": cls.vendor.id,
                "product_tmpl_id": cls.wax.product_tmpl_id.id,
                "product_uom_id": cls.pound.id,
                "min_qty": 5,
                "price": 9.0,
                "delay": 4,
            }
        )

    @classmethod
    def _product(cls, name, **values):
        with freeze_time("2026-01-02"):  # its cost counts from then on
            return cls.env["product.product"].create(
                {
                    "name": name,
                    "is_storable": True,
                    "categ_id": cls.category.id,
                    **values,
                }
            )

    @classmethod
    def _move(cls, product, quantity, source, destination, days_ago=0, **values):
        """Move stock for good, dated some days before ``now``."""
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "product_uom": product.uom_id.id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                **values,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()
        move.date = cls.now - timedelta(days=days_ago)
        return move

    @classmethod
    def _buy(cls, product, quantity, unit, price, ordered=0, received=None):
        """Order and receive, dated in days before ``now``."""
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.vendor.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "product_uom_id": unit.id,
                            "price_unit": price,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        order.date_approve = cls.now - timedelta(days=ordered)
        if received is not None:
            picking = order.picking_ids
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
            picking.move_ids.picked = True
            picking.with_context(skip_backorder=True)._action_done()
            picking.move_ids.date = cls.now - timedelta(days=received)
        return order

    def _rule(self, product, **values):
        return self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "location_id": self.stock.id,
                "trigger": "manual",
                **values,
            }
        )


class ReorderCase(BooksCase):
    """Ninety days of wax: what was used, and how long orders took."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 90 days of history: 9,000 g used on three days, one of them 4,500 g;
        # two orders that took 4 and 8 days.
        cls.order_early = cls._buy(cls.wax, 30, cls.pound, 9.0, 70, 66)
        cls._buy(cls.wax, 10, cls.pound, 9.0, 40, 32)
        cls._move(cls.wax, 2000, cls.stock, cls.customers, 50)
        cls._move(cls.wax, 4500, cls.stock, cls.customers, 20)
        cls._move(cls.wax, 2500, cls.stock, cls.customers, 3)
        cls._move(cls.wax, 1, cls.suppliers, cls.stock, 89)

    def _drain(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        return self.env["maker.reorder.note"]._drain()

    def _alerts(self):
        kind = self.env.ref("maker_mrp.mail_activity_reorder")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def _run_low(self):
        self._move(self.wax, self.wax.qty_available - 100, self.stock, self.customers)
