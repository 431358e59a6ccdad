from odoo import models

from .maker_channel_order_intake import (
    PASSING,
    REFUSALS,
    fingerprint,
    naive,
    told_at,
)

LIVE = ("open", "paid", "shipped")
ADDRESS = ("name", "street", "street2", "city", "zip")


class MakerChannelOrder(models.Model):
    """A known order follows what happens to it on its channel."""

    _inherit = "maker.channel.order"

    def _follow(self, order):
        """Bring a known order up to date, or tell a person why that fails.

        One order that cannot be changed must not stop the whole shop.

        :return: 1 when something changed, else 0
        """
        if order.problem:
            return self._misread(order)
        try:
            with self.env.cr.savepoint():
                return self._take_again(order)
        except PASSING:
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, it is this order's
            self.issue = self._explain(self.channel_id, order, error)
            self._ask(
                self.env._("Order %(name)s changed there, not here", name=self.name)
            )
            self._refresh(order)
            return 0

    def _misread(self, order):
        """An order that was fine before cannot be read any more."""
        if self._knows(order):
            return 0
        self.issue = self._explain(self.channel_id, order)
        self.payload = self._payload(self.channel_id, order)
        self.write({"updated_at": told_at(order), "mark": fingerprint(order)})
        if not self.sale_order_id:
            self._keep_goods(order)
        self._ask(self.env._("Order %(name)s changed there, not here", name=self.name))
        return 0

    def _take_again(self, order):
        """Bring a known order up to date; returns 1 when something changed."""
        self.ensure_one()
        if self._knows(order):
            return 0
        if self.forgotten_at:
            self._refresh(order)
            return 0
        if self.state == "skipped" or not self.sale_order_id:
            if self.state in ("failed", "frozen") or self._lives_again(order):
                return self._try_again(order)
            self._note_left_out(self.channel_id, [order])
            self._refresh(order)
            return 0
        before = self._promised()
        if order.state == "cancelled":
            self._cancel()
        elif order.state == "draft":
            self._end_hold()
        else:
            self._revive(order)
            self._amend(order)
        self._note_given_back(before)
        self._note_moved(order)
        self._note_changed_there(order, before)
        self._note_restocked(order)
        self._note_difference(order)
        self._refresh(order)
        return 1

    def _lives_again(self, order):
        """Whether an order that was called off before it was imported goes on."""
        called_off = self.remote_state in ("cancelled", "refunded")
        return self.state == "skipped" and called_off and order.state in LIVE

    def _revive(self, order):
        """What its shop had cancelled and now goes on with is an order again: a late
        payment, or one taken out of the trash."""
        called_off = self.state == "cancelled" and self.remote_state == "cancelled"
        sale = self.sale_order_id
        if not called_off or order.state not in LIVE or sale.state != "cancel":
            return
        sale.action_draft()
        sale.maker_channel_hold = self.channel_id.hold_unpaid
        self.write({"state": "waiting", "issue": False})

    def _note_moved(self, order):
        """The shop took goods off its number, or put them back, as the order moved
        on: it is read before the next push."""
        off = order.state == "cancelled"
        if order.taken == self.taken and off == (self.remote_state == "cancelled"):
            return
        lines = self.sale_order_id.order_line.filtered("maker_listing_id")
        (lines.product_id | self.hold_ids.product_id)._maker_note_kept()
        if order.taken and not self.taken:
            for listing, some in lines.grouped("maker_listing_id").items():
                units = sum(some.mapped("product_uom_qty"))
                listing._sold_there(units / listing.units_per_listing)
        lines.maker_listing_id._doubt()

    def _note_changed_there(self, order, before):
        """Units added to an order, or taken off it, moved the shop's number as well.

        :param before: what ``_promised`` returned before the order changed
        """
        if not order.taken:
            return
        for line, units in self._promised().items():
            listing, known = line.maker_listing_id, before.get(line)
            if not listing or known is None:
                continue
            more = line.product_uom_id.compare(units, known)
            if more > 0:
                listing._sold_there((units - known) / listing.units_per_listing)
            if more:
                listing._doubt()

    def _note_restocked(self, order):
        """What a shop puts back raises its own number: read that before the next
        push, for nothing else here need have changed."""
        back = {
            line.remote_id
            for line in order.lines
            if line.cancelled or line.restocked or order.state == "cancelled"
        }
        if not back:
            return
        lines = self.sale_order_id.order_line.filtered(
            lambda line: line.maker_channel_line in back
        )
        lines.maker_listing_id._doubt()

    def _knows(self, order):
        """Whether this tells nothing new: older, or the same of the same second."""
        if self.state == "failed" or not self.updated_at:
            return False
        if naive(order.updated) < self.updated_at:
            return True
        return self.mark == fingerprint(order)

    def _try_again(self, order):
        """A failed order gets another chance; its row stays the key."""
        channel = self.channel_id
        if reason := self._unwanted(channel, order):
            self.write({"state": "skipped", "issue": reason, "payload": False})
            self.hold_ids.unlink()
            self._note_left_out(channel, [order])
            self.activity_ids.unlink()
            self._refresh(order)
            return 1
        try:
            with self.env.cr.savepoint():
                self.unlink()
                self.env["maker.channel.order"]._import(channel, [order])
        except PASSING:
            raise
        except REFUSALS as error:
            if self.state == "skipped":
                self.state = "failed"
                self._ask(self.env._("Order %(name)s was not imported", name=self.name))
            self.issue = self._explain(channel, order, error)
            self._refresh(order)
            self._keep_goods(order)
            return 0
        self._listings_of(channel, [order])._doubt()  # it was counted before
        return 1

    def _refresh(self, order):
        blocked = self._stays_for(order)
        self.write(
            {
                "remote_state": order.state,
                "updated_at": told_at(order),
                "mark": fingerprint(order),
                "total": float(order.total or 0),
                "fees": float(order.fees) or self.fees,
                "fees_known": False,
                "to_accept": self._wants_yes(self.channel_id, order, self.state),
                "taken": order.taken,
            }
        )
        if blocked != self.blocked:
            self.blocked = blocked
            if blocked:
                self._ask_blocked()
            else:
                self._maker_open_todos(self._blocked_summary()).action_done()

    def _stays_for(self, order):
        """Why an order should not be sent for now, in words; False if it may."""
        if order.ship_blocked:
            return self.channel_id._said(order.ship_blocked)
        unpaid = self.env._("It is not paid any more, says the shop.")
        was_paid = self.remote_state == "paid" or self.blocked == unpaid
        if self.state == "imported" and order.state == "open" and was_paid:
            return unpaid
        return False

    def _ask_blocked(self):
        self._ask(self._blocked_summary(), note=self.blocked)

    def _blocked_summary(self):
        return self.env._("Do not send order %(name)s yet", name=self.name)

    def _cancel(self):
        """Cancel the sale order; what already left is a person's decision."""
        sale = self.sale_order_id
        if sale.state == "cancel":
            self.state = "cancelled"
            return
        moves = sale.picking_ids.move_ids.filtered(lambda move: move.state == "done")
        if any(move.location_dest_id.usage == "customer" for move in moves):
            self._stop_rest()
            return
        sale.maker_channel_hold = False
        sale.with_context(disable_cancel_warning=True).action_cancel()
        self.state = "cancelled"
        if moves:
            self._ask(
                self.env._(
                    "Order %(name)s was cancelled after it was picked: put its goods "
                    "back",
                    name=self.name,
                ),
                note=", ".join(moves.picking_id.mapped("name")),
            )

    def _stop_rest(self):
        """Keep here what has not left yet of a cancelled order."""
        rest = self.sale_order_id.picking_ids.filtered(
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
        self._ask(
            self.env._("Order %(name)s was cancelled after it left", name=self.name),
            note=note or None,
        )

    def _amend(self, order):
        """Follow payment, address, lines and prices of a known order."""
        sale = self.sale_order_id
        self._note_confirmed()
        if self._is_dropped():
            return
        before = self._promised()
        if self.state == "waiting" and order.state in ("paid", "shipped"):
            sale.maker_channel_hold = False
            sale.with_context(maker_keep_date=True).action_confirm()
            self._reserve(sale)
            self.state = "imported"
        if sale.state == "cancel":
            return self._ask_why_cancelled(order)
        if self.state == "frozen":
            # a status that nobody knew became one that says what to do
            self.retry = self.remote_state == "review" and order.state in LIVE
            return
        self._amend_address(order)
        self._amend_lines(order)
        self._amend_prices(order)
        self._note_oversold(before)
        self._note_returns(order)
        self._note_sent(order)
        self._reserve(sale)

    def _ask_why_cancelled(self, order):
        """The shop goes on with what a person cancelled here."""
        moved = order.state in LIVE and order.state != self.remote_state
        if moved and self.state != "cancelled":
            self._ask(
                self.env._(
                    "Order %(name)s goes on in the shop, but is cancelled here",
                    name=self.name,
                )
            )

    def _note_confirmed(self):
        """A person may confirm a quotation that waited: it is taken from then on."""
        self.retry = False
        if self.state in ("waiting", "frozen") and self.sale_order_id.state == "sale":
            self.sale_order_id.maker_channel_hold = False
            self.write({"state": "imported", "issue": False})

    def _is_dropped(self):
        """Whether a person cancelled the quotation that waited: they know why, and
        are told once that the shop goes on with it."""
        waited = self.state in ("waiting", "frozen")
        if not waited or self.sale_order_id.state != "cancel":
            return False
        self.write(
            {
                "state": "cancelled",
                "retry": False,
                "issue": self.env._("Its quotation was cancelled here."),
            }
        )
        self.activity_ids.unlink()
        self._ask(
            self.env._(
                "Order %(name)s goes on in the shop; its quotation was cancelled here",
                name=self.name,
            )
        )
        return True

    def _promised(self):
        """``{line: units}`` that these orders keep from other buyers."""
        sales = self.sale_order_id.filtered(
            lambda sale: sale.state == "sale" or sale.maker_channel_hold
        )
        return {line: line.product_uom_qty for line in sales.order_line}

    def _note_oversold(self, before=()):
        """Look whether what is promised now, and was not before, is there.

        :param before: what ``_promised`` returned then
        """
        before = dict(before)
        more = {
            line: units - before.get(line, 0.0)
            for line, units in self._promised().items()
            if line.product_uom_id.compare(units, before.get(line, 0.0)) > 0
        }
        if more:
            self.env["maker.channel.incident"]._note_oversold(self.channel_id, more)

    def _note_given_back(self, before):
        """Look whether units that are promised no more end an oversell.

        :param before: what ``_promised`` returned before the order changed
        """
        now = self._promised()
        less = self.env["sale.order.line"].browse(
            line.id
            for line, units in before.items()
            if line.product_uom_id.compare(units, now.get(line, 0.0)) > 0
        )
        if less:
            self.env["maker.channel.incident"]._note_given_back(self, less)

    def _amend_address(self, order):
        """Parcels that have not left yet go where the buyer lives now."""
        sale, wanted = self.sale_order_id, order.delivery
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
            self._ask(
                self.env._(
                    "The address of order %(name)s changed after it left",
                    name=self.name,
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

    def _note_sent(self, order):
        """The shop calls it sent while it still lies here: a person looks."""
        if order.state != "shipped" or self.shipment_ids:
            return
        waiting = self.sale_order_id.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        if waiting:
            self._ask(
                self.env._(
                    "Order %(name)s was sent, says the shop: validate its delivery",
                    name=self.name,
                )
            )
