import logging
import traceback
from contextlib import suppress
from dataclasses import replace

from odoo import api, fields, models

from ...channel_clients.errors import (
    ChannelError,
    ItemRejected,
    RequestRefused,
    ScopeError,
    Transient,
)

_logger = logging.getLogger(__name__)

REFUSED = (ItemRejected, RequestRefused, ScopeError)
"""A person has to do it; asking again would get the same answer."""
TRIES = 8
ODD = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


def _is_lack(error):
    """Whether a permission is missing: what waits goes on once it is granted."""
    return isinstance(error, ScopeError) and bool(error.missing)


class MakerChannel(models.Model):
    """What left the house is reported to the channel, per parcel, once."""

    _inherit = "maker.channel"

    report_shipments = fields.Boolean(
        default=True, help="Tell the shop when a delivery left, with its tracking."
    )
    accept_orders = fields.Boolean(
        string="Accept new orders",
        default=True,
        help="Tell the channel at once that you take an order that came in. "
        "Otherwise it is accepted when its parcel is reported, or by you there.",
    )
    can_accept = fields.Boolean(compute="_compute_can_accept")

    @api.depends("code")
    def _compute_can_accept(self):
        for channel in self:
            channel.can_accept = bool(
                channel.code and channel._adapter()._capabilities().accepts
            )

    def _accept(self, open_client):
        """Say yes to new orders where the channel waits for that."""
        waiting = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.id), ("to_accept", "=", True)], order="id"
        )
        for order in waiting:
            self._commit()
            try:
                open_client().accept(order.remote_id)
            except REFUSED as error:
                if _is_lack(error):
                    raise
                self._todo_accept(order, self._spoken(error))
            except ODD as error:
                self._todo_accept(order, self._odd(order, error))
            order.to_accept = False
            self._commit()

    def _todo_accept(self, order, why):
        order._leave_todo(
            self.env._("Accept order %(name)s in the shop", name=order.name), note=why
        )

    def _odd(self, record, error):
        """Words for a fault that nobody foresaw; its trace goes to the log."""
        trace = self._masked(traceback.format_exc())
        _logger.error("%s cannot be told to the shop:\n%s", record, trace)
        return self._spoken(error)

    def _ship(self, open_client):
        """Report what left. A refusal becomes a to-do, an outage is tried again;
        without the permission all of it waits.

        What failed before comes last, so that one parcel holds up no other.
        """
        waiting = self.env["maker.channel.shipment"].search(
            [("channel_id", "=", self.id), ("state", "=", "todo")],
            order="tries, id",
        )
        for shipment in waiting:
            request = self._ship_request(shipment)
            if request is None:
                continue
            self._commit()
            try:
                answer = open_client().ship(request)
            except REFUSED as error:
                if _is_lack(error):
                    raise
                shipment._report_by_hand(self._spoken(error), ask=True)
                self._commit()
                # it may be cancelled there, and no list and no notice told
                with suppress(ScopeError):
                    self._import_orders(open_client(), [request.order_id])
            except Transient as error:
                shipment._remember_try(self._spoken(error))
                self._commit()
                raise
            except ChannelError:
                raise
            except ODD as error:
                shipment._report_by_hand(self._odd(shipment, error), ask=True)
            else:
                shipment.write(
                    {
                        "state": "sent",
                        "remote_id": answer.remote_id,
                        "reported_at": fields.Datetime.now(),
                    }
                )
            self._commit()

    def _ship_request(self, shipment):
        """What to tell the channel, or None where there is nothing to tell."""
        if not self.report_shipments:
            shipment._report_by_hand(self.env._("Reporting is switched off."))
            return None
        if shipment._told_there():
            shipment.action_done_by_hand()
            shipment.answer = self.env._("The shop said that it was sent already.")
            return None
        request = shipment.picking_id._maker_ship_request(shipment.order_id.remote_id)
        if request is None:
            shipment._report_by_hand(self.env._("Nothing of the order is in it."))
            return None
        told = shipment.order_id.shipment_ids.filtered(lambda one: one.state == "sent")
        return replace(request, known=tuple(filter(None, told.mapped("remote_id"))))
