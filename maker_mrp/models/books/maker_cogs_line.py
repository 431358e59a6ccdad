from odoo import api, fields, models
from odoo.tools import SQL

from ...cost_flow.parts import BY_KIND
from .maker_cogs_ledger import LOT_SHARE, LOT_WEIGHT, MOVE_KIND

KINDS = [(part.kind, part.on_moves) for part in BY_KIND.values()]
# In these kinds value normally comes in; in all others it normally goes out.
INCOMING = tuple(part.kind for part in BY_KIND.values() if part.sign > 0)


class KeptMany2one(fields.Many2one):
    """A link to what cannot be deleted: a done move, and what such a move holds.

    Without a foreign key, which for a month of 100,000 moves would take as long as
    writing them.
    """

    def update_db_foreign_key(self, model, column):
        return


class MakerCogsLine(models.Model):
    """One stock move (and lot) of a period, with what it was worth.

    Rows are written by the period in one statement and by nobody else.
    """

    _name = "maker.cogs.line"
    _description = "Move of a costing period"
    _order = "date, id"
    _log_access = False
    _rec_name = "product_id"

    period_id = fields.Many2one(
        "maker.cogs.period", required=True, index=True, ondelete="cascade"
    )
    company_id = KeptMany2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        KINDS, required=True, help="What the goods were for when they moved."
    )
    date = fields.Datetime(required=True)
    move_id = KeptMany2one("stock.move", "Stock move", required=True)
    product_id = KeptMany2one("product.product", required=True, index=True)
    lot_id = fields.Many2one("stock.lot", index="btree_not_null")
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
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order line", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer or vendor", index="btree_not_null"
    )
    production_id = fields.Many2one("mrp.production", "Run", index="btree_not_null")
    purchase_id = fields.Many2one("purchase.order", index="btree_not_null")

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
        """Make the lines of a period those of its moves, in one statement.

        Only what differs is written: of a month most is known from the day before.

        :param since: first moment of the period (datetime, UTC)
        :param before: first moment after it
        """
        self.env.flush_all()  # other addons' columns come from any table
        columns = self._columns(period)
        self.env.execute_query(
            SQL(
                """
                WITH fresh AS MATERIALIZED (
                    %(fresh)s
                ), written AS MATERIALIZED (
                    SELECT id AS line_id, ROW(%(names)s)::text AS content
                      FROM maker_cogs_line WHERE period_id = %(period)s
                ), difference AS MATERIALIZED (
                    SELECT written.line_id, fresh.*
                      FROM fresh
                 FULL JOIN written ON written.content = fresh::text
                     WHERE written.line_id IS NULL OR fresh.move_id IS NULL
                ), gone AS (
                    DELETE FROM maker_cogs_line WHERE id IN (
                        SELECT line_id FROM difference WHERE line_id IS NOT NULL
                    )
                )
                INSERT INTO maker_cogs_line (%(names)s)
                     SELECT %(names)s FROM difference WHERE line_id IS NULL
                   ORDER BY date, move_id
                  RETURNING id
                """,
                fresh=self._fresh_lines(columns, period.company_id, since, before),
                names=SQL(", ").join(SQL.identifier(name) for name in columns),
                period=period.id,
            )
        )
        self.invalidate_model()

    @api.model
    def _fresh_lines(self, columns, company, since, before):
        """The lines as the moves have them now, one a move, lot and kind.

        A move's value is shared among its lots, of what leaves by what each cost.

        :param columns: ``{field name: SQL}``, the columns of the query in order
        :return: the query, an SQL
        """
        return SQL(
            """
            WITH valued AS (
                SELECT move.id AS move_id, line.lot_id, %(kind)s AS kind,
                       outside.id = source.id AS incoming,
                       SUM(line.quantity_product_uom) AS quantity,
                       %(weight)s AS weight
                  %(valued)s
              GROUP BY 1, 2, 3, 4
            ), shared AS (
                SELECT *, %(share)s AS share,
                       CASE WHEN (kind IN %(comes)s) = incoming
                            THEN 1 ELSE -1 END AS sign
                  FROM valued
            )
            SELECT %(values)s
              FROM shared
              JOIN stock_move move ON move.id = shared.move_id
         LEFT JOIN stock_picking picking ON picking.id = move.picking_id
         LEFT JOIN sale_order_line sale_line ON sale_line.id = move.sale_line_id
         LEFT JOIN sale_order sales ON sales.id = sale_line.order_id
         LEFT JOIN purchase_order_line purchase_line
                ON purchase_line.id = move.purchase_line_id
              %(joins)s
            """,
            kind=MOVE_KIND,
            weight=LOT_WEIGHT,
            share=LOT_SHARE,
            valued=self.env["maker.cogs.ledger"]._valued_lines(company, since, before),
            comes=INCOMING,
            values=SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name))
                for name, value in columns.items()
            ),
            joins=self._extra_joins(),
        )

    @api.model
    def _columns(self, period):
        """``{field name: SQL}`` of a line; the types are those of the columns."""
        worth = SQL("COALESCE(move.value * shared.share, 0)")
        return {
            "period_id": SQL("%s", period.id),
            "company_id": SQL("move.company_id"),
            "kind": SQL("shared.kind::varchar"),
            "date": SQL("move.date"),
            "move_id": SQL("move.id"),
            "product_id": SQL("move.product_id"),
            "lot_id": SQL("shared.lot_id"),
            "quantity": SQL("shared.sign * shared.quantity"),
            "value": SQL("shared.sign * %s", worth),
            "unit_cost": SQL("%s / NULLIF(shared.quantity, 0)", worth),
            "sale_line_id": SQL("move.sale_line_id"),
            "order_id": SQL("sale_line.order_id"),
            "partner_id": SQL(
                "COALESCE(picking.partner_id, move.partner_id, sales.partner_id)"
            ),
            "production_id": SQL(
                "COALESCE(move.raw_material_production_id, move.production_id)"
            ),
            "purchase_id": SQL("purchase_line.order_id"),
            **self._extra_columns(),
        }
