from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.maker_mrp.public import only_for


class MakerLotStock(models.Model):
    """What is in stock of each lot, how long it keeps and how long it lay still."""

    _name = "maker.lot.stock"
    _description = "Stock by lot"
    _auto = False
    _order = "removal_date, lot_id"
    _rec_name = "lot_id"

    lot_id = fields.Many2one("stock.lot", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    maker_kind = fields.Selection(related="product_id.maker_kind", string="Kind")
    quantity = fields.Float("In stock", readonly=True)
    unit_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    value = fields.Float(
        compute="_compute_value",
        help="At the lot's own cost where lots are valued, else the product's.",
    )
    expiration_date = fields.Datetime("Expires", readonly=True)
    removal_date = fields.Datetime(
        "Sell until", readonly=True, help="From then on it is not available any more."
    )
    ready_date = fields.Datetime("Ready", readonly=True)
    days_left = fields.Integer(
        "Days left",
        readonly=True,
        aggregator="min",
        help="Days until it may not be sold any more.",
    )
    maker_hold = fields.Selection(related="lot_id.maker_hold")
    in_date = fields.Datetime("In stock since", readonly=True)
    last_out = fields.Datetime("Last used or sold", readonly=True)
    idle_days = fields.Integer(
        "Days idle",
        readonly=True,
        aggregator="max",
        help="Days since it was last used or sold, or since it came in.",
    )
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        company = self.env.company
        day = company._maker_day_sql
        return SQL(
            """
            SELECT stock.*, gone.last_out, template.categ_id,
                   lot.expiration_date, lot.removal_date, lot.ready_date,
                   %(removal)s - %(today)s AS days_left,
                   %(today)s - %(moved)s AS idle_days
              FROM (SELECT MIN(quant.id) AS id, quant.lot_id, quant.product_id,
                           quant.company_id, SUM(quant.quantity) AS quantity,
                           MIN(quant.in_date) AS in_date
                      FROM stock_quant quant
                      JOIN stock_location place ON place.id = quant.location_id
                     WHERE place.usage = 'internal' AND quant.lot_id IS NOT NULL
                  GROUP BY quant.lot_id, quant.product_id, quant.company_id
                    HAVING SUM(quant.quantity) > 0.000001) AS stock
              JOIN stock_lot lot ON lot.id = stock.lot_id
              JOIN product_product product ON product.id = stock.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN LATERAL (
                    SELECT MAX(line.date) AS last_out
                      FROM stock_move_line line
                      JOIN stock_location dest ON dest.id = line.location_dest_id
                     WHERE line.lot_id = stock.lot_id AND line.state = 'done'
                       AND dest.usage IN ('customer', 'production')
                       AND line.company_id = stock.company_id
                  ) AS gone ON TRUE
            """,
            removal=day(SQL("lot.removal_date")),
            moved=day(SQL("COALESCE(gone.last_out, stock.in_date)")),
            today=SQL("%s::date", company._maker_today()),
        )

    @api.depends_context("company")
    @api.depends("quantity", "lot_id")
    def _compute_value(self):
        for stock in self:
            product = stock.product_id.with_company(stock.company_id)
            lot = stock.lot_id.with_company(stock.company_id)
            cost = lot.standard_price if product.lot_valuated else None
            stock.value = stock.quantity * (cost or product.standard_price)

    @only_for("base.group_user")
    def action_maker_trace(self):
        """Open the trace page on this lot."""
        return self.lot_id.action_maker_trace()

    @only_for("base.group_user")
    def action_maker_open_hold(self):
        """Ask for a reason, then hold or release these lots."""
        return self.lot_id.action_maker_open_hold()
