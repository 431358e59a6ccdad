from collections import defaultdict

from odoo import fields, models

from ..channel_clients.types import ShipRequest


class StockPicking(models.Model):
    _inherit = "stock.picking"

    maker_incident_id = fields.Many2one(
        "maker.channel.incident",
        string="Incident",
        copy=False,
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="What was oversold and is fetched with this transfer.",
    )

    def button_validate(self):
        """A parcel stays here when its order was called off in the shop meanwhile."""
        off = self._maker_called_off()
        if not off:
            return super().button_validate()
        going = self - off
        result = super(StockPicking, going).button_validate() if going else True
        if result is not True:
            return result
        names = ", ".join(filter(None, off.mapped("origin"))) or off[:1].name
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Not sent: the shop has called off %(orders)s, or does not have it "
                    "any more.",
                    orders=names,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _maker_called_off(self):
        """Ask the shops, just before parcels leave, for the orders they hold.

        :return: those of these transfers that must not leave
        """
        # who packs a parcel need not be allowed to read channels or orders
        records = self.sudo().filtered(
            lambda picking: (
                picking.picking_type_code == "outgoing"
                and picking.state not in ("done", "cancel")
            )
        )
        records = records.sale_id.maker_channel_order_ids._ask_before_leaving()
        called_off = records.sale_order_id.picking_ids & self.sudo()
        return called_off.with_env(self.env)

    def _action_done(self):
        result = super()._action_done()
        self._maker_note_shipments()
        self._maker_note_remedies()
        return result

    def _maker_note_remedies(self):
        """Incidents say what was done: stock was moved, or a delivery split."""
        # who moves or packs need not be allowed to change incidents
        done = self.sudo().filtered(lambda picking: picking.state == "done")
        done.maker_incident_id._note_remedy("move")
        rest = done.filtered("sale_id").backorder_ids
        if rest:
            rest.env["maker.channel.incident"].search(
                [
                    ("kind", "=", "oversell"),
                    ("state", "=", "open"),
                    ("remedy", "=", False),
                    ("product_id", "in", rest.move_ids.product_id.ids),
                    ("company_id", "in", rest.company_id.ids),
                ]
            )._note_remedy("split")

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
