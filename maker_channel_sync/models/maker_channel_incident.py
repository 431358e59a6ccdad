from odoo import fields, models


class MakerChannelIncident(models.Model):
    _name = "maker.channel.incident"
    _description = "Oversell or drift on a sales channel"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("oversell", "Oversold"), ("drift", "Shows a wrong number")],
        required=True,
        readonly=True,
    )
    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    listing_id = fields.Many2one(
        "maker.channel.listing", ondelete="set null", readonly=True
    )
    product_id = fields.Many2one(
        "product.product", ondelete="set null", readonly=True, index=True
    )
    sale_order_id = fields.Many2one("sale.order", ondelete="set null", readonly=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Units sold that are not there, or the size of the difference.",
    )
    seconds_exposed = fields.Float(
        string="Exposed (s)",
        readonly=True,
        help="How long the listing could be bought although nothing was left.",
    )
    cause = fields.Char(readonly=True)
    timeline = fields.Html(readonly=True, sanitize=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Settled")], default="open", tracking=True
    )
    remedy = fields.Selection(
        [
            ("make", "Made it"),
            ("move", "Moved stock"),
            ("split", "Split the order"),
            ("cancel", "Cancelled it"),
            ("healed", "Corrected the listing"),
            ("none", "Nothing to do"),
        ],
        tracking=True,
    )
