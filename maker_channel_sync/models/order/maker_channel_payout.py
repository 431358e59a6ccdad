from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.tools import split_every

OVERLAP = timedelta(days=3)
"""Ledgers are written late, and a payout changes its state."""
BATCH = 200


class MakerChannelPayout(models.Model):
    """Money a channel paid out or kept that stands on no order."""

    _name = "maker.channel.payout"
    _description = "Payout or fee of a sales channel"
    _order = "moved_at desc, id desc"
    _rec_name = "title"

    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    remote_id = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [("payout", "Paid out"), ("fee", "Fee")],
        required=True,
        readonly=True,
        index=True,
    )
    moved_at = fields.Datetime(string="Date", required=True, readonly=True)
    title = fields.Char(string="What for", readonly=True)
    amount = fields.Float(
        readonly=True,
        digits="Product Price",
        help="What the channel paid out, or kept as a fee.",
    )
    currency_code = fields.Char(string="Currency", readonly=True)
    order_id = fields.Many2one(
        "maker.channel.order",
        ondelete="set null",
        readonly=True,
        index="btree_not_null",
        help="The order a fee is about, where the channel tells.",
    )

    _remote_uniq = models.Constraint(
        "unique(channel_id, remote_id)", "This movement is already known."
    )

    @api.model
    def _read_from(self, channel, client):
        """Store what moved since the last look, each movement once."""
        now = fields.Datetime.now()
        since = max(
            (channel.money_read_at or channel.orders_from) - OVERLAP,
            channel.orders_from - OVERLAP,
        )
        moved = client.iter_movements(
            since.replace(tzinfo=timezone.utc), now.replace(tzinfo=timezone.utc)
        )
        for some in split_every(BATCH, moved, list):
            self._take(channel, some)
        channel.money_read_at = now

    @api.model
    def _take(self, channel, moved):
        """Create or refresh the records of ``channel_clients.types.Movement``."""
        known = {
            one.remote_id: one
            for one in self.search(
                [
                    ("channel_id", "=", channel.id),
                    ("remote_id", "in", [one.remote_id for one in moved]),
                ]
            )
        }
        orders = self._orders_of(channel, moved)
        new = {}
        for one in moved:
            values = {
                "kind": one.kind,
                "moved_at": one.at.astimezone(timezone.utc).replace(tzinfo=None),
                "title": one.title,
                "amount": float(one.amount),
                "currency_code": one.currency,
                "order_id": orders.get(one.order_id) or orders.get(one.line_id),
            }
            if one.remote_id in known:
                known[one.remote_id].write(values)
            else:
                key = {"channel_id": channel.id, "remote_id": one.remote_id}
                new[one.remote_id] = {**key, **values}
        self.create(list(new.values()))

    @api.model
    def _orders_of(self, channel, moved):
        """``{order or line id there: id of our order}``."""
        wanted = {one.order_id for one in moved} | {one.line_id for one in moved}
        wanted.discard("")
        orders = self.env["maker.channel.order"].search(
            [("channel_id", "=", channel.id), ("remote_id", "in", list(wanted))]
        )
        lines = self.env["sale.order.line"].search(
            [
                ("order_id.maker_channel_id", "=", channel.id),
                ("maker_channel_line", "in", list(wanted)),
            ]
        )
        found = {
            line.maker_channel_line: line.order_id.maker_channel_order_ids[:1].id
            for line in lines
        }
        return {**found, **{order.remote_id: order.id for order in orders}}
