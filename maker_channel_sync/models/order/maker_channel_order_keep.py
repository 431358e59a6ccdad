from datetime import timedelta

from odoo import api, fields, models


class MakerChannelOrder(models.Model):
    """What is kept for orders that are not paid or not imported, and until when."""

    _inherit = "maker.channel.order"

    taken = fields.Boolean(
        string="Taken off there",
        default=True,
        readonly=True,
        help="The shop has taken these goods off its own number. Where it has not, "
        "they are kept back from the other shops only, so that the buyer can pay.",
    )
    hold_ids = fields.One2many("maker.channel.order.hold", "order_id", readonly=True)
    keeps = fields.Boolean(
        string="Keeps goods",
        compute="_compute_keeps",
        search="_search_keeps",
        help="Its goods are not offered elsewhere although nothing is confirmed.",
    )
    kept_until = fields.Datetime(
        string="Kept until",
        compute="_compute_keeps",
        help="When the goods of an unpaid order are offered again.",
    )

    @api.depends("hold_ids", "sale_order_id.maker_channel_hold", "sale_order_id.state")
    def _compute_keeps(self):
        for record in self:
            # who sees the order there may see whether goods wait for it
            sale = record.sudo().sale_order_id
            waits = sale.maker_channel_hold and sale.state in ("draft", "sent")
            record.keeps = bool(waits or record.hold_ids)
            record.kept_until = record.keeps and record._unpaid_until()

    @api.model
    def _search_keeps(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain("hold_ids", "!=", False) | (
            fields.Domain("sale_order_id.maker_channel_hold", "=", True)
            & fields.Domain("sale_order_id.state", "in", ("draft", "sent"))
        )
        return domain if True in value else ~domain

    def _unpaid_until(self):
        """When the goods of this order are given free; False when it is paid."""
        channel = self.channel_id
        days = channel.unpaid_days
        if self.remote_state != "open" or not days or not self.ordered_at:
            return False
        since = max(self.ordered_at, channel.unpaid_from or self.ordered_at)
        return since + timedelta(days=days)

    def _keep_goods(self, order):
        """Hold what an order takes that could not become a sale order."""
        self.ensure_one()
        counted = bool(self.hold_ids)
        self.hold_ids.unlink()
        if order.state in ("cancelled", "refunded", "draft") or order.test:
            return
        if order.ships_itself or self._is_free_again(order):
            return
        channel = self.channel_id
        builder = self.env["maker.channel.order.builder"]
        products = builder._products(channel, [order], only_look=True)
        lines, _unknown, _foreign = builder._sort_lines(channel, order, products)
        rows, listings = [], {}
        for line, listing, product in lines:
            units = float(max(line.quantity - line.cancelled - line.restocked, 0))
            if not units or product.type != "consu":
                continue
            pack = listing.units_per_listing if listing else 1.0
            rows.append(
                {
                    "order_id": self.id,
                    "product_id": product.id,
                    "quantity": units * pack,
                }
            )
            if listing:
                listings[listing] = listings.get(listing, 0) + units
        self.env["maker.channel.order.hold"].create(rows)
        for listing, units in listings.items() if order.taken else ():
            if counted:
                listing._doubt()
            else:
                listing._sold_there(units)

    def _is_free_again(self, order):
        """Whether an unpaid order keeps nothing, by the channel's rules."""
        if order.state != "open":
            return False
        until = self._unpaid_until()
        over = until and until <= fields.Datetime.now()
        return not self.channel_id.hold_unpaid or bool(over)

    def _end_hold(self):
        """Offer the goods of these orders again; they stay where they are."""
        self.hold_ids.unlink()
        waiting = self.sale_order_id.filtered("maker_channel_hold")
        waiting.maker_channel_hold = False

    def _end_unpaid(self):
        """The goods of orders that were not paid in time are offered again."""
        for record in self.filtered(lambda one: one._unpaid_until() and one.keeps):
            if record._unpaid_until() > fields.Datetime.now():
                continue
            record._end_hold()
            record.issue = self.env._(
                "Not paid for %(days)s days: its goods are offered again. When it is "
                "paid after all, it becomes an order like any other.",
                days=record.channel_id.unpaid_days,
            )
            record._leave_todo(
                self.env._(
                    "Order %(name)s is still not paid: its goods are offered again",
                    name=record.name,
                )
            )
