from datetime import datetime, timezone

from odoo import api, fields, models

from ..channel_clients.errors import ChannelError

MANY = 5


class MakerChannelInboxMixin(models.AbstractModel):
    """Notices from the channel: checked, stored once, handled by the worker."""

    _name = "maker.channel.inbox.mixin"
    _description = "Notices of a channel"

    hook_url = fields.Char(
        string="Address for notices",
        compute="_compute_hook_url",
        groups="base.group_system",
        help="Where the shop may send its notices. Whoever knows it can knock, "
        "but only signed notices are let in.",
    )
    last_notice_at = fields.Datetime(
        string="Last notice", compute="_compute_last_notice_at"
    )

    @api.depends("webhook_token")
    def _compute_hook_url(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        for channel in self:
            channel.hook_url = f"{base}/maker/hook/{channel.webhook_token}"

    def _compute_last_notice_at(self):
        latest = dict(
            self.env["maker.channel.event"]._read_group(
                [("channel_id", "in", self.ids)], ["channel_id"], ["received_at:max"]
            )
        )
        for channel in self:
            channel.last_notice_at = latest.get(channel, False)

    def _receive(self, headers, body):
        """Check and store one webhook delivery.

        :param body: the raw body, as it was signed
        :return: an HTTP status: 200 also for a delivery known already, 401 for
            one that is forged, stale or unsigned
        """
        self.ensure_one()
        try:
            hint = self._client().verify_webhook(
                headers, body, datetime.now(timezone.utc)
            )
        except (ChannelError, NotImplementedError):
            return 401
        if hint.ping:
            return 200
        self.env.cr.execute(
            """
            INSERT INTO maker_channel_event
                   (channel_id, company_id, delivery_id, topic, order_ref, received_at)
            VALUES (%s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC')
       ON CONFLICT (channel_id, delivery_id) DO NOTHING
            """,
            [
                self.id,
                self.company_id.id,
                hint.delivery_id,
                hint.topic,
                hint.order_id or None,
            ],
        )
        if self.env.cr.rowcount and self.mode != "paused":
            self._trigger()
        return 200

    def _handle_events(self, open_client):
        """Look at what the waiting notices point to."""
        events = self.env["maker.channel.event"].search(
            [("channel_id", "=", self.id), ("handled_at", "=", False)]
        )
        if not events:
            return
        refs = list(dict.fromkeys(filter(None, events.mapped("order_ref"))))
        vague = events.filtered(lambda event: not event.order_ref)
        if vague or len(refs) > MANY:
            self._import_orders(open_client())
        if refs and len(refs) <= MANY:
            self._import_orders(open_client(), refs)
        events.handled_at = fields.Datetime.now()
        self._commit()
