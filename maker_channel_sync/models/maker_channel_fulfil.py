from odoo import fields, models

from ..channel_clients.errors import ItemRejected, RequestRefused, ScopeError


class MakerChannelFulfilMixin(models.AbstractModel):
    """What left the house is reported to the channel, per parcel, once."""

    _name = "maker.channel.fulfil.mixin"
    _description = "Fulfilment of a channel"

    report_shipments = fields.Boolean(
        default=True, help="Tell the shop when a delivery left, with its tracking."
    )

    def _ship(self, open_client):
        """Report what left. A refusal becomes a to-do, an outage is tried again."""
        waiting = self.env["maker.channel.shipment"].search(
            [("channel_id", "=", self.id), ("state", "=", "todo")], order="id"
        )
        for shipment in waiting:
            if not self.report_shipments:
                shipment._report_by_hand(self.env._("Reporting is switched off."))
                continue
            request = shipment.picking_id._maker_ship_request(
                shipment.order_id.remote_id
            )
            if request is None:
                shipment._report_by_hand(self.env._("Nothing of the order is in it."))
                continue
            self._commit()
            try:
                answer = open_client().ship(request)
            except (ItemRejected, RequestRefused, ScopeError) as error:
                shipment._report_by_hand(self._masked(str(error)), ask=True)
            else:
                shipment.write(
                    {
                        "state": "sent",
                        "remote_id": answer.remote_id,
                        "reported_at": fields.Datetime.now(),
                    }
                )
            self._commit()
