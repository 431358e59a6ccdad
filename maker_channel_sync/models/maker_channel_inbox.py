import hashlib
from datetime import datetime, timezone

from odoo import api, fields, models

from odoo.addons.maker_mrp.trusted import Trusted

from ..channel_clients.errors import ChannelError

MANY = 5
SLICE, SLICES = 200, 10


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
        # only administrators read parameters; the address itself is no secret
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
        unreached = self.with_context(maker_no_call=Trusted())
        try:
            hint = unreached._client().verify_webhook(
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
                self._delivery_key(hint, body),
                hint.topic,
                hint.order_id or None,
            ],
            # the same notice twice at once is no fault: the second is tried again
            log_exceptions=False,
        )
        if self.env.cr.rowcount and self.mode != "paused":
            self._trigger()
        return 200

    def _delivery_key(self, hint, body):
        """What tells a repeated delivery from a new one.

        An id outside the signature could be made up for an old body; without an
        id every notice would look like the first.
        """
        if hint.delivery_id and self._adapter()._capabilities().signs_delivery:
            return hint.delivery_id
        return hashlib.sha256(body).hexdigest()

    def _handle_events(self, open_client):
        """Look at what the waiting notices point to, some at a time."""
        events = self.env["maker.channel.event"]
        waiting = [("channel_id", "=", self.id), ("handled_at", "=", False)]
        for _slice in range(SLICES):
            some = events.search(waiting, order="id", limit=SLICE)
            if not some:
                return
            newest = events.search(waiting, order="id desc", limit=1)
            refs = list(dict.fromkeys(filter(None, some.mapped("order_ref"))))
            vague = some.filtered(lambda event: not event.order_ref)
            if vague or len(refs) > MANY:
                # this look answers all that was told before it began
                self._import_orders(open_client())
                some._handled_up_to(newest)
            if refs and len(refs) <= MANY:
                self._import_orders(open_client(), refs)
            some.handled_at = fields.Datetime.now()
            self._commit()
        self._trigger()
