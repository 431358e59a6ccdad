import hashlib
import logging
from datetime import datetime, timezone

from odoo import api, fields, models

from odoo.addons.maker_mrp.public import is_storable
from odoo.addons.maker_mrp.trusted import trust

from ...channel_clients.errors import ChannelError
from ...flags import NO_CALL

_logger = logging.getLogger(__name__)

UNREADABLE = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
MANY = 5
SLICE, SLICES = 200, 10


class MakerChannel(models.Model):
    """Notices from the channel: checked, stored once, handled by the worker."""

    _inherit = "maker.channel"

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
            one that is forged, stale or unsigned, 400 for one that cannot be read
        """
        self.ensure_one()
        unreached = self.with_context(**trust(NO_CALL))
        try:
            hint = unreached._client().verify_webhook(
                headers, body, datetime.now(timezone.utc)
            )
        except (ChannelError, NotImplementedError):
            return 401
        except UNREADABLE as fault:
            # signed, and yet no notice as this shop sends them
            _logger.info("Channel %s got an unreadable notice: %r", self.id, fault)
            return 400
        told = (hint.topic, hint.order_id, hint.delivery_id, *hint.listing_ids)
        if not all(isinstance(one, str) and is_storable(one) for one in told):
            return 400
        if hint.ping or self._is_echo(hint):
            return 200
        self.env.cr.execute(
            """
            INSERT INTO maker_channel_event
                   (channel_id, company_id, delivery_id, topic, order_ref,
                    listing_refs, received_at)
            VALUES (%s, %s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC')
       ON CONFLICT (channel_id, delivery_id) DO NOTHING
            """,
            [
                self.id,
                self.company_id.id,
                self._delivery_key(hint, body),
                hint.topic,
                hint.order_id or None,
                "\n".join(hint.listing_ids) or None,
            ],
            # the same notice twice at once is no fault: the second is tried again
            log_exceptions=False,
        )
        if self.env.cr.rowcount and self.mode != "paused":
            self._trigger()
        return 200

    def _is_echo(self, hint):
        """Whether a notice only repeats the number that the shop acknowledged."""
        if hint.quantity is None or hint.order_id or len(hint.listing_ids) != 1:
            return False
        listing = self.env["maker.channel.listing"].search(
            [("channel_id", "=", self.id), ("remote_id", "=", hint.listing_ids[0])]
        )
        return (
            bool(listing.acked_at)
            and not (listing.in_doubt or listing.sold_since_ack)
            and listing.acked_qty == hint.quantity
        )

    def _delivery_key(self, hint, body):
        """What tells a repeated delivery from a new one.

        Where the shop's id of a delivery is not signed, the topic and the body
        count as well: one body may come under two topics, and again when the same
        happens a second time.
        """
        if hint.delivery_id and self._adapter()._capabilities().signs_delivery:
            return hint.delivery_id
        told = f"{hint.topic}\n{hint.delivery_id}\n".encode() + body
        return hashlib.sha256(told).hexdigest()

    def _handle_events(self, open_client):
        """Look at what the waiting notices point to, some at a time."""
        events = self.env["maker.channel.event"]
        waiting = [("channel_id", "=", self.id), ("handled_at", "=", False)]
        for _slice in range(SLICES):
            some = events.search(waiting, order="id", limit=SLICE)
            if not some:
                return
            self._handle_some(open_client(), some, waiting)
            self._commit()
        self._trigger()

    def _handle_some(self, client, some, waiting):
        """Look at what some of the notices of the domain ``waiting`` point to.

        A few orders are asked for by their ids. Of many the list tells, and that
        look answers all that was told before it began; what it does not show, such
        as the trash, is asked for by its id all the same.
        """
        refs = set(filter(None, some.mapped("order_ref")))
        listings = some._listings_told()
        vague = some.filtered(lambda one: not (one.order_ref or one.listing_refs))
        if vague or len(refs) > MANY:
            some = self.env["maker.channel.event"].search(waiting)
            refs = set(filter(None, some.mapped("order_ref")))
            listings = some._listings_told()
            vague = some.filtered(lambda one: not (one.order_ref or one.listing_refs))
        if vague or listings or len(refs) > MANY:
            seen = set()
            self._import_orders(client, seen=seen)
            refs -= seen
        self._import_orders(client, sorted(refs))
        if any((one.topic or "").startswith("order") for one in vague):
            # it was about an order that the shop cannot name any more
            self._ask_back(client)
        if self._compare_all(client, listings):
            listings._note_products()
        some._handled()
