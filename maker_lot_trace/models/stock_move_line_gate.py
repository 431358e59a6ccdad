import logging

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class StockMoveLine(models.Model):
    """What may not leave is refused, and what left all the same is told."""

    _inherit = "stock.move.line"

    def _maker_stopped(self, at=None):
        """The lines of this set that sell or use a lot that is stopped at ``at``."""
        asked = self.filtered(
            lambda line: line.lot_id and line.move_id._maker_needs_usable_lots()
        )
        stopped = self.browse()
        for company, lines in asked.grouped("company_id").items():
            lots = lines.lot_id._maker_refused(at, company)
            stopped |= lines.filtered(lambda line, lots=lots: line.lot_id in lots)
        return stopped

    def _maker_check_usable_lots(self):
        """Refuse to sell or use lots that are held, expired or not ready.

        :raises UserError: naming every such lot, why, and what can be done
        """
        at = self.env["stock.move"]._maker_usable_at()
        stopped = self._maker_stopped(at)
        if not stopped:
            return
        refused = "\n".join(
            self.env._(
                "- %(product)s, lot %(lot)s: %(reason)s",
                product=lot.product_id.display_name,
                lot=lot.name,
                reason=lot._maker_unavailable_reason(at),
            )
            for lot in stopped.lot_id
        )
        stopped._maker_watch_refusal()
        raise UserError(
            self.env._(
                "These lots may not be sold or used:\n%(lots)s\n\nChoose other lots, "
                "or let a manager release the lot or correct its dates. Scrapping, "
                "returning and moving them to another shelf stays possible.",
                lots=refused,
            )
        )

    def _maker_watch_refusal(self):
        """Tell a person in case the refusal is swallowed.

        Some apps, a point of sale among them, catch the error and go on: the customer
        has the goods, and the transfer would wait where nobody looks. A request that
        fails as a whole forgets this with everything else.
        """
        registry, ids = self.env.registry, self.move_id.picking_id.ids

        def tell():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["stock.picking"].browse(ids)._maker_tell_refused()
            except Exception:  # the sale is done; it must not look as if it failed
                _logger.exception("Nobody could be told of stopped lots in %s", ids)

        if ids:
            self.env.cr.postcommit.add(tell)

    def _maker_tell_gone(self):
        """Leave a to-do on each lot of these lines: it went although it is stopped."""
        # sudo: whoever hands goods over need not read recalls or write lots
        for lot, lines in self.sudo().grouped("lot_id").items():
            for line in lines:
                lot._maker_tell_incident(
                    self.env._(
                        "%(quantity)s %(unit)s of %(product)s, lot %(lot)s, went to "
                        "%(who)s (%(document)s) although the lot is stopped: "
                        "%(reason)s.",
                        quantity=line.quantity,
                        unit=line.product_uom_id.name,
                        product=line.product_id.display_name,
                        lot=lot.name,
                        who=line._maker_taker(),
                        document=line._maker_document().display_name,
                        reason=line.move_id.maker_lots_allowed
                        or lot._maker_unavailable_reason(),
                    )
                )

    def _maker_document(self):
        move = self.move_id
        return move.picking_id or move.raw_material_production_id or move

    def _maker_taker(self):
        partner = self.move_id.partner_id or self.picking_id.partner_id
        return partner.display_name or self.location_dest_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # a line added to what is done already says what was used or sold in truth
        lines.filtered(
            lambda line: line.state == "done"
        )._maker_stopped()._maker_tell_gone()
        return lines

    def write(self, vals):
        told = {"lot_id", "quant_id", "quantity", "location_dest_id"} & vals.keys()
        done = self.filtered(lambda line: told and line.state == "done")
        before = {line: (line.lot_id, line.quantity) for line in done}
        res = super().write(vals)
        done.filtered(
            lambda line: (
                line.lot_id != before[line][0]
                or line.product_uom_id.compare(line.quantity, before[line][1]) > 0
            )
        )._maker_stopped()._maker_tell_gone()
        return res

    def _maker_hold_note(self, stuck):
        """``(lot, document, text)`` saying what a hold did to this reservation."""
        document = self._maker_document()
        values = {
            "quantity": self.quantity,
            "unit": self.product_uom_id.name,
            "product": self.product_id.display_name,
            "lot": self.lot_id.name,
            "document": document.display_name,
        }
        if stuck:
            body = self.env._(
                "%(quantity)s %(unit)s of %(product)s, lot %(lot)s, already set aside "
                "for %(document)s, may not be used.",
                **values,
            )
        else:
            body = self.env._(
                "%(quantity)s %(unit)s of %(product)s, lot %(lot)s, are no longer "
                "reserved for %(document)s.",
                **values,
            )
        return self.lot_id, document, body
