from odoo import api, fields, models

from odoo.addons.maker_mrp.public import only_for

from .. import lot_rules


class StockPicking(models.Model):
    """Transfers say that they hold stopped lots, and who may let these go."""

    _inherit = "stock.picking"

    maker_has_stopped_lots = fields.Boolean(
        compute="_compute_maker_has_stopped_lots",
        compute_sudo=True,
        help="Goods of a lot that is on hold, recalled or not ready wait to leave.",
        groups="base.group_user",
    )

    @api.depends("state", *lot_rules.depends("move_line_ids.lot_id"))
    def _compute_maker_has_stopped_lots(self):
        for picking in self:
            picking.maker_has_stopped_lots = picking.state not in (
                "done",
                "cancel",
            ) and bool(picking.move_line_ids._maker_stopped())

    @only_for("base.group_user")
    def action_maker_allow_lots(self):
        """Ask for the reason why stopped lots may leave with this transfer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Let stopped lots go"),
            "res_model": "maker.lot.allow",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_picking_id": self.id},
        }

    def _sanity_check(self, separate_pickings=True):
        self.move_line_ids._maker_fill_lot_names()
        return super()._sanity_check(separate_pickings=separate_pickings)

    def _pre_action_done_hook(self):
        # Before the question about expired lots, which cannot be answered yes here.
        self.move_ids._maker_check_usable_lots(picked_only=False)
        return super()._pre_action_done_hook()

    def _maker_tell_refused(self):
        """Leave a to-do where a transfer waits because its lots are stopped.

        For transfers whose goods may be gone already: see
        ``stock.move.line._maker_watch_refusal``.
        """
        for picking in self.exists():
            if picking.state in ("done", "cancel"):
                continue
            for line in picking.move_line_ids._maker_stopped():
                picking._maker_tell_waiting(line)

    def _maker_tell_waiting(self, line):
        lot = line.lot_id
        text = self.env._(
            "%(quantity)s %(unit)s of %(product)s, lot %(lot)s, could not be booked "
            "for %(who)s (%(document)s), for the lot is stopped: %(reason)s. If the "
            "goods were handed over, tell the customer, and let a manager book the "
            "transfer with “Let stopped lots go”; else cancel it.",
            quantity=line.quantity,
            unit=line.product_uom_id.name,
            product=line.product_id.display_name,
            lot=lot.name,
            who=line._maker_taker(),
            document=self.display_name,
            reason=lot._maker_unavailable_reason(),
        )
        lot._maker_tell_incident(text)
        summary = self.env._("Stopped lot %s: were the goods handed over?", lot.name)
        if not self._maker_open_todos(summary):
            person = lot._maker_responsible(lot._maker_open_recalls())
            self._maker_todo(person, summary, text)
