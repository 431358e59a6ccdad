from math import ceil

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class MakerIncidentCancel(models.TransientModel):
    """Take back a promise that cannot be kept, and say so to the buyer."""

    _name = "maker.incident.cancel"
    _description = "Cancel what was oversold"

    incident_id = fields.Many2one(
        "maker.channel.incident", required=True, ondelete="cascade"
    )
    sale_order_id = fields.Many2one(related="incident_id.sale_order_id")
    partner_id = fields.Many2one(related="sale_order_id.partner_id", string="Buyer")
    email = fields.Char(related="partner_id.email")
    scope = fields.Selection(
        [("missing", "Only what is missing"), ("all", "The whole order")],
        string="Cancel",
        default="missing",
        required=True,
    )
    message = fields.Text(
        compute="_compute_message", store=True, readonly=False, precompute=True
    )

    @api.depends("incident_id", "scope")
    def _compute_message(self):
        for wizard in self:
            incident, order = wizard.incident_id, wizard.sale_order_id
            words = {
                "buyer": wizard.partner_id.name or "",
                "order": order.client_order_ref or order.name,
                "count": f"{incident.quantity:g}",
                "product": incident.product_id.name,
            }
            if wizard.scope == "all":
                text = self.env._(
                    "Hello %(buyer)s,\n\nwe are sorry: more of %(product)s was sold "
                    "than we have, and we cannot send your order %(order)s. It is "
                    "cancelled and you get your money back.",
                    **words,
                )
            else:
                text = self.env._(
                    "Hello %(buyer)s,\n\nwe are sorry: more of %(product)s was sold "
                    "than we have. %(count)s of your order %(order)s cannot be sent; "
                    "you get the money for it back, the rest is on its way.",
                    **words,
                )
            wizard.message = text

    def action_cancel(self):
        """Cancel here, write to the buyer, and have somebody cancel in the shop."""
        self.ensure_one()
        order, incident = self.sale_order_id, self.incident_id
        if any(picking.state == "done" for picking in order.picking_ids):
            raise UserError(
                self.env._(
                    "Part of order %(order)s has left already. Split the delivery "
                    "or take the goods back instead.",
                    order=order.name,
                )
            )
        units = {} if self.scope == "all" else self._units()
        if units and any(
            line.product_uom_qty > units.get(line, 0.0)
            for line in order.order_line
            if line.product_id.is_storable or line in units
        ):
            for line, count in units.items():
                line.product_uom_qty -= count
        else:
            order.with_context(disable_cancel_warning=True).action_cancel()
        self._tell()
        incident.remedy = "cancel"
        incident.action_settle()
        return {"type": "ir.actions.act_window_close"}

    def _units(self):
        """``{order line: units to take off}`` for what is missing, last line first."""
        product = self.incident_id.product_id
        kits = self.incident_id._kits_with(product)
        missing, units = self.incident_id.quantity, {}
        for line in self.sale_order_id.order_line.sorted("id", reverse=True):
            per_unit = kits.get(line.product_id.id)
            if not per_unit or product.uom_id.compare(missing, 0) <= 0:
                continue
            pack = line.maker_listing_id.units_per_listing or 1.0
            packs = ceil(round(missing / per_unit / pack, 6))
            units[line] = min(packs * pack, line.product_uom_qty)
            missing -= units[line] * per_unit
        return units

    def _tell(self):
        order = self.sale_order_id
        if self.message:
            order.message_post(
                body=plaintext2html(self.message),
                partner_ids=self.partner_id.ids if self.email else [],
                message_type="comment",
                subtype_xmlid="mail.mt_comment" if self.email else "mail.mt_note",
            )
        # the shop keeps the order and the money until somebody cancels it there
        known = order.sudo().maker_channel_order_ids[:1]
        if known:
            known._ask(
                self.env._(
                    "Cancel order %(name)s in %(shop)s too",
                    name=known.name,
                    shop=known.channel_id.name,
                ),
                note=None if self.email else self.message,
            )
