from math import ceil

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.maker_mrp.public import only_for


class MakerIncidentCancel(models.TransientModel):
    """Take back a promise that cannot be kept, and say so to the buyer."""

    _name = "maker.incident.cancel"
    _description = "Cancel what was oversold"

    incident_id = fields.Many2one(
        "maker.channel.incident", required=True, ondelete="cascade"
    )
    order_ids = fields.Many2many(
        "sale.order", string="Orders to choose from", compute="_compute_orders"
    )
    sale_order_id = fields.Many2one(
        "sale.order",
        string="Order",
        compute="_compute_sale_order_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('id', 'in', order_ids)]",
        help="Whose goods are missing, or the newest sale.",
    )
    told = fields.Char(compute="_compute_told")
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

    @api.depends("incident_id")
    def _compute_orders(self):
        for wizard in self:
            incident = wizard.incident_id
            lacking = incident._lacking() if incident else {}
            orders = incident.sale_order_id.union(*lacking)
            wizard.order_ids = orders.filtered(lambda one: one.state == "sale")

    @api.depends("incident_id")
    def _compute_sale_order_id(self):
        for wizard in self:
            incident = wizard.incident_id
            wizard.sale_order_id = incident and incident._order_to_mend()

    @api.depends("incident_id", "sale_order_id", "scope")
    def _compute_told(self):
        for wizard in self:
            wizard.told = wizard.sale_order_id and " ".join(wizard._sentences())

    def _sentences(self):
        """What *Cancel it* does, a sentence each."""
        order, incident = self.sale_order_id, self.incident_id
        lacking, kept = incident._lacking(), self._reserved_here()
        missing = lacking.get(order, 0.0)
        words = {"order": order.name}
        if self.scope == "all":
            taken = kept
            yield self.env._("Order %(order)s is cancelled here.", **words)
        else:
            taken = min(max(incident.quantity - missing, 0.0), kept)
            yield self.env._(
                "%(count)g are taken out of order %(order)s here.",
                count=min(incident.quantity, kept + missing),
                **words,
            )
        if incident.product_id.uom_id.compare(taken, 0) > 0:
            others = ", ".join(one.name for one in lacking if one != order)
            yield self._say_taken(taken, others)
        if order.sudo().maker_channel_order_ids:  # shops' orders are not for all
            yield self.env._(
                "Cancel it and give the money back in the shop as well: a to-do "
                "reminds you."
            )

    def _say_taken(self, taken, others):
        if others:
            return self.env._(
                "%(taken)g of them are reserved for this order: they go to %(others)s.",
                taken=taken,
                others=others,
            )
        return self.env._(
            "%(taken)g of them are reserved for this order: they become free.",
            taken=taken,
        )

    def _reserved_here(self):
        """Units of the product that are reserved for the order."""
        product = self.incident_id.product_id
        return sum(
            move.product_uom._compute_quantity(move.quantity, product.uom_id)
            for move in self.sale_order_id.picking_ids.move_ids
            if move.product_id == product and move.state not in ("done", "cancel")
        )

    @api.depends("incident_id", "sale_order_id", "scope")
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

    @only_for("base.group_user")
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
                line._maker_order_units(line.product_uom_qty - count)
        else:
            order.with_context(disable_cancel_warning=True).action_cancel()
        self._tell()
        incident._drop_plans()
        incident._give_to_who_waits()
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
            pack = line._maker_pack()
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
            known._leave_todo(
                self.env._(
                    "Cancel order %(name)s in %(shop)s too",
                    name=known.name,
                    shop=known.channel_id.name,
                ),
                note=None if self.email else self.message,
            )
