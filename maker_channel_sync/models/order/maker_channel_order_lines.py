from odoo import api, fields, models
from odoo.fields import Command

from ...channel_clients.booking import kept, worth


class MakerChannelOrder(models.Model):
    """The lines of a known order follow those of its channel."""

    _inherit = "maker.channel.order"

    custom_ids = fields.One2many(
        "maker.channel.custom", "order_id", string="Custom items"
    )

    def _amend_lines(self, order):
        """Have the lines and quantities that the channel has now."""
        known = self._sale_lines()
        for line_id in known.keys() - {remote.remote_id for remote in order.lines}:
            if not line_id.startswith("+") and self._is_told_whole(order):
                known[line_id]._maker_amend(0.0, self)
        new = []
        for remote in order.lines:
            line = known.get(remote.remote_id)
            if not line:
                new.append(remote)
                continue
            self._amend_quantity(order, remote, line)
        if new:
            self._add_lines(order, new)
            self._remember_custom_items(order)

    def _amend_quantity(self, order, remote, line):
        """Order what is still sold; what left stays, and so does what a person has
        sent on purpose though it was paid back."""
        pack = line._maker_pack()
        left = float(kept(order, remote)) * pack
        if line.product_id.type == "consu" and line.product_uom_id._maker_breaks(left):
            return  # _look_for_difference tells both sides
        stays = float(remote.quantity - remote.cancelled - remote.restocked) * pack
        lost = float(remote.refunded - remote.restocked) * pack
        stay = line.qty_delivered
        if (
            line.maker_lost_qty
            and line.product_uom_id.compare(lost, line.maker_lost_qty) <= 0
        ):
            stay = max(stay, line.product_uom_qty)
        line._maker_amend(max(left, min(stay, stays)), self)

    def _is_told_whole(self, order):
        """Whether an order without any line is one: its total says so, too."""
        if order.lines:
            return True
        builder = self._builder(order)
        told = worth(order, builder._cent(self.channel_id, order))
        parts = builder._parts(self.channel_id, order)
        return told is not None and told == sum(part.gross for part in parts)

    def _sale_lines(self):
        """``{key: line}`` of the sale order's lines that the shop told."""
        return {
            line.maker_channel_line: line
            for line in self.sale_order_id.order_line
            if line.maker_channel_line
        }

    def _add_lines(self, order, lines):
        """Lines the buyer or the seller added later; unknown ones are asked about."""
        builder = self._builder(order)
        channel = self.channel_id
        products = builder._products(channel, [order])
        parts = {part.key: part for part in builder._parts(channel, order)}
        commands, unknown, sold = [], [], {}
        for remote in lines:
            listing, product = builder._match(channel, remote, products)
            part = parts[remote.remote_id]
            if not product:
                unknown.append(remote.title or remote.sku)
                values = builder._unknown_line(channel, order, part)
            else:
                values = builder._line(channel, order, part, listing, product)
            commands.append(Command.create(values))
            if listing:
                count = remote.quantity - remote.cancelled
                sold[listing.id] = sold.get(listing.id, 0) + count
        self.sale_order_id.write({"order_line": commands})
        self._lower_sold(sold)
        if unknown:
            self._leave_todo(
                self.env._(
                    "Order %(name)s got new lines there: %(lines)s",
                    name=self.name,
                    lines=", ".join(unknown),
                )
            )

    def _remember_custom_items(self, order):
        """Remember items without a listing; ask once what each of them is."""
        known = set(self.custom_ids.mapped("key"))
        new = [
            line
            for line in order.lines
            if line.kind == "custom" and line.remote_id not in known
        ]
        if not new or not self.sale_order_id:
            return
        self.env["maker.channel.custom"].create(
            [
                {
                    "order_id": self.id,
                    "key": line.remote_id,
                    "title": line.title or self.env._("Custom item"),
                }
                for line in new
            ]
        )
        self._leave_todo(
            self.env._("Custom items in order %(name)s", name=self.name),
            note=self.env._(
                "%(titles)s: if they are products of yours, say which under “Custom "
                "items” of the order, and they leave the stock with it.",
                titles=", ".join(line.title or line.remote_id for line in new),
            ),
        )

    @api.model
    def _custom_items(self, channel, order):
        """``{line id: (product, units each)}`` a person told of this order before."""
        rows = self.env["maker.channel.custom"].search(
            [
                ("order_id.channel_id", "=", channel.id),
                ("order_id.remote_id", "=", order.remote_id),
                ("product_id", "!=", False),
            ]
        )
        return {row.key: (row.product_id, row.units) for row in rows}
