from odoo import api, fields, models, tools

from ...hints import comes_to_use, just_came_to_use
from ...references import referenced_ids

BINS = "bins"


class StockLocation(models.Model):
    """Places with a role, whose stock is not free, and bins."""

    _inherit = "stock.location"

    maker_role = fields.Selection(
        [
            ("wip", "Work in progress"),
            ("supplies", "Supplies used"),
        ],
        help="Stock in such a place is owned and valued, but promised: "
        "it is never counted as free to sell or to start another run with.",
        groups="base.group_user",
    )

    @api.model
    def _maker_retire(self, role):
        """On uninstallation: remove the places of a role, archive those with a past.

        A place that holds stock, or that unfinished moves lead through, stays.
        """
        self.env["stock.quant"]._unlink_zero_quants()
        every = self.with_context(active_test=False)
        places = every.search([("maker_role", "=", role)])
        busy = places.filtered(
            lambda place: place._maker_holds_stock() or place._maker_is_awaited()
        )
        empty = places - busy
        past = referenced_ids(self.env, self._table, empty.ids)
        with_bins = every.search([("location_id", "in", empty.ids)]).location_id
        kept = with_bins | empty.filtered(lambda place: place.id in past)
        kept.active = False
        (empty - kept).unlink()

    def _maker_holds_stock(self):
        return bool(
            self.env["stock.quant"].search_count(
                [
                    ("location_id", "child_of", self.ids),
                    ("location_id.usage", "in", ("internal", "transit")),
                    "|",
                    ("quantity", "!=", 0),
                    ("reserved_quantity", "!=", 0),
                ],
                limit=1,
            )
        )

    def _maker_is_awaited(self):
        return bool(
            self.env["stock.move"].search_count(
                [
                    ("state", "not in", ("done", "cancel")),
                    "|",
                    ("location_id", "child_of", self.ids),
                    ("location_dest_id", "child_of", self.ids),
                ],
                limit=1,
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        known = self._maker_any_bin()
        places = super().create(vals_list)
        if not known:
            places._maker_note_bins()
        return places

    def write(self, vals):
        moves = {"usage", "location_id", "maker_role"} & vals.keys()
        known = not moves or self._maker_any_bin()
        result = super().write(vals)
        if not known:
            (self | self.child_ids)._maker_note_bins()
        return result

    def _maker_note_bins(self):
        """Let everybody look for bins from here on, if one of these is the first."""
        if any(place._maker_is_bin() for place in self):
            comes_to_use(self.env, BINS)

    def _maker_is_bin(self):
        return (
            self.usage == "internal"
            and self.location_id.usage == "internal"
            and not self.maker_role
        )

    @api.model
    def _maker_any_bin(self):
        """Whether a warehouse has places within its stock: else there is no bin.

        A hint: it may have had. What was there once is looked for again.
        """
        return BINS in just_came_to_use(self.env) or self._maker_once_any_bin()

    @api.model
    @tools.ormcache()
    def _maker_once_any_bin(self):
        """What was found when it was asked first."""
        # sudo: whoever may see a move may know where to look for its goods
        places = self.sudo().with_context(active_test=False)
        bins = [
            ("usage", "=", "internal"),
            ("location_id.usage", "=", "internal"),
            ("maker_role", "=", False),
        ]
        return bool(places.search_count(bins, limit=1))
