from markupsafe import Markup

from odoo import api, fields, models


class MakerChannelIncident(models.Model):
    _name = "maker.channel.incident"
    _description = "Oversell or drift on a sales channel"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "maker.channel.oversell.mixin",
    ]
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

    @api.model
    def _note_drift(self, listing, known, shown):
        """One open incident a listing: what it showed and what was known."""
        refused = listing.error and self.env._(
            "the last push was refused: %(why)s", why=listing.error
        )
        values = {
            "kind": "drift",
            "channel_id": listing.channel_id.id,
            "listing_id": listing.id,
            "product_id": listing.product_id.id,
            "quantity": shown - known,
            "cause": refused or self.env._("changed by hand in the shop"),
            "name": self.env._(
                "%(listing)s shows %(shown)s instead of %(known)s",
                listing=listing.display_name,
                shown=shown,
                known=known,
            ),
            "timeline": self._timeline(listing.product_id, listing),
        }
        known_one = self.search(
            [
                ("kind", "=", "drift"),
                ("state", "=", "open"),
                ("listing_id", "=", listing.id),
            ],
            limit=1,
        )
        if known_one:
            known_one.write(values)
            return known_one
        return self.create(values)

    def _alert(self, summary):
        self.ensure_one()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.channel_id.user_id.id or self.env.uid,
            summary=summary,
        )

    def action_make(self):
        """Open a run for what is missing."""
        self.ensure_one()
        self.remedy = "make"
        return {
            "type": "ir.actions.act_window",
            "res_model": "mrp.production",
            "view_mode": "form",
            "views": [
                (self.env.ref("maker_mrp.mrp_production_view_form_run").id, "form")
            ],
            "context": {
                "default_product_id": self.product_id.id,
                "default_product_qty": self.quantity,
                "default_origin": self.sale_order_id.name,
            },
        }

    def action_move(self):
        """Open a transfer that brings stock from another place."""
        self.ensure_one()
        self.remedy = "move"
        warehouse = self.channel_id.warehouse_id
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "view_mode": "form",
            "context": {
                "default_picking_type_id": warehouse.int_type_id.id,
                "default_location_dest_id": warehouse.lot_stock_id.id,
                "default_origin": self.sale_order_id.name,
            },
        }

    def action_split(self):
        """Open the delivery, to send what is there and leave the rest for later."""
        self.ensure_one()
        self.remedy = "split"
        return self.sale_order_id.action_view_delivery()

    def action_cancel_order(self):
        """Open the order with a message to the buyer, to cancel what is missing."""
        self.ensure_one()
        self.remedy = "cancel"
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "view_mode": "form",
        }

    def action_settle(self):
        self.write({"state": "done"})

    @api.model
    def _timeline(self, product, listing=None):
        """What happened to a product lately, second by second, as a table."""
        rows = self._moments(product, listing)
        body = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td></tr>")
            % (fields.Datetime.to_string(at), text)
            for at, text in sorted(rows, key=lambda row: row[0])
        )
        return Markup('<table class="table table-sm">%s</table>') % body
