from decimal import Decimal

from odoo import fields, models
from odoo.tools import format_amount

from odoo.addons.maker_mrp.tools import format_quantity

from ...channel_clients.booking import kept, tax_told, worth


class MakerChannelOrder(models.Model):
    """The net below all money of orders: what the shop says beside what Odoo says."""

    _inherit = "maker.channel.order"

    difference = fields.Text(
        readonly=True,
        copy=False,
        help="Where shop and Odoo disagree about this order. Nothing waits for it.",
    )

    def _look_for_difference(self, order):
        """Compare a taken order with its sale order; tell what differs, once.

        Nothing is changed and nothing held up: a person reads both sides.
        """
        self.ensure_one()
        found = self._differences(order)
        words = "\n".join(found) or False
        if words == (self.difference or False):
            return
        summary = self.env._(
            "Shop and Odoo disagree about order %(name)s", name=self.name
        )
        self._maker_open_todos(summary).unlink()
        self.difference = words
        if words:
            self._leave_todo(summary, note=words)

    def _differences(self, order):
        """Sentences that show both sides, none where they agree."""
        sale = self.sale_order_id
        if self.state not in ("imported", "waiting") or sale.state == "cancel":
            return []
        if order.currency and order.currency != sale.currency_id.name:
            return [
                self.env._(
                    "The order is in %(there)s, here in %(here)s.",
                    there=order.currency,
                    here=sale.currency_id.name,
                )
            ]
        return [*self._different_quantities(order), *self._different_money(order)]

    def _different_quantities(self, order):
        lines, found = self._sale_lines(), []
        piece = self.env["uom.uom"]._maker_uom("uom.product_uom_unit")
        for remote in order.lines:
            line = lines.get(remote.remote_id)
            pack = line._maker_pack() if line else 1.0
            here = line.product_uom_qty / pack if line else 0.0
            there = float(kept(order, remote))
            if line and line.product_uom_id.compare(line.qty_delivered, 0) > 0:
                # what left stays on the order; its return is another transfer
                there = max(there, line.qty_delivered / pack)
            if line and line.maker_lost_qty and here > there:
                # paid back, and sent on purpose all the same
                there = min(here, there + line.maker_lost_qty / pack)
            unit = line.product_uom_id if line else piece
            if unit.compare(here, there):
                found.append(
                    self.env._(
                        "%(title)s: %(there)s in the shop, %(here)s here.",
                        title=remote.title or remote.sku or remote.remote_id,
                        there=format_quantity(self.env, there),
                        here=format_quantity(self.env, here),
                    )
                )
        return found

    def _different_money(self, order):
        """Total and tax; what left and was paid back counts as paid back."""
        builder = self._builder(order)
        sale, currency = self.sale_order_id, self.sale_order_id.currency_id
        cent = builder._cent(self.channel_id, order)
        parts = builder._parts(self.channel_id, order)
        total, tax = worth(order, cent), tax_told(order, cent)
        if total is None:
            total = sum((part.gross for part in parts), Decimal(0))
        if tax is None:
            tax = sum((part.tax for part in parts), Decimal(0))
        back, tax_back, slack = self._paid_back(order)
        here = sale.amount_total - back
        here_tax = sale.amount_tax - tax_back + self._tax_lines_total()
        found = []
        pairs = [
            (self.env._("Total"), float(total), here),
            (self.env._("Tax"), float(tax), here_tax),
        ]
        for name, there, ours in pairs:
            if abs(there - ours) > float(cent) * (slack + 0.5):
                found.append(
                    self.env._(
                        "%(what)s: %(there)s in the shop, %(here)s here.",
                        what=name,
                        there=format_amount(self.env, there, currency),
                        here=format_amount(self.env, ours, currency),
                    )
                )
        if order.vat_named:
            found.append(
                self.env._(
                    "VAT of %(amount)s was paid with it. The shop does not say whether "
                    "it pays that to the tax office or you do; here it is part of the "
                    "prices. Find out in the shop's statement and correct the taxes of "
                    "the order where they are yours.",
                    amount=format_amount(self.env, float(order.vat_named), currency),
                )
            )
        return found

    def _paid_back(self, order):
        """``(total, tax, lines)`` of goods that left and were paid back since."""
        lines = self._sale_lines()
        total = tax = slack = 0.0
        for remote in order.lines:
            line = lines.get(remote.remote_id)
            if not line or not line.qty_delivered:
                continue
            pack = line._maker_pack()
            more = line.product_uom_qty - float(kept(order, remote)) * pack
            if line.product_uom_id.compare(more, 0) > 0:
                total += line.price_total * more / line.product_uom_qty
                tax += line.price_tax * more / line.product_uom_qty
                slack += 1
        return total, tax, slack

    def _tax_lines_total(self):
        """Tax that no tax of ours stands for, booked as a line of its own."""
        line = self._sale_lines().get("+tax")
        return line.price_subtotal if line else 0.0
