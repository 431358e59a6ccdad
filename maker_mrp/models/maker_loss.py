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
        readonly=True, help="What it cost; what a count added is negative."
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
            """,
            first_count=FIRST_COUNT,
        )
