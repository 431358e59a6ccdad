from collections import defaultdict

from odoo import models

from ..channel_clients.types import ShipRequest


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        self._maker_note_shipments()
        return result

    def message_post_with_source(self, source_ref, **options):
        """A batch of imported orders writes no note on each of its deliveries.

        Each shows its order already, and rendering the notes takes its time.
        """
        if self.env.context.get("maker_new_parcels") is not None:
            return self.env["mail.message"]
        return super().message_post_with_source(source_ref, **options)

    def _maker_note_shipments(self):
        """Remember to tell the channels what left; the worker does the telling."""
        # who packs a parcel need not be allowed to read channels or orders
        left = self.sudo().filtered(
            lambda picking: (
                picking.state == "done"
                and picking.picking_type_code == "outgoing"
                and picking.sale_id.maker_channel_order_ids
            )
        )
        if not left:
            return
        shipments = left.env["maker.channel.shipment"]
        known = shipments.search([("picking_id", "in", left.ids)]).picking_id
        created = shipments.create(
            [
                {
                    "picking_id": picking.id,
                    "order_id": picking.sale_id.maker_channel_order_ids[:1].id,
                    "channel_id": picking.sale_id.maker_channel_id.id,
                }
                # nor the orders behind it
                for picking in (left - known).sudo()
            ]
        )
        created.channel_id._trigger()

    def _maker_ship_request(self, order_id):
        """What the channel is told about this delivery.

        :return: ``channel_clients.types.ShipRequest``, or None when nothing of
            the channel's order is in it
        """
        self.ensure_one()
        moved = defaultdict(lambda: self.env["stock.move"])
        for move in self.move_ids.filtered(lambda move: move.state == "done"):
            if move.sale_line_id.maker_channel_line:
                moved[move.sale_line_id] |= move
        counts = [
            (line.maker_channel_line, line._maker_listings_in(moves))
            for line, moves in moved.items()
        ]
        lines = tuple((line, count) for line, count in counts if count > 0)
        if not lines:
            return None
        url = self.carrier_tracking_url or ""
        return ShipRequest(
            order_id=order_id,
            lines=lines,
            tracking=self.carrier_tracking_ref or "",
            carrier=self.carrier_id.name or "",
            tracking_url=url if url.startswith("http") else "",
        )
