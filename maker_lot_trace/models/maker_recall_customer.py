from odoo import api, fields, models

from odoo.addons.maker_mrp.public import only_for
from odoo.addons.maker_mrp.tools import readable_amount

RESPONSES = [
    ("waiting", "No answer yet"),
    ("reached", "Reached"),
    ("returned", "Sends it back"),
    ("destroyed", "Destroyed it"),
    ("sold_on", "Sold or used up"),
    ("unreachable", "Cannot be reached"),
]


class MakerRecallCustomer(models.Model):
    """Somebody to tell in a recall, and what she answered."""

    _name = "maker.recall.customer"
    _description = "Customer affected by a recall"
    _order = "tier, id"
    _check_company_auto = True

    recall_id = fields.Many2one(
        "maker.recall", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="recall_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", help="Empty: sold without a name, as at a stall."
    )
    name = fields.Char(compute="_compute_name")
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    shipment_ids = fields.One2many("maker.recall.shipment", "customer_id", "Shipments")
    summary = fields.Char("Received", compute="_compute_summary")
    tier = fields.Selection(
        [("certain", "Certain"), ("possible", "Possible")],
        "Certainty",
        compute="_compute_tier",
        store=True,
    )
    letter = fields.Html(copy=False, help="The draft; nothing is sent by writing it.")
    sent_at = fields.Datetime("Letter sent", readonly=True, copy=False)
    response = fields.Selection(RESPONSES, "Answer", default="waiting", required=True)
    response_date = fields.Date(
        "Answered on", compute="_compute_response_date", store=True, readonly=False
    )
    note = fields.Char()

    @api.depends("partner_id")
    def _compute_name(self):
        for customer in self:
            customer.name = customer.partner_id.display_name or self.env._(
                "Sold without a name"
            )

    @api.depends("shipment_ids.quantity", "shipment_ids.product_id")
    def _compute_summary(self):
        for customer in self:
            totals = {}
            for shipment in customer.shipment_ids:
                product = shipment.product_id
                totals[product] = totals.get(product, 0) + shipment.quantity
            customer.summary = ", ".join(
                f"{readable_amount(self.env, quantity, product.uom_id)} "
                f"{product.display_name}"
                for product, quantity in totals.items()
            )

    @api.depends("shipment_ids.tier")
    def _compute_tier(self):
        for customer in self:
            tiers = set(customer.shipment_ids.mapped("tier"))
            customer.tier = "certain" if "certain" in tiers else "possible"

    @api.depends("response")
    def _compute_response_date(self):
        for customer in self:
            if customer.response == "waiting":
                customer.response_date = False
            elif not customer.response_date:
                customer.response_date = fields.Date.context_today(customer)

    def _told(self):
        """What a letter says was shipped; when it changes, a draft is out of date."""
        return sorted(
            (shipment.document, shipment.lot_id.id, shipment.quantity, shipment.tier)
            for shipment in self.shipment_ids
        )

    def _write_letters(self):
        template = self.env.ref("maker_lot_trace.recall_letter")
        bodies = template._render_field("body_html", self.ids, compute_lang=True)
        for customer in self:
            customer.letter = bodies[customer.id]

    def _send_letters(self):
        """Post each letter to its customer by e-mail, and note when."""
        template = self.env.ref("maker_lot_trace.recall_letter")
        subjects = template._render_field("subject", self.ids, compute_lang=True)
        for customer in self:
            customer.recall_id.message_post(
                body=customer.letter,
                subject=subjects[customer.id],
                partner_ids=customer.partner_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_note",
                email_layout_xmlid="mail.mail_notification_light",
            )
        self.write({"sent_at": fields.Datetime.now()})

    @only_for("base.group_user")
    def action_open(self):
        """Open this customer's letter and shipments."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
