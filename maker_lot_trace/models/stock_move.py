from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.maker_mrp.trusted import DATE, trust, trusted

from ..flags import USABLE_AT
from .stock_lot_available import INSIDE


class StockMove(models.Model):
    """The gate: which moves need lots that may be used."""

    _inherit = "stock.move"

    maker_lots_allowed = fields.Char(
        "Stopped lots allowed",
        copy=False,
        readonly=True,
        help="Why these goods left although their lot was stopped, and who said so.",
        groups="base.group_user",
    )

    def _maker_needs_usable_lots(self):
        """Whether this move sells stock or uses it in a run: the gate of every exit.

        It looks at where goods go, whatever makes them go there. Counts, scraps,
        returns, unbuilds and moves between shelves may handle any lot.
        """
        self.ensure_one()
        source = self.location_id
        places = self.location_dest_id | self.location_final_id
        if self.maker_lots_allowed or source.usage == "customer":
            return False
        if any(place._maker_is_buyer() for place in places):
            return True
        if source.usage not in INSIDE or self._maker_is_unbuilt():
            return False
        if any(place.usage == "production" for place in places):
            return True
        kept = source._maker_is_subcontractor()
        return not kept and any(place._maker_sets_aside() for place in places)

    def _maker_is_unbuilt(self):
        """Whether this move takes a product apart again."""
        return bool(self.consume_unbuild_id) and not self.raw_material_production_id

    def _maker_usable_at(self):
        """The moment at which lots are judged: now, or the day logged late."""
        return trusted(self.env.context, DATE) or fields.Datetime.now()

    def _maker_with_usable_lots(self):
        if self.product_id.tracking != "none" and self._maker_needs_usable_lots():
            return self.with_context(**trust(USABLE_AT, self._maker_usable_at()))
        return self

    def _update_reserved_quantity(self, need, location_id, *args, **kwargs):
        move = self._maker_with_usable_lots()
        return super(StockMove, move)._update_reserved_quantity(
            need, location_id, *args, **kwargs
        )

    def _get_available_quantity(self, location_id, *args, **kwargs):
        move = self._maker_with_usable_lots()
        return super(StockMove, move)._get_available_quantity(
            location_id, *args, **kwargs
        )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if any(moves.mapped("maker_lots_allowed")):  # also by a default of the context
            self._maker_check_allowing()
        return moves

    def write(self, vals):
        if "maker_lots_allowed" in vals:
            self._maker_check_allowing()
        return super().write(vals)

    def _maker_check_allowing(self):
        if not self.env.su:
            raise AccessError(
                self.env._("A manager lets stopped lots go with a reason, by a button.")
            )

    def _maker_check_usable_lots(self, picked_only=True):
        """Refuse to sell or use lots that are held, expired or not ready.

        :param picked_only: look only at what is about to move; else, when nothing
            has been picked yet, at everything reserved
        :raises UserError: naming every such lot, why, and what can be done
        """
        lines = self.move_line_ids.filtered("quantity")
        picked = lines.filtered("picked")
        (picked if picked or picked_only else lines)._maker_check_usable_lots()

    def _maker_allow_lots(self, reason):
        """Let stopped lots go with these moves, and keep who said so and why.

        :raises UserError: without a reason
        :raises AccessError: for anybody but a Maker manager
        """
        if not (self.env.su or self.env.user.has_group("maker_mrp.group_manager")):
            raise AccessError(
                self.env._("Only a Maker manager can let stopped lots go.")
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._("Write down why stopped lots are let go all the same.")
            )
        told = self.env._(
            "%(reason)s (%(person)s)", reason=reason.strip(), person=self.env.user.name
        )
        self.check_access("write")
        self.sudo().maker_lots_allowed = told  # by this method alone

    def _maker_tell_allowed(self):
        """Whom it concerns is told which stopped lots went, where and why."""
        lines = self.filtered("maker_lots_allowed").move_line_ids
        lines.filtered("lot_id")._maker_tell_gone()
