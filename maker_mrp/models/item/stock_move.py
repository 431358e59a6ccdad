from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.sql import column_exists, create_column

from .product_template import MAKER_KINDS


class StockMove(models.Model):
    """Moves keep the kind their product had."""

    _inherit = "stock.move"

    maker_kind = fields.Selection(
        MAKER_KINDS,
        string="Kind",
        compute="_compute_maker_kind",
        store=True,
        index=True,
        help="The kind the item had when it moved.",
        groups="base.group_user",
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

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if any(vals.get("state") == "done" for vals in vals_list):
            moves.filtered(lambda move: move.state == "done")._maker_check_past()
        return moves

    def write(self, vals):
        passed = "date" in vals and self._maker_check_dates(vals)
        if vals.get("state", "done") != "done":
            self.filtered(lambda move: move.state == "done")._maker_check_past()
        result = super().write(vals)
        if passed:
            self._maker_note_locked(passed)
        return result

    def _maker_check_dates(self, vals):
        """Refuse to date what is done into, or out of, a closed period.

        :return: the last lock date that Odoo lets such moves pass, or False
        """
        done, passed = self, []
        if vals.get("state") != "done":
            done = self.filtered(lambda move: move.state == "done")
            passed.append(done._maker_past_lock())
        date = fields.Datetime.to_datetime(vals["date"])
        passed += [company._maker_check_move_date(date) for company in done.company_id]
        return max(filter(None, passed), default=False)

    def _maker_past_lock(self):
        """Refuse to change these done moves if their day is closed.

        :return: the last lock date that Odoo lets such moves pass, or False
        """
        days = {
            (move.company_id, move.company_id._maker_day(move.date)) for move in self
        }
        passed = [company._maker_check_move_date(day) for company, day in days]
        return max(filter(None, passed), default=False)

    def _maker_check_past(self):
        """Refuse, or tell on the documents, a change of a closed day."""
        if locked := self._maker_past_lock():
            self._maker_note_locked(locked)

    def _maker_note_locked(self, locked):
        """Say on the documents that stock was dated before a lock date."""
        for document in (*self.picking_id, *self._maker_runs()):
            document.message_post(
                body=self.env._(
                    "Stock moved here bears a date up to %(locked)s, up to which the "
                    "books are locked: quantities and values of that day are not "
                    "those the closed books show.",
                    locked=format_date(self.env, locked),
                )
            )

    def _maker_runs(self):
        """The runs that these moves are of."""
        return self.raw_material_production_id | self.production_id
