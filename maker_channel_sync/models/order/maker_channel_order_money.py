from dataclasses import dataclass, replace
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.maker_mrp.trusted import trust, trusted

from ...channel_clients.booking import parts
from ...flags import AT_HAND

HUNDREDTH = Decimal("0.01")
NEAR_RATE = 0.2
"""Percentage points by which rounded tax amounts may miss a tax's rate."""


@dataclass(frozen=True)
class AtHand:
    """Ids that the orders of a batch share, looked up once."""

    taxes: list[int]
    services: dict[str, int]
    currencies: dict[str, int]


class MakerChannelOrderBuilder(models.AbstractModel):
    """Prices, taxes and currencies of a remote order, to its cent."""

    _inherit = "maker.channel.order.builder"

    @api.model
    def _at_hand(self, channel, order=None):
        """This builder with what orders share looked up once."""
        known = trusted(self.env.context, AT_HAND)
        if known is None:
            services = self.env["maker.channel.service"]
            known = AtHand(
                taxes=self._sales_taxes(channel.company_id).ids,
                services=services._chosen(channel.company_id),
                currencies={},
            )
        if order:
            currency = self._currency(channel, order.currency)
            known = replace(known, currencies={order.currency: currency.id})
        return self.with_context(**trust(AT_HAND, known))

    @api.model
    def _parts(self, channel, order):
        """``booking.Part`` of everything in the order, to its currency's cent."""
        return parts(order, self._cent(channel, order))

    @api.model
    def _cent(self, channel, order):
        """The smallest amount of the order's currency."""
        currency = self._currency(channel, order.currency)
        return Decimal(1).scaleb(-currency.decimal_places)

    @api.model
    def _priced(self, channel, order, part, pack=1.0):
        """Price, discount and taxes of a sale order line for a part.

        Its subtotal and its tax are the shop's to the cent as long as quantity and
        price stay.

        :param pack: units of the product in one of the part
        """
        tax = self._tax(channel, order, part)
        amount = part.whole_net + (part.whole_tax if tax.price_include else 0)
        price = amount / (part.whole_quantity or 1)
        discount = Decimal(0)
        if part.quantity:
            exact = part.net + (part.tax if tax.price_include else 0)
            price = exact / part.quantity
            if shown := self._shown_discount(order, part, tax, price):
                price, discount = shown
        values = {
            "price_unit": float(price) / pack,
            "discount": float(discount),
            "tax_ids": [Command.set(tax.ids)],
            "extra_tax_data": False,
            "maker_price_told": True,
        }
        if tax and part.quantity:
            values["extra_tax_data"] = {
                "currency_id": self._currency(channel, order.currency).id,
                "price_unit": values["price_unit"],
                "discount": values["discount"],
                "quantity": float(part.quantity) * pack,
                "manual_total_excluded_currency": float(part.net),
                "manual_tax_amounts": {
                    str(tax.id): {
                        "base_amount_currency": float(part.net),
                        "tax_amount_currency": float(part.tax),
                    }
                },
            }
        return values

    @api.model
    def _shown_discount(self, order, part, tax, price):
        """``(price before, discount %)`` where the percentage says it exactly."""
        line = part.line
        inside = bool(tax.price_include) if tax else order.taxes_included
        if not line or not line.discount or inside != order.taxes_included:
            return None
        gross = line.unit_price * line.quantity
        if gross <= 0 or (order.taxes_included and line.tax and not tax):
            return None
        percent = (line.discount / gross * 100).quantize(HUNDREDTH)
        if line.unit_price * (1 - percent / 100) != price:
            return None
        return line.unit_price, percent

    @api.model
    def _tax(self, channel, order, part):
        """The tax of ours whose rate the part bears; none where there is no such."""
        if not part.whole_tax or not part.whole_net:
            return self.env["account.tax"]
        rate = float(part.whole_tax / part.whole_net * 100)
        # the smallest amount, in percentage points of this part
        cent = self._cent(channel, order) / abs(part.whole_net) * 100
        found = self._sales_taxes(channel.company_id).filtered(
            lambda one: abs(one.amount - rate) <= max(NEAR_RATE, float(cent))
        )
        return found.sorted(
            lambda one: (
                one.price_include != order.taxes_included,
                abs(one.amount - rate),
            )
        )[:1]

    @api.model
    def _sales_taxes(self, company):
        """Percentage taxes on sales; a batch looks them up once."""
        taxes = self.env["account.tax"]
        known = trusted(self.env.context, AT_HAND)
        if known is not None:
            return taxes.browse(known.taxes)
        return taxes.search(
            [
                ("company_id", "=", company.id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
            ]
        )

    @api.model
    def _currency(self, channel, code):
        """The currency an order is in; the company's where it does not say."""
        company = channel.company_id
        if not code or code == company.currency_id.name:
            return company.currency_id
        known = trusted(self.env.context, AT_HAND)
        if known is not None and code in known.currencies:
            return company.currency_id.browse(known.currencies[code])
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
        return currency

    @api.model
    def _pricelist(self, channel, code):
        """A pricelist that carries the order's currency, none for the company's."""
        pricelists = self.env["product.pricelist"]
        company = channel.company_id
        currency = self._currency(channel, code)
        if currency == company.currency_id:
            return pricelists
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
