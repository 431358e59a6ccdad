from odoo import fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    def _maker_needs_usable_lots(self):
        """Whether this move sells stock or uses it in a run.

        Counts, scraps, returns, unbuilds and moves between shelves may handle
        any lot.
        """
        self.ensure_one()
        if self.scrap_id or self.is_inventory or self.unbuild_id:
            return False
        if self.consume_unbuild_id or self.location_id.usage == "production":
            return False
        destination = self.location_dest_id
        final = self.location_final_id or destination
        return (
            destination.usage in ("customer", "production")
            or final.usage == "customer"
            or destination.maker_role in ("wip", "stall")
        ) and self.location_id.usage in ("internal", "transit")

    def _maker_usable_at(self):
        """The moment at which lots are judged: now, or the day logged late."""
        return self.env.context.get("maker_date") or fields.Datetime.now()

    def _maker_with_usable_lots(self):
        if self.product_id.tracking != "none" and self._maker_needs_usable_lots():
            return self.with_context(maker_usable_at=self._maker_usable_at())
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

    def _maker_check_usable_lots(self, picked_only=True):
        """Refuse to sell or use lots that are held, expired or not ready.

        :param picked_only: look only at what is about to move; else, when nothing
            has been picked yet, at everything reserved
        :raises UserError: naming every such lot, why, and what can be done
        """
        at = self._maker_usable_at()
        moves = self.filtered(lambda move: move._maker_needs_usable_lots())
        lines = moves.move_line_ids.filtered("quantity")
        picked = lines.filtered("picked")
        taken = picked if picked or picked_only else lines
        unusable = self.env["stock.lot"].union(
            *(
                some.lot_id._maker_refused(at, company)
                for company, some in taken.grouped("company_id").items()
            )
        )
        if not unusable:
            return
        refused = "\n".join(
            self.env._(
                "- %(product)s, lot %(lot)s: %(reason)s",
                product=lot.product_id.display_name,
                lot=lot.name,
                reason=lot._maker_unavailable_reason(at),
            )
            for lot in unusable
        )
        raise UserError(
            self.env._(
                "These lots may not be sold or used:\n%(lots)s\n\nChoose other lots, "
                "or let a manager release the lot or correct its dates. Scrapping, "
                "returning and moving them to another shelf stays possible.",
                lots=refused,
            )
        )

    def _action_done(self, cancel_backorder=False):
        self._maker_check_usable_lots()
        return super()._action_done(cancel_backorder=cancel_backorder)
