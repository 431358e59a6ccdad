from odoo import fields, models
from odoo.tools import SQL

from .maker_cogs_ledger import FIRST_COUNT


class MakerLoss(models.Model):
    """What was lost, thrown away, or found: a view of stock moves, not a copy."""

    _name = "maker.loss"
    _description = "Waste and shrinkage"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "stock.move": [
            "state",
            "date",
            "scrap_id",
            "is_inventory",
            "is_in",
            "is_out",
            "value",
            "quantity",
            "maker_loss_reason_id",
        ],
        "mrp.production": [
            "state",
            "date_finished",
            "maker_spoiled_qty",
            "maker_spoil_reason_id",
        ],
        "stock.scrap": ["state", "production_id", "product_id"],
        "product.template": ["categ_id", "maker_kind"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_id = fields.Many2one("stock.move", "Stock move", readonly=True)
    date = fields.Datetime(readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    kind = fields.Selection(
        [
            ("waste", "Thrown away"),
            ("spoiled", "Spoiled, carried by the good ones"),
            ("lost", "Missing in a count"),
            ("found", "Found in a count"),
            ("opening", "Opening stock counted"),
        ],
        readonly=True,
    )
    reason_id = fields.Many2one("stock.scrap.reason.tag", readonly=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="What is gone, in the product's unit; what a count added is negative.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    value = fields.Monetary(
        readonly=True,
        help="What it cost; what a count added is negative. What the good ones of a "
        "run carry is part of their cost already, and no expense beside it.",
    )
    user_id = fields.Many2one("res.users", "By", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT move.id, move.id AS move_id, move.company_id, move.date,
                   move.product_id, template.categ_id,
                   move.maker_loss_reason_id AS reason_id,
                   move.create_uid AS user_id,
                   CASE WHEN move.scrap_id IS NOT NULL THEN 'waste'
                        WHEN %(first_count)s THEN 'opening'
                        WHEN move.is_in THEN 'found' ELSE 'lost' END AS kind,
                   CASE WHEN move.is_in THEN -1 ELSE 1 END * move.value AS value,
                   CASE WHEN move.is_in THEN -1 ELSE 1 END * moved.quantity AS quantity
              FROM stock_move move
              JOIN product_product product ON product.id = move.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN LATERAL (
                    SELECT SUM(line.quantity_product_uom) AS quantity
                      FROM stock_move_line line WHERE line.move_id = move.id
                   ) moved ON TRUE
             WHERE move.state = 'done'
               AND (move.scrap_id IS NOT NULL OR move.is_inventory)
               AND (move.is_in OR move.is_out)
             UNION ALL
             %(carried)s
            """,
            first_count=FIRST_COUNT,
            carried=self._carried_spoilage(),
        )

    def _carried_spoilage(self):
        """Spoiled units of runs whose cost went to the good ones, by their share.

        Those that were scrapped at cost are moves like any other waste.
        """
        return SQL(
            """
            SELECT -run.id, made.id, run.company_id, run.date_finished,
                   run.product_id, template.categ_id, run.maker_spoil_reason_id,
                   run.user_id, 'spoiled',
                   made.value * share.spoiled / (made.quantity + share.spoiled),
                   share.spoiled
              FROM mrp_production run
              JOIN product_product product ON product.id = run.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom unit ON unit.id = run.product_uom_id
              JOIN uom_uom own ON own.id = template.uom_id
              JOIN LATERAL (
                    SELECT run.maker_spoiled_qty * unit.factor / own.factor AS spoiled
                   ) share ON TRUE
              JOIN LATERAL (
                    SELECT MIN(move.id) AS id, SUM(move.value) AS value,
                           SUM(line.quantity_product_uom) AS quantity
                      FROM stock_move move
                      JOIN LATERAL (
                            SELECT SUM(each.quantity_product_uom)
                                       AS quantity_product_uom
                              FROM stock_move_line each WHERE each.move_id = move.id
                           ) line ON TRUE
                     WHERE move.production_id = run.id AND move.state = 'done'
                       AND move.product_id = run.product_id
                   ) made ON made.quantity > 0
             WHERE run.state = 'done' AND run.maker_spoiled_qty > 0
               AND NOT EXISTS (
                    SELECT FROM stock_scrap scrap
                     WHERE scrap.production_id = run.id AND scrap.state = 'done'
                       AND scrap.product_id = run.product_id)
            """
        )
