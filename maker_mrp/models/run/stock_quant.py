from odoo import api, models
from odoo.tools import SQL

from .run_result import Balances


class StockQuant(models.Model):
    """What was on hand at past moments."""

    _inherit = "stock.quant"

    @api.model
    def _maker_balances_since(self, product_ids, since, company):
        """On-hand quantities of a company at any moment from ``since`` on.

        :param product_ids: ids of the products to look at
        :param since: earliest moment that will be asked for, UTC
        :return: :class:`Balances`
        """
        self.flush_model()
        self.env["stock.move.line"].flush_model()
        products = tuple(product_ids) or (0,)
        now = self.env.execute_query(
            SQL(
                """
                SELECT quant.product_id, quant.lot_id, SUM(quant.quantity)
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id
                 WHERE location.usage = 'internal'
                   AND quant.company_id = %(company)s
                   AND quant.product_id IN %(products)s
              GROUP BY quant.product_id, quant.lot_id
                """,
                company=company.id,
                products=products,
            )
        )
        later = self.env.execute_query(
            SQL(
                """
                SELECT line.date, line.product_id, line.lot_id,
                       CASE WHEN target.usage = 'internal' THEN 1 ELSE -1 END
                       * line.quantity_product_uom
                  FROM stock_move_line line
                  JOIN stock_location source ON source.id = line.location_id
                  JOIN stock_location target ON target.id = line.location_dest_id
                 WHERE line.state = 'done'
                   AND line.date > %(since)s
                   AND line.company_id = %(company)s
                   AND line.product_id IN %(products)s
                   AND (source.usage = 'internal') != (target.usage = 'internal')
                """,
                since=since,
                company=company.id,
                products=products,
            )
        )
        return Balances(
            {(product, lot): quantity for product, lot, quantity in now}, later
        )
