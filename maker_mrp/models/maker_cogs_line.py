from odoo import api, fields, models
from odoo.tools import SQL

from .maker_cogs_ledger import MOVE_KIND

KINDS = [
    ("purchase", "Bought"),
    ("made", "Made"),
    ("used", "Used in runs"),
    ("sold", "Sold"),
    ("supply", "Supplies used"),
    ("waste", "Waste"),
    ("shrinkage", "Count difference"),
    ("other", "Other"),
]
# In these kinds value normally comes in; in all others it normally goes out.
INCOMING = ("purchase", "made")


class MakerCogsLine(models.Model):
    """One stock move (and lot) of a period, with what it was worth.

    Rows are written by the period in one statement and by nobody else.
    """

    _name = "maker.cogs.line"
    _description = "Move of a Costing Period"
    _order = "date, id"
    _log_access = False

    period_id = fields.Many2one(
        "maker.cogs.period", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        KINDS, required=True, help="What the goods were for when they moved."
    )
    date = fields.Datetime(required=True)
    move_id = fields.Many2one("stock.move", "Stock move", required=True)
    product_id = fields.Many2one("product.product", required=True, index=True)
    lot_id = fields.Many2one("stock.lot")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(
        digits="Product Unit",
        help="Bought or made, or else sold or used; what came back is negative.",
    )
    unit_cost = fields.Float(
        digits=(16, 6), aggregator="avg", help="Value divided by quantity."
    )
    value = fields.Monetary(help="What the move was worth when it was done.")
    order_id = fields.Many2one("sale.order", index="btree_not_null")
    sale_line_id = fields.Many2one("sale.order.line", "Order line")
    partner_id = fields.Many2one("res.partner", "Customer or vendor")
    production_id = fields.Many2one("mrp.production", "Run")
    purchase_id = fields.Many2one("purchase.order")

    @api.model
    def _extra_columns(self):
        """More columns of a line: ``{field name: SQL}``; extend to add your own.

        The aliases are those of ``_valued_lines`` of ``maker.cogs.ledger`` and
        ``sale_line``, ``purchase_line``, ``sales`` (sale_order).
        """
        return {}

    @api.model
    def _extra_joins(self):
        """More tables for ``_extra_columns``, as one SQL of LEFT JOINs."""
        return SQL()

    @api.model
    def _rebuild(self, period, since, before):
        """Write the lines of a period anew, in one statement.

        :param since: first moment of the period (datetime, UTC)
        :param before: first moment after it
        """
        self.env.flush_all()  # other addons' columns come from any table
        self.env.execute_query(
            SQL("DELETE FROM maker_cogs_line WHERE period_id = %s", period.id)
        )
        extra = self._extra_columns()
        valued = self.env["maker.cogs.ledger"]._valued_lines(
            period.company_id, since, before
        )
        sign = SQL(
            "CASE WHEN (kind IN %s) = incoming THEN 1 ELSE -1 END", tuple(INCOMING)
        )
        self.env.execute_query(
            SQL(
                """
                WITH valued AS (
                    SELECT move.id AS move_id, line.lot_id, %(kind)s AS kind,
                           outside.id = source.id AS incoming,
                           SUM(line.quantity_product_uom) AS quantity
                      %(valued)s
                  GROUP BY 1, 2, 3, 4
                ), shared AS (
                    SELECT *, quantity / NULLIF(
                               SUM(quantity) OVER (PARTITION BY move_id), 0) AS share
                      FROM valued
                )
                INSERT INTO maker_cogs_line (
                    period_id, company_id, kind, date, move_id, product_id, lot_id,
                    quantity, value, unit_cost, sale_line_id, order_id, partner_id,
                    production_id, purchase_id %(extra_names)s
                )
                SELECT %(period)s, move.company_id, shared.kind, move.date, move.id,
                       move.product_id, shared.lot_id,
                       %(sign)s * shared.quantity,
                       %(sign)s * COALESCE(move.value * shared.share, 0),
                       COALESCE(move.value * shared.share, 0)
                           / NULLIF(shared.quantity, 0),
                       move.sale_line_id, sale_line.order_id,
                       COALESCE(picking.partner_id, move.partner_id,
                                sales.partner_id),
                       COALESCE(move.raw_material_production_id, move.production_id),
                       purchase_line.order_id %(extra_values)s
                  FROM shared
                  JOIN stock_move move ON move.id = shared.move_id
             LEFT JOIN stock_picking picking ON picking.id = move.picking_id
             LEFT JOIN sale_order_line sale_line ON sale_line.id = move.sale_line_id
             LEFT JOIN sale_order sales ON sales.id = sale_line.order_id
             LEFT JOIN purchase_order_line purchase_line
                    ON purchase_line.id = move.purchase_line_id
                  %(joins)s
              ORDER BY move.date, move.id
             RETURNING id
                """,
                kind=MOVE_KIND,
                valued=valued,
                period=period.id,
                sign=sign,
                joins=self._extra_joins(),
                extra_names=SQL("").join(
                    SQL(", %s", SQL.identifier(name)) for name in extra
                ),
                extra_values=SQL("").join(
                    SQL(", %s", value) for value in extra.values()
                ),
            )
        )
        self.invalidate_model()
