from datetime import timedelta, timezone
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for

from ..channel_clients.booking import kept

MOST_ORDERS = 500
MOST_NAMES = 20


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
    open_names = fields.Text(compute="_compute_preview")
    twice_names = fields.Text(compute="_compute_preview")
    rise_count = fields.Integer(compute="_compute_preview")
    drop_count = fields.Integer(compute="_compute_preview")
    zero_count = fields.Integer(compute="_compute_preview")
    listing_ids = fields.Many2many(
        "maker.channel.listing", compute="_compute_preview", string="Changes"
    )
    order_count = fields.Integer(readonly=True)
    order_units = fields.Float(readonly=True, digits="Product Unit")
    lowering_count = fields.Integer(readonly=True)
    shipped_count = fields.Integer(readonly=True)
    unpaid_count = fields.Integer(readonly=True)
    stuck_count = fields.Integer(readonly=True)
    left_out_count = fields.Integer(readonly=True)
    more_orders = fields.Boolean(readonly=True)
    counted_from = fields.Datetime(readonly=True)
    orders_seen = fields.Boolean(compute="_compute_orders_seen")
    order_days = fields.Integer(related="channel_id.order_days")
    orders_hidden = fields.Boolean(
        compute="_compute_orders_hidden",
        help="The chosen moment is further back than the shop shows its orders.",
    )

    @api.depends("orders_from", "counted_from")
    def _compute_orders_seen(self):
        """What was counted from another moment says nothing any more."""
        for wizard in self:
            counted = wizard.counted_from
            wizard.orders_seen = bool(counted) and counted == wizard.orders_from

    @api.depends("orders_from", "order_days")
    def _compute_orders_hidden(self):
        for wizard in self:
            shown = fields.Datetime.now() - timedelta(days=wizard.order_days)
            wizard.orders_hidden = bool(
                wizard.order_days and wizard.orders_from and wizard.orders_from < shown
            )

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
            unlinked = worker.listing_ids.filtered(lambda one: one.state == "unmapped")
            wizard.open_count = len(unlinked)
            wizard.open_names = wizard._names(unlinked)
            wizard.twice_names = wizard._names(
                (listings | unlinked)
                .filtered(lambda one: one.mapping_issue == "duplicate")
                .sorted("sku")
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

    def _names(self, listings):
        """Listings by title and SKU, one a line; of many the first."""
        told = [
            f"{one.display_name} ({one.sku})" if one.sku else one.display_name
            for one in listings[:MOST_NAMES]
        ]
        if more := len(listings) - len(told):
            told.append(self.env._("and %s more", more))
        return "\n".join(told)

    @only_for("base.group_user")
    def action_fetch(self):
        """Read the shop's listings and match them; nothing is written there."""
        self.ensure_one()
        self._keep_location()
        self.channel_id.action_fetch_listings()
        return self._again()

    @only_for("base.group_user")
    def action_count_orders(self):
        """Ask the shop which orders would be imported from the chosen moment."""
        self.ensure_one()
        since = self.orders_from.replace(tzinfo=timezone.utc)
        found = self.channel_id._answer_of(
            lambda client: list(islice(client.iter_orders(since), MOST_ORDERS))
        )
        self.more_orders = len(found) == MOST_ORDERS
        self._count(found)
        self.counted_from = self.orders_from
        return self._again()

    def _count(self, found):
        """Say what importing these orders would do; nothing is written.

        What the intake would leave out, what waits for a product or a payment and
        what has left already are counted apart.
        """
        channel = self.channel_id
        intake = self.env["maker.channel.order.intake"]
        known = set(
            self.env["maker.channel.order"]
            .search(
                [
                    ("channel_id", "=", channel.id),
                    ("remote_id", "in", [order.remote_id for order in found]),
                ]
            )
            .mapped("remote_id")
        )
        new = [order for order in found if order.remote_id not in known]
        wanted = [
            order
            for order in new
            if not (order.problem or intake._unwanted(channel, order, self.orders_from))
        ]
        builder = self.env["maker.channel.order.builder"]
        products = builder._products(channel, wanted, only_look=True)
        units = [self._units(builder, order, products) for order in wanted]
        self.write(
            {
                "order_count": len(wanted),
                "order_units": sum(filter(None, units)),
                "lowering_count": sum(bool(one) for one in units),
                "stuck_count": units.count(None),
                "left_out_count": len(new) - len(wanted),
                "shipped_count": sum(order.state == "shipped" for order in wanted),
                "unpaid_count": sum(order.state == "open" for order in wanted),
            }
        )

    def _units(self, builder, order, products):
        """Units of stock that an order would take; None if it waits for a product."""
        channel, taken = self.channel_id, 0.0
        for line in order.lines:
            listing, product = builder._match(channel, line, products)
            if not product:
                if channel.unknown_policy == "freeze":
                    return None
                continue
            if product.type == "consu":
                pack = listing.units_per_listing if listing else 1.0
                taken += float(kept(order, line)) * pack
        return 0.0 if order.state == "open" and not channel.hold_unpaid else taken

    @only_for("base.group_user")
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
