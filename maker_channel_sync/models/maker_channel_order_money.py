from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

CENT = Decimal("0.01")
NEAR_RATE = 0.2
"""Percentage points by which rounded tax amounts may miss a tax's rate."""


class MakerChannelOrderMoney(models.AbstractModel):
    """Prices, taxes and currencies of a remote order, to its cent."""

    _name = "maker.channel.order.money"
    _description = "Money of remote orders"

    @api.model
    def _price(self, line):
        """``(unit price, discount %)``; the percentage only where it is exact."""
        gross = line.unit_price * line.quantity
        if not line.discount or not gross:
            return line.unit_price, Decimal(0)
        percent = (line.discount / gross * 100).quantize(CENT)
        net = gross - line.discount
        if (gross * (1 - percent / 100)).quantize(CENT) == net.quantize(CENT):
            return line.unit_price, percent
        return net / line.quantity, Decimal(0)

    @api.model
    def _taxes(self, channel, order, line):
        """Taxes that are ours to declare; none where the channel remits them."""
        taxes = self.env["account.tax"]
        if order.tax_collected_by_channel or not line.tax:
            return taxes
        net = line.unit_price * line.quantity - line.discount
        if order.taxes_included:
            net -= line.tax
        if net <= 0:
            return taxes
        return self._tax_of_rate(channel, order, float(line.tax / net * 100))

    @api.model
    def _tax_of_rate(self, channel, order, rate):
        candidates = self._sales_taxes(channel.company_id).filtered(
            lambda tax: (
                tax.price_include == order.taxes_included
                and abs(tax.amount - rate) <= NEAR_RATE
            )
        )
        return candidates.sorted(lambda tax: abs(tax.amount - rate))[:1]

    @api.model
    def _sales_taxes(self, company):
        """Percentage taxes on sales; a batch looks them up once."""
        taxes = self.env["account.tax"]
        found = self.env.context.get("maker_sales_taxes")
        if found is not None:
            return taxes.browse(found)
        return taxes.search(
            [
                ("company_id", "=", company.id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
            ]
        )

    @api.model
    def _shipping_tax(self, channel, order):
        """The tax whose rate is what the order's tax leaves for its shipping."""
        rest = order.tax - sum((line.tax for line in order.lines), Decimal(0))
        net = order.shipping - (rest if order.taxes_included else 0)
        if order.tax_collected_by_channel or rest <= 0 or net <= 0:
            return self.env["account.tax"]
        return self._tax_of_rate(channel, order, float(rest / net * 100))

    @api.model
    def _unmatched_tax(self, channel, order):
        """Tax we must remit for which no tax of that rate exists in Odoo."""
        if order.tax_collected_by_channel or order.taxes_included:
            return Decimal(0)
        lines = sum((line.tax for line in order.lines), Decimal(0))
        booked = sum(
            (line.tax for line in order.lines if self._taxes(channel, order, line)),
            Decimal(0),
        )
        if self._shipping_tax(channel, order):
            booked += order.tax - lines
        return (order.tax or lines) - booked

    @api.model
    def _pricelist(self, channel, code):
        """A pricelist that carries the order's currency, none for the company's."""
        pricelists = self.env["product.pricelist"]
        company = channel.company_id
        if not code or code == company.currency_id.name:
            return pricelists
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", code)], limit=1)
        )
        if not currency:
            raise UserError(
                self.env._(
                    "The order is in “%(code)s”, a currency Odoo does not know. Add "
                    "it under Invoicing ▸ Configuration ▸ Currencies with its rate, "
                    "then try again.",
                    code=code,
                )
            )
        if not currency.active:
            raise UserError(
                self.env._(
                    "The order is in %(code)s, which is not an active currency. "
                    "Activate it under Invoicing ▸ Configuration ▸ Currencies.",
                    code=code,
                )
            )
        name = self.env._("Sales channels in %(code)s", code=code)
        found = pricelists.search(
            [
                ("currency_id", "=", currency.id),
                ("company_id", "=", company.id),
                ("name", "=", name),
            ],
            limit=1,
        )
        return found or pricelists.create(
            {"name": name, "currency_id": currency.id, "company_id": company.id}
        )
