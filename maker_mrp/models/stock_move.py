from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from .product_template import MAKER_KINDS


class StockMove(models.Model):
    _inherit = "stock.move"

    maker_kind = fields.Selection(
        MAKER_KINDS,
        string="Kind",
        compute="_compute_maker_kind",
        store=True,
        index=True,
        help="The kind the item had when it moved.",
    )

    def _auto_init(self):
        # A column made here is not computed move by move on installation; the
        # installation hook fills it in one statement.
        if not column_exists(self.env.cr, self._table, "maker_kind"):
            create_column(self.env.cr, self._table, "maker_kind", "varchar")
        return super()._auto_init()

    @api.depends("product_id", "state")
    def _compute_maker_kind(self):
        """Follow the product until the move is done, then keep what it was."""
        for move in self:
            move.maker_kind = move.product_id.product_tmpl_id.maker_kind

    def _update_orderpoints(self):
        res = super()._update_orderpoints()
        if self:
            self.env["maker.reorder.note"]._collect(self.product_id.ids)
        return res

    def write(self, vals):
        if "date" in vals:
            self._maker_check_dates(vals)
        return super().write(vals)

    def _maker_check_dates(self, vals):
        """Refuse to date what is done into, or out of, a closed period."""
        done = self
        if vals.get("state") != "done":
            done = self.filtered(lambda move: move.state == "done")
            for move in done:
                move.company_id._maker_check_period_open(move.date)
        for company in done.company_id:
            company._maker_check_period_open(fields.Datetime.to_datetime(vals["date"]))
