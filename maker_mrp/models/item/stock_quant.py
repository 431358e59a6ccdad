from odoo import api, fields, models
from odoo.tools import SQL


class StockQuant(models.Model):
    """Free stock of many products, in one query."""

    _inherit = "stock.quant"

    @api.model
    def _maker_free_conditions(self, at) -> list[SQL]:
        """SQL conditions a quant must meet for its stock to be free at ``at``.

        The aliases are ``quant`` (stock_quant) and ``location``
        (stock_location). Extend to keep more stock back, e.g. lots on hold.
        """
        return [
            SQL("location.usage = 'internal'"),
            SQL("location.maker_role IS NULL"),
            SQL("quant.owner_id IS NULL"),
        ]

    @api.model
    def _maker_free_by_product(self, products=None, locations=None, at=None):
        """Free stock of many products, read in one query.

        :param products: limit to these products (default: every product)
        :param locations: limit to these locations and what lies below them
            (default: all internal locations of the current companies)
        :param at: moment at which holds and dates are judged (default: now)
        :return: ``{product_id: free}`` in each product's own unit, on hand less
            reserved; products without stock are absent, negative stock stays
            negative.
        """
        self.flush_model()
        self.env["stock.location"].flush_model()
        where = self._maker_free_conditions(at or fields.Datetime.now())
        if products is not None:
            where.append(SQL("quant.product_id IN %s", tuple(products.ids) or (0,)))
        if locations is None:
            companies = tuple(self.env.companies.ids)
            where.append(SQL("quant.company_id IN %s", companies))
        else:
            below = tuple(f"{path}%" for path in locations.mapped("parent_path"))
            where.append(SQL("location.parent_path LIKE ANY(%s)", list(below)))
        query = SQL(
            """
            SELECT quant.product_id,
                   SUM(COALESCE(quant.quantity, 0)
                       - COALESCE(quant.reserved_quantity, 0))
              FROM stock_quant quant
              JOIN stock_location location ON location.id = quant.location_id
             WHERE %s
          GROUP BY quant.product_id
            """,
            SQL(" AND ").join(where),
        )
        return dict(self.env.execute_query(query))
