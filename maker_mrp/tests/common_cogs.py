from contextlib import contextmanager
from datetime import date, timedelta

from odoo.addons.maker_mrp.cost_flow.parts import BY_FIELD, signed_sum

from .common_books import BooksCase


class CogsCase(BooksCase):
    """May and June of a candle maker; ``now`` is 30 June 2026, noon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What other tests' products are worth is none of this story's business.
        cls.company = cls.env["res.company"].create(
            {"name": "Studio", "currency_id": cls.env.company.currency_id.id}
        )
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        for name in ("vendor", "wax", "gram", "pound", "category", "company"):
            setattr(cls, name, getattr(cls, name).with_env(cls.env))
        cls.company.partner_id.tz = "UTC"
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.category.property_cost_method = "average"
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.lost = cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.May = cls.env["maker.cogs.period"].create(
            {"date_from": date(2026, 5, 1), "date_to": date(2026, 5, 31)}
        )
        cls.June = cls.env["maker.cogs.period"].create(
            {"date_from": date(2026, 6, 1), "date_to": date(2026, 6, 30)}
        )

    def _sell(self, product, quantity, days_ago, price=10.0):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                        },
                    )
                ],
            }
        )
        order.action_confirm()
        moves = order.picking_ids.move_ids
        moves.quantity = quantity
        moves.picked = True
        order.picking_ids._action_done()
        moves.date = self._ago(days_ago)
        return order

    @contextmanager
    def _refused(self, error, text):
        """Like assertRaisesRegex, and what was refused leaves no trace."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), text)

    def _ago(self, days):
        return self.now - timedelta(days=days)

    def _row(self, period, product):
        return period.product_ids.filtered(lambda row: row.product_id == product)

    def _assert_tied_out(self, period):
        for row in period.product_ids:
            total = signed_sum(row, BY_FIELD)
            self.assertAlmostEqual(total, row.closing_value, 6, row.product_id.name)
        self.assertAlmostEqual(period.residual_value, 0)
        sold = period.line_ids.filtered(lambda line: line.kind == "sold")
        self.assertAlmostEqual(sum(sold.mapped("value")), period.sold_value, 2)
