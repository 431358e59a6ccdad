from decimal import Decimal

from odoo import api, models
from odoo.fields import Command
from odoo.tools import float_compare, formatLang

from ...channel_clients.booking import EXTRAS

NOISE = Decimal("0.005")
"""What rounding of unit prices may change by itself."""


class MakerChannelOrder(models.Model):
    """Prices that were changed in the shop after the order came in."""

    _inherit = "maker.channel.order"

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
        builder = self._builder(order)
        channel = self.channel_id
        before = (self.hints or {}).get("prices", {})
        lines = self._sale_lines()
        parts = builder._parts(channel, order)
        for part in parts:
            line = lines.get(part.key)
            if not line or not part.line or not part.whole_quantity:
                continue
            pack = line._maker_pack()
            values = builder._priced(channel, order, part, pack)
            known = before.get(part.key)
            moved = known and abs(self._net(part.line) - Decimal(known)) > NOISE
            if moved:
                self._amend_price(part.line, line, values, pack)
            elif self._is_as_told(line, pack):
                self._write_price(line, values)
        wanted = builder._extra_lines(channel, order, parts)
        self._amend_extras(wanted, {**self._unkeyed_extras(order, lines), **lines})
        self._remember_prices(order)

    def _builder(self, order):
        """The builder of sale orders, ready for an order of this channel."""
        builder = self.env["maker.channel.order.builder"]
        return builder._at_hand(self.channel_id, order)

    def _remember_prices(self, order):
        """Remember what the shop asks, and what was written here for it."""
        told = {
            key: [line.price_unit, line.discount]
            for key, line in self._sale_lines().items()
        }
        prices = self._prices(order)
        self.hints = {**(self.hints or {}), "prices": prices, "told": told}

    def _is_as_told(self, line, pack=1.0):
        """Whether nobody changed the price here since the shop told it."""
        hints = self.hints or {}
        told = hints.get("told", {}).get(line.maker_channel_line)
        if told:
            return not (
                float_compare(line.price_unit, told[0], precision_digits=4)
                or float_compare(line.discount, told[1], precision_digits=2)
            )
        price = hints.get("prices", {}).get(line.maker_channel_line)
        here = line.price_unit * (1 - line.discount / 100) * pack
        return price is None or abs(here - float(price)) <= float(NOISE)

    def _is_fixed(self, line):
        """Whether the price here is a person's to correct: it stands on an invoice."""
        return bool(line.invoice_lines or line.order_id.locked)

    def _write_price(self, line, values):
        """Sell the line as ``values`` say, where that changes anything."""
        same = (
            not float_compare(line.price_unit, values["price_unit"], precision_digits=9)
            and not float_compare(line.discount, values["discount"], precision_digits=4)
            and line.tax_ids.ids == values["tax_ids"][0][2]
            and (line.extra_tax_data or False) == values["extra_tax_data"]
        )
        if not same and not self._is_fixed(line):
            line.write(values)

    def _amend_price(self, remote, line, values, pack):
        """Sell at the shop's new price, or ask where goods or invoice have left."""
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
        if line.qty_delivered or self._is_fixed(line):
            self._leave_todo(
                self.env._(
                    "%(title)s of order %(name)s costs %(new)s in the shop now, here "
                    "%(old)s: correct the order or its invoice",
                    **words,
                )
            )
            return
        self._write_price(line, values)
        self.message_post(
            body=self.env._(
                "The shop changed the price of %(title)s from %(old)s to %(new)s.",
                **words,
            )
        )

    def _amend_extras(self, wanted, lines):
        """Have the shipping, discounts, fees and taxes of the whole order that the
        shop has now. What stands on an invoice stays: ``_look_for_difference``."""
        for key in [key for key in lines if key.startswith("+") and key not in wanted]:
            line = lines[key]
            if self._is_as_told(line) and not self._is_fixed(line):
                line.write({"price_unit": 0.0, "extra_tax_data": False})
        for key, values in wanted.items():
            line = lines.get(key)
            if not line:
                if not self.sale_order_id.locked:
                    self.sale_order_id.order_line = [Command.create(values)]
            elif self._is_as_told(line):
                self._write_price(line, values)

    def _unkeyed_extras(self, order, lines):
        """Extras of an order that came in before its lines had a key.

        Others without a key are what a person added: theirs.
        """
        if "told" in (self.hints or {}):
            return {}
        builder = self._builder(order)
        found = {}
        for name in EXTRAS:
            if f"+{name}" in lines:
                continue
            service = builder._service(self.channel_id, name)
            for line in self.sale_order_id.order_line:
                if line.product_id == service and not line.maker_channel_line:
                    line.maker_channel_line = f"+{name}"
                    found[f"+{name}"] = line
                    break
        return found
