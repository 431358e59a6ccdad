from odoo import api, fields, models

from odoo.addons.maker_mrp.public import a_text, only_for, takes

from .. import lot_rules
from ..flags import SHOW_SUPPLIER_LOT
from ..qr_svg import qr_svg

HOLD_STATES = [("free", "Free"), ("hold", "On hold"), ("recalled", "Recalled")]


class StockLot(models.Model):
    """The vendor's lot, ready date and hold."""

    _inherit = "stock.lot"

    supplier_lot = fields.Char(
        "Supplier's lot",
        index="trigram",
        tracking=True,
        help="The lot or batch number printed by the supplier.",
        groups="base.group_user",
    )
    supplier_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        tracking=True,
        help="Who delivered this lot. Filled in by the receipt.",
        groups="base.group_user",
    )
    density = fields.Float(
        "Density (kg/L)",
        digits=(16, 6),
        help="Measured density of this lot. Leave at 0 to use the product's.",
        groups="base.group_user",
    )
    ready_date = fields.Datetime(
        "Ready on",
        tracking=True,
        help="The lot cures or rests until then: it is in stock, but can neither be "
        "sold nor used. Empty means ready at once.",
        groups="base.group_user",
    )
    maker_hold = fields.Selection(
        HOLD_STATES,
        "Hold",
        default="free",
        required=True,
        copy=False,
        index=True,
        tracking=True,
        help="A lot on hold or recalled is not reserved, sold, used in a run or "
        "shown as available on any channel.",
        groups="base.group_user",
    )
    maker_hold_reason = fields.Char(
        "Hold reason",
        copy=False,
        tracking=True,
        help="Why the lot was stopped, for whoever finds it on the shelf.",
        groups="base.group_user",
    )
    maker_stopped_at = fields.Datetime(
        "Stopped on",
        copy=False,
        readonly=True,
        help="When a hold, a recall or a changed date last stopped the lot.",
        groups="base.group_user",
    )

    @api.depends("supplier_lot")
    @api.depends_context(SHOW_SUPPLIER_LOT)
    def _compute_display_name(self):
        res = super()._compute_display_name()
        if self.env.context.get(SHOW_SUPPLIER_LOT):
            for lot in self.filtered("supplier_lot"):
                lot.display_name = f"{lot.display_name} ({lot.supplier_lot})"
        return res

    @api.depends("product_id")
    def _compute_name(self):
        named = {}
        for lot in self.filtered(lambda lot: not lot.name and lot.product_id):
            taken = named.setdefault(lot.product_id, [])
            name = lot.product_id._maker_next_lot_name(taken)
            if name:
                lot.name = name
                taken.append(name)
        return super()._compute_name()

    @api.model_create_multi
    def create(self, vals_list):
        lots = super().create(vals_list)
        # asked of what was made, for a context brings defaults; sudo: vendors of the
        # portal make lots, too, and may not read this
        made = lots.sudo()
        self._maker_check_hold_rights(made.mapped("maker_hold"), "free")
        if any(made.mapped("maker_stopped_at")):
            self._maker_check_rights({"maker_stopped_at": True})
        return lots

    def write(self, vals):
        self._maker_check_rights(vals)
        dated = lot_rules.FIELDS & vals.keys()
        usable = self._maker_usable() if dated else self.browse()
        stopped = self._maker_stopped_by(vals)
        res = super().write(vals)
        if dated:
            self._maker_follow(usable)
        stopped._maker_tell_elsewhere()
        return res

    @only_for("base.group_user")
    @takes(reason=a_text)
    def action_maker_hold(self, reason=False):
        """Stop the lots: nothing reserves, sells or uses them any more."""
        return self._maker_set_hold("hold", reason)

    @only_for("base.group_user")
    @takes(reason=a_text)
    def action_maker_recall(self, reason=False):
        """Mark the lots as recalled: stopped, and not to come back."""
        return self._maker_set_hold("recalled", reason)

    @only_for("base.group_user")
    @takes(reason=a_text)
    def action_maker_release(self, reason=False):
        """Let the lots be sold and used again."""
        return self._maker_set_hold("free", reason)

    def _maker_set_hold(self, state, reason):
        changed = self.filtered(lambda lot: lot.maker_hold != state)
        changed.write({"maker_hold": state, "maker_hold_reason": reason or False})
        return True

    @only_for("base.group_user")
    def action_maker_open_hold(self):
        """Ask for a reason, then hold, recall or release the lots."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold or release lots"),
            "res_model": "maker.lot.hold",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lot_ids": self.ids},
        }

    def _maker_qr(self, size):
        """This lot's number as a QR code for labels; ``size`` as CSS says it."""
        self.ensure_one()
        return qr_svg(self.name, size)

    @only_for("base.group_user")
    def action_maker_trace(self):
        """Open the trace page on this lot."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "maker_lot_trace.maker_trace_action"
        )
        return {**action, "context": {"trace_kind": "lot", "trace_id": self.id}}

    @only_for("base.group_user")
    def action_maker_start_recall(self):
        """Open a new recall that suspects these lots."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Recall"),
            "res_model": "maker.recall",
            "views": [(False, "form")],
            "context": {"default_lot_ids": self.ids},
        }
