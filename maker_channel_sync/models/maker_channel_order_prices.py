from decimal import Decimal

from odoo import api, models
from odoo.fields import Command
from odoo.tools import formatLang

NOISE = Decimal("0.005")
"""What rounding of unit prices may change by itself."""


class MakerChannelOrderPricesMixin(models.AbstractModel):
    """Prices that were changed in the shop after the order came in."""

    _name = "maker.channel.order.prices.mixin"
    _description = "Price changes of a channel order"

    @api.model
    def _prices(self, order):
        """``{line id: what one unit costs after discount}`` as the shop tells it."""
        return {
            line.remote_id: str(self._net(line))
            for line in order.lines
            if line.quantity
        }

    @api.model
    def _net(self, line):
        return line.unit_price - line.discount / line.quantity

    def _amend_prices(self, order):
        """Follow what the shop changed since it was last read.

        A price that a person changed here is left alone until then.
        """
        before = (self.hints or {}).get("prices", {})
        self.hints = {**(self.hints or {}), "prices": self._prices(order)}
        lines = {
            line.maker_channel_line: line
            for line in self.sale_order_id.order_line
            if line.maker_channel_line
        }
        for remote in order.lines:
            line, known = lines.get(remote.remote_id), before.get(remote.remote_id)
            if not line or known is None or not remote.quantity:
                continue
            if abs(self._net(remote) - Decimal(known)) > NOISE:
                self._amend_price(order, remote, line)

    def _amend_price(self, order, remote, line):
        """Sell at the shop's new price, or ask where goods or invoice have left."""
        builder = self.env["maker.channel.order.builder"]
        price, discount = builder._price(remote)
        pack = line.maker_listing_id.units_per_listing or 1.0
        currency = line.currency_id
        words = {
            "title": (line.name or "").partition("\n")[0]
            or line.product_id.display_name,
            "name": self.name,
            "old": formatLang(
                self.env,
                line.price_unit * (1 - line.discount / 100) * pack,
                currency_obj=currency,
            ),
            "new": formatLang(
                self.env, float(self._net(remote)), currency_obj=currency
            ),
        }
        if line.qty_delivered or line.invoice_lines or line.order_id.locked:
            self._ask(
                self.env._(
                    "%(title)s of order %(name)s costs %(new)s in the shop now, here "
                    "%(old)s: correct the order or its invoice",
                    **words,
                )
            )
            return
        taxes = builder._taxes(self.channel_id, order, remote)
        line.write(
            {
                "price_unit": float(price) / pack,
                "discount": float(discount),
                "tax_ids": [Command.set(taxes.ids)],
            }
        )
        self.message_post(
            body=self.env._(
                "The shop changed the price of %(title)s from %(old)s to %(new)s.",
                **words,
            )
        )
