from datetime import timezone
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError

MOST_ORDERS = 500


class MakerChannelStart(models.TransientModel):
    """What would happen, before anything is written to the shop or the stock."""

    _name = "maker.channel.start"
    _description = "Preview and start a channel"

    channel_id = fields.Many2one("maker.channel", required=True, readonly=True)
    remote_location_id = fields.Many2one(
        "maker.channel.location",
        string="Location there",
        domain="[('channel_id', '=', channel_id)]",
        help="Which of the shop's places shows this stock.",
    )
    has_locations = fields.Boolean(compute="_compute_has_locations")
    orders_from = fields.Datetime(
        string="Import orders from",
        required=True,
        default=fields.Datetime.now,
        help="Orders placed before are never imported. Choose the moment of your "
        "last count: what was sold after it is still in that count.",
    )
    mode = fields.Selection(
        [
            ("automatic", "Keep the shop in step by itself"),
            ("hold_drops", "Raise by itself, ask before an unexplained drop"),
            ("review", "Show me first, I approve each change"),
        ],
        string="From now on",
        default="automatic",
        required=True,
    )
    linked_count = fields.Integer(compute="_compute_preview")
    open_count = fields.Integer(compute="_compute_preview")
    rise_count = fields.Integer(compute="_compute_preview")
    drop_count = fields.Integer(compute="_compute_preview")
    zero_count = fields.Integer(compute="_compute_preview")
    listing_ids = fields.Many2many(
        "maker.channel.listing", compute="_compute_preview", string="Changes"
    )
    order_count = fields.Integer(readonly=True)
    order_units = fields.Float(readonly=True, digits="Product Unit")
    orders_seen = fields.Boolean(readonly=True)

    @api.depends("channel_id")
    def _compute_has_locations(self):
        for wizard in self:
            wizard.has_locations = len(wizard.channel_id.remote_location_ids) > 1

    @api.depends("channel_id")
    def _compute_preview(self):
        for wizard in self:
            channel = wizard.channel_id
            worker = channel._as_worker()
            listings = worker.listing_ids.filtered(lambda one: one.state == "mapped")
            shown = worker._shown(listings)
            changes = {
                listing: one.quantity - listing.remote_qty
                for listing, one in shown.items()
                if one.quantity is not None and listing.tracked
            }
            wizard.linked_count = len(listings)
            wizard.open_count = len(
                worker.listing_ids.filtered(lambda one: one.state == "unmapped")
            )
            wizard.rise_count = sum(change > 0 for change in changes.values())
            wizard.drop_count = sum(change < 0 for change in changes.values())
            wizard.zero_count = sum(
                shown[listing].quantity == 0 and change < 0
                for listing, change in changes.items()
            )
            wizard.listing_ids = [
                listing.id for listing, change in changes.items() if change
            ]

    def action_fetch(self):
        """Read the shop's listings and match them; nothing is written there."""
        self.ensure_one()
        self._keep_location()
        self.channel_id.action_fetch_listings()
        return self._again()

    def action_count_orders(self):
        """Ask the shop which orders would be imported from the chosen moment."""
        self.ensure_one()
        since = self.orders_from.replace(tzinfo=timezone.utc)
        found = self.channel_id._ask(
            lambda client: list(islice(client.iter_orders(since), MOST_ORDERS))
        )
        wanted = [
            order
            for order in found
            if order.created >= since
            and not order.test
            and order.state not in ("cancelled", "refunded")
        ]
        self.order_count = len(wanted)
        self.order_units = sum(
            line.quantity - line.cancelled for order in wanted for line in order.lines
        )
        self.orders_seen = True
        return self._again()

    def action_start(self):
        """Begin: orders come in, numbers go out."""
        self.ensure_one()
        if self.has_locations and not self.remote_location_id:
            raise UserError(
                self.env._("Choose which of the shop's places shows this stock.")
            )
        self._keep_location()
        self.channel_id.write(
            {"orders_from": self.orders_from, "orders_since": False, "mode": self.mode}
        )
        self.channel_id._trigger()
        return {
            "type": "ir.actions.act_window",
            "res_model": "maker.channel",
            "res_id": self.channel_id.id,
            "view_mode": "form",
        }

    def _keep_location(self):
        if self.remote_location_id:
            self.channel_id.remote_location_id = self.remote_location_id

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview and start"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
