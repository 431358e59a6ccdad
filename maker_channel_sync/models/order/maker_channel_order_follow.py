from odoo import api, models

from ...flags import KEEP_DATE
from .maker_channel_order_state import LIVE

ADDRESS = ("name", "street", "street2", "city", "zip")


class MakerChannelOrderFollow(models.AbstractModel):
    """A known order follows what happens to it on its channel.

    Called by the intake, which it never calls.
    """

    _name = "maker.channel.order.follow"
    _description = "Changes of a channel order"

    @api.model
    def _follow(self, record, order):
        """Bring a taken order and its sale order up to date.

        :param record: ``maker.channel.order`` with a sale order
        :param order: ``channel_clients.types.Order``, newer than what is known
        """
        before = record._promised()
        if order.state == "cancelled":
            self._cancel(record)
        elif order.state == "draft":
            record._end_hold()
        else:
            self._revive(record, order)
            self._amend(record, order, before)
        record._look_for_relief(before)
        record._doubt_moved(order)
        record._doubt_changed(order, before)
        record._doubt_restocked(order)
        record._look_for_difference(order)
        record._refresh(order)

    @api.model
    def _revive(self, record, order):
        """What its shop had cancelled and now goes on with is an order again: a late
        payment, or one taken out of the trash."""
        called_off = record.state == "cancelled" and record.remote_state == "cancelled"
        sale = record.sale_order_id
        if not called_off or order.state not in LIVE or sale.state != "cancel":
            return
        sale.action_draft()
        sale.maker_channel_hold = record.channel_id.hold_unpaid
        record.write({"state": "waiting", "issue": False})

    @api.model
    def _cancel(self, record):
        """Cancel the sale order; what already left is a person's decision."""
        sale = record.sale_order_id
        if sale.state == "cancel":
            record.state = "cancelled"
            return
        moves = sale.picking_ids.move_ids.filtered(lambda move: move.state == "done")
        if any(move.location_dest_id.usage == "customer" for move in moves):
            self._stop_rest(record)
            return
        sale.maker_channel_hold = False
        sale.with_context(disable_cancel_warning=True).action_cancel()
        record.state = "cancelled"
        if moves:
            record._leave_todo(
                self.env._(
                    "Order %(name)s was cancelled after it was picked: put its goods "
                    "back",
                    name=record.name,
                ),
                note=", ".join(moves.picking_id.mapped("name")),
            )

    @api.model
    def _stop_rest(self, record):
        """Keep here what has not left yet of a cancelled order."""
        rest = record.sale_order_id.picking_ids.filtered(
            lambda one: (
                one.state not in ("done", "cancel")
                and one.picking_type_code != "incoming"
            )
        )
        rest.action_cancel()
        note = rest and self.env._(
            "What had not left yet stays here; these transfers are cancelled: "
            "%(transfers)s.",
            transfers=", ".join(rest.mapped("name")),
        )
        record._leave_todo(
            self.env._("Order %(name)s was cancelled after it left", name=record.name),
            note=note or None,
        )

    @api.model
    def _amend(self, record, order, before):
        """Follow payment, address, lines and prices of a known order.

        :param before: what it promised before anything of it changed, ``_promised``
        """
        sale = record.sale_order_id
        record._settle_confirmed()
        if record._is_dropped():
            return
        if record.state == "waiting" and order.state in ("paid", "shipped"):
            sale.maker_channel_hold = False
            sale.with_context(**{KEEP_DATE: True}).action_confirm()
            sale._maker_reserve()
            record.state = "imported"
        if sale.state == "cancel":
            return self._todo_goes_on(record, order)
        if record.state == "frozen":
            # a status that nobody knew became one that says what to do
            record.retry = record.remote_state == "review" and order.state in LIVE
            return
        self._amend_address(record, order)
        record._amend_lines(order)
        record._amend_prices(order)
        record._look_for_oversell(before)
        record._amend_returns(order)
        record._todo_sent(order)
        sale._maker_reserve()

    @api.model
    def _todo_goes_on(self, record, order):
        """The shop goes on with what a person cancelled here."""
        moved = order.state in LIVE and order.state != record.remote_state
        if moved and record.state != "cancelled":
            record._leave_todo(
                self.env._(
                    "Order %(name)s goes on in the shop, but is cancelled here",
                    name=record.name,
                )
            )

    @api.model
    def _amend_address(self, record, order):
        """Parcels that have not left yet go where the buyer lives now."""
        sale, wanted = record.sale_order_id, order.delivery
        if not wanted.street or not wanted.name:
            return
        partners = self.env["res.partner"]
        values = partners._maker_address_values(wanted)
        old = sale.partner_shipping_id
        if all((old[name] or "") == (values[name] or "") for name in ADDRESS):
            return
        parcels = sale.picking_ids.filtered(
            lambda one: one.picking_type_code == "outgoing" and one.state != "cancel"
        )
        left = parcels.filtered(lambda one: one.state == "done")
        waiting = parcels - left
        if parcels and not waiting:
            record._leave_todo(
                self.env._(
                    "The address of order %(name)s changed after it left",
                    name=record.name,
                )
            )
            return
        _customer, _invoiced, delivered = sale.partner_id._maker_addresses(order)
        where = {parcel: parcel.partner_id for parcel in left}
        follow = sale.with_context(update_delivery_shipping_partner=True)
        follow.partner_shipping_id = delivered
        for parcel, partner in where.items():
            # what has left went to the old address
            parcel.partner_id = partner
