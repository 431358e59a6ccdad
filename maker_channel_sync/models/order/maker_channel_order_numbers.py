from odoo import api, models


class MakerChannelOrder(models.Model):
    """How orders move the numbers that shops show, and what is left for others."""

    _inherit = "maker.channel.order"

    @api.model
    def _listings_of(self, channel, orders):
        """The listings that these orders sold."""
        remote_ids = {line.listing_id for order in orders for line in order.lines}
        return self.env["maker.channel.listing"].search(
            [("channel_id", "=", channel.id), ("remote_id", "in", list(remote_ids))]
        )

    @api.model
    def _doubt_left_out(self, channel, orders):
        """What orders took in their shop, or gave back there, no sale here explains.

        Their listings are read again before the next push.
        """
        self._listings_of(
            channel,
            [
                order
                for order in orders
                if order.test or order.state in ("cancelled", "refunded")
                if not order.ships_itself
            ],
        )._doubt()

    @api.model
    def _lower_sold(self, sold):
        """The channel lowered its own numbers by what it sold."""
        for listing_id, units in sold.items():
            self.env["maker.channel.listing"].browse(listing_id)._sold_there(units)

    def _doubt_moved(self, order):
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

    def _doubt_changed(self, order, before):
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

    def _doubt_restocked(self, order):
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

    def _promised(self):
        """``{line: units}`` that these orders keep from other buyers."""
        sales = self.sale_order_id.filtered(
            lambda sale: sale.state == "sale" or sale.maker_channel_hold
        )
        return {line: line.product_uom_qty for line in sales.order_line}

    def _look_for_oversell(self, before=()):
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
            self.env["maker.channel.incident"]._report_oversold(self.channel_id, more)

    def _look_for_relief(self, before):
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
            self.env["maker.channel.incident"]._settle_given_back(self, less)
