from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.tools import format_quantity

from ...channel_clients.types import ShipRequest
from ...flags import NEW_ORDERS


class StockPicking(models.Model):
    """Parcels of shops: asked about before they leave, told of after."""

    _inherit = "stock.picking"

    maker_incident_id = fields.Many2one(
        "maker.channel.incident",
        string="Incident",
        copy=False,
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="What was oversold and is fetched with this transfer.",
        groups="base.group_user",
    )

    def button_validate(self):
        """A parcel stays here when its order was called off in the shop meanwhile."""
        off, unasked = self._maker_called_off()
        going = self - off
        going._maker_refuse_refunded()
        result = super(StockPicking, going).button_validate() if going else True
        unasked._maker_tell_unasked()
        if result is not True or not off:
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

        :return: those of these transfers that must not leave, and those whose shop
            gave no answer
        """
        self.check_access("write")
        # who packs a parcel need not be allowed to read channels or orders
        records = self.sudo().filtered(
            lambda picking: (
                picking.picking_type_code == "outgoing"
                and picking.state not in ("done", "cancel")
            )
        )
        off, unasked = records.sale_id.maker_channel_order_ids._ask_before_leaving()
        # these transfers alone, with the rights of who sends them
        called_off = off.sale_order_id.picking_ids & self.sudo()
        alone = unasked.sale_order_id.picking_ids & records - called_off
        return called_off.with_env(self.env), alone.with_env(self.env)

    def _maker_tell_unasked(self):
        """Say on parcels that left that their shop may have called them off."""
        # who packs a parcel need not be allowed to read channels or orders
        for picking in self.sudo().filtered(lambda one: one.state == "done"):
            picking.message_post(
                body=self.env._(
                    "%(channel)s was not asked whether order %(order)s still stands "
                    "before this left: it gave no answer in time.",
                    channel=picking.sale_id.maker_channel_id.name,
                    order=picking.sale_id.client_order_ref or picking.sale_id.name,
                )
            )

    def _maker_refuse_refunded(self):
        """What a shop paid back is not sent by mistake: raising the order says so."""
        # who packs a parcel need not be allowed to read channels or orders
        errors = []
        for picking in self.sudo().filtered(
            lambda one: (
                one.picking_type_code == "outgoing"
                and any(one.sale_id.maker_channel_order_ids.mapped("refunded"))
            )
        ):
            errors += picking._maker_sent_too_much()
        if errors:
            raise UserError("\n".join(errors))

    def _maker_sent_too_much(self):
        """Sentences about lines of which more would leave than is still sold."""
        found = []
        for line, moves in self.move_ids.grouped("sale_line_id").items():
            own = moves.filtered(
                lambda move, line=line: (
                    move.product_id == line.product_id and move.state != "cancel"
                )
            )
            if not line.maker_channel_line or not own:
                continue
            picked = own.filtered("picked") or own
            now = sum(
                move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                for move in picked
            )
            if (
                line.product_uom_id.compare(
                    line.qty_delivered + now, line.product_uom_qty
                )
                <= 0
            ):
                continue
            found.append(
                self.env._(
                    "%(product)s: %(now)s would leave, but the shop paid some back "
                    "and order %(order)s is for %(sold)s. Send less, or raise the "
                    "quantity on the order to send it all the same.",
                    product=line.product_id.display_name,
                    now=format_quantity(self.env, line.qty_delivered + now),
                    order=line.order_id.name,
                    sold=format_quantity(self.env, line.product_uom_qty),
                )
            )
        return found

    def _action_done(self):
        result = super()._action_done()
        self._maker_remember_shipments()
        self._maker_remember_remedies()
        self._maker_remember_returns()
        return result

    def _maker_remember_returns(self):
        """What somebody was asked to receive is here."""
        # who receives need not be allowed to read orders of channels
        done = self.sudo().filtered(lambda picking: picking.state == "done")
        for picking in done.filtered("sale_id"):
            first = picking
            while first.backorder_id:
                first = first.backorder_id
            if first.return_id:
                picking.sale_id.maker_channel_order_ids._came_back(picking)

    def _maker_remember_remedies(self):
        """Incidents say what was done: stock was moved, or a delivery split."""
        # who moves or packs need not be allowed to change incidents
        done = self.sudo().filtered(lambda picking: picking.state == "done")
        done.maker_incident_id._remember_remedy("move")
        sold = done.filtered("sale_id")
        incidents = sold.env["maker.channel.incident"]
        rest = sold and incidents._any_oversell() and sold.backorder_ids
        if rest:
            incidents.search(
                [
                    ("kind", "=", "oversell"),
                    ("state", "=", "open"),
                    ("remedy", "=", False),
                    ("product_id", "in", rest.move_ids.product_id.ids),
                    ("company_id", "in", rest.company_id.ids),
                ]
            )._remember_remedy("split")

    def message_post_with_source(self, source_ref, **options):
        """A batch of imported orders writes no note on each of its deliveries.

        Each shows its order already, and rendering the notes takes its time.
        """
        if self.env.context.get(NEW_ORDERS):
            return self.env["mail.message"]
        return super().message_post_with_source(source_ref, **options)

    def _maker_remember_shipments(self):
        """Remember to tell the channels what left; the worker does the telling."""
        # who packs a parcel need not be allowed to read channels or orders
        left = self.sudo().filtered(
            lambda picking: (
                picking.state == "done"
                and picking.picking_type_code == "outgoing"
                and picking.sale_id.maker_channel_id
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
