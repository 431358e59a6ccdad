from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

from ...channel_clients.errors import ScopeError
from ..orders import OrderCase

D = Decimal


class TestOrderMoney(OrderCase):
    """Prices, taxes, currencies and fees are those of the channel."""

    def _import(self, *orders):
        return self.env["maker.channel.order.intake"]._take(self.etsy, list(orders))

    def test_money_is_the_channels_to_the_cent(self):
        order = self.client.sell(
            self.listing.remote_id,
            3,
            shipping=D("4.95"),
            shipping_title="Parcel",
            tip=D("2.00"),
            gift_wrap=D("1.50"),
            discount=D("3.00"),
            tax=D("2.81"),
            tax_collected_by_channel=True,
            fees=D("3.33"),
        )
        line = replace(order.lines[0], discount=D("2.11"), tax=D("2.81"))
        self._import(replace(order, lines=(line,)))
        sale = self._sale(order)
        self.assertAlmostEqual(sale.amount_total, 37.5 - 2.11 + 4.95 + 2 + 1.5 - 3)
        self.assertAlmostEqual(sale.amount_tax, 0)
        self.assertAlmostEqual(self._known(order).fees, 3.33)

    def test_our_own_tax_is_a_tax_of_that_rate_or_a_line(self):
        tax = self.env["account.tax"].create(
            {
                "name": "8.25 sales",
                "amount": 8.25,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            }
        )
        order = self.client.sell(self.listing.remote_id, 2)
        taxed = replace(order, lines=(replace(order.lines[0], tax=D("2.06")),))
        self._import(taxed)
        self.assertEqual(self._sale(order).order_line.tax_ids, tax)
        other = self.client.sell(self.listing.remote_id, 2)
        odd = replace(other, lines=(replace(other.lines[0], tax=D("4.44")),))
        self._import(odd)
        self.assertAlmostEqual(self._sale(other).amount_total, 29.44)

    def test_the_tax_of_a_currency_without_cents_is_found(self):
        yen = self.env["res.currency"].with_context(active_test=False)
        yen = yen.search([("name", "=", "JPY")])
        yen.active = True
        tax = self.env["account.tax"].create(
            {
                "name": "8 included",
                "amount": 8,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
            }
        )
        order = self.client.sell(
            self.listing.remote_id, 1, currency="JPY", tax=D(8), taxes_included=True
        )
        line = replace(order.lines[0], unit_price=D(105), tax=D(8))
        self._import(replace(order, lines=(line,)))
        sale = self._sale(order)
        self.assertEqual(sale.order_line.tax_ids, tax)
        self.assertAlmostEqual(sale.amount_tax, 8)

    def test_what_a_caller_says_was_looked_up_is_not_believed(self):
        foreign = self._product("FOREIGN", type="service")
        order = self.client.sell(self.listing.remote_id, 2, shipping=D("8.00"))
        told = {
            "maker_at_hand": {
                "services": {"shipping": foreign.id},
                "taxes": [],
                "currencies": {"EUR": self.env.company.currency_id.id},
            }
        }
        intake = self.env["maker.channel.order.intake"].with_context(**told)
        intake._take(self.etsy.with_context(**told), [order])
        self.assertNotIn(foreign, self._sale(order).order_line.product_id)

    def test_the_tax_on_shipping_is_a_tax_of_that_rate_too(self):
        values = {"amount": 8.25, "type_tax_use": "sale"}
        without = self.env["account.tax"].create(
            {**values, "name": "Shop tax", "price_include_override": "tax_excluded"}
        )
        inside = self.env["account.tax"].create(
            {**values, "name": "Inside", "price_include_override": "tax_included"}
        )
        order = self.client.sell(
            self.listing.remote_id, 2, shipping=D("8.00"), tax=D("2.72")
        )
        taxed = replace(order, lines=(replace(order.lines[0], tax=D("2.06")),))
        self._import(taxed)
        sale = self._sale(order)
        self.assertEqual(len(sale.order_line), 2)
        self.assertEqual(sale.order_line.tax_ids, without)
        self.assertAlmostEqual(sale.amount_total, 35.72)
        order = self.client.sell(
            self.listing.remote_id,
            2,
            shipping=D("8.00"),
            tax=D("2.52"),
            taxes_included=True,
        )
        taxed = replace(order, lines=(replace(order.lines[0], tax=D("1.91")),))
        self._import(taxed)
        sale = self._sale(order)
        self.assertEqual(sale.order_line.tax_ids, inside)
        self.assertAlmostEqual(sale.amount_total, 33)

    def test_shipping_at_a_rate_nobody_knows_is_a_line_of_tax(self):
        order = self.client.sell(
            self.listing.remote_id, 2, shipping=D("8.00"), tax=D("1.23")
        )
        self._import(order)
        sale = self._sale(order)
        self.assertFalse(sale.order_line.tax_ids)
        self.assertAlmostEqual(sale.amount_total, 34.23)

    def test_a_currency_nobody_knows_stops_one_order_with_the_remedy(self):
        bad = self.client.sell(self.listing.remote_id, currency="ZZQ")
        good = self.client.sell(self.listing.remote_id)
        self._import(bad, good)
        known = self._known(bad)
        self.assertEqual(known.state, "failed")
        self.assertIn("“ZZQ”, a currency Odoo does not know", known.issue)
        self.assertIn("Configuration ▸ Currencies", known.issue)
        self.assertEqual(self._known(good).state, "imported")
        self.env["res.currency"].create({"name": "ZZQ", "symbol": "Z"})
        self.client.orders[bad.remote_id] = bad
        known.action_retry()
        self.assertEqual(self._sale(bad).currency_id.name, "ZZQ")

    def test_an_inactive_currency_stops_one_order_with_the_remedy(self):
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("active", "=", False)], limit=1)
        )
        bad = self.client.sell(self.listing.remote_id, currency=currency.name)
        good = self.client.sell(self.listing.remote_id)
        self._import(bad, good)
        self.assertEqual(self._known(bad).state, "failed")
        self.assertIn(currency.name, self._known(bad).issue)
        self.assertEqual(self._known(good).state, "imported")
        currency.active = True
        self._import(self.client.change(bad.remote_id))
        self.assertEqual(self._sale(bad).currency_id, currency)

    def test_fees_told_apart_are_read_once_and_again_after_a_change(self):
        asked = []

        def get_fees(remote_id):
            asked.append(remote_id)
            return Decimal("1.35") * len(asked)

        self.client.capabilities = replace(self.client.capabilities, fees_apart=True)
        self.startPatcher(patch.object(self.client, "get_fees", get_fees))
        order = self.client.sell(self.listing.remote_id)
        self._drain(self.etsy)
        self._drain(self.etsy)
        self.assertEqual(asked, [order.remote_id])
        self.assertAlmostEqual(self._known(order).fees, 1.35)
        self.client.change(order.remote_id, note="Ring twice")
        self._drain(self.etsy)
        self.assertAlmostEqual(self._known(order).fees, 2.7)

    def test_fees_that_a_shop_refuses_to_tell_hold_nothing_up(self):
        self.client.capabilities = replace(self.client.capabilities, fees_apart=True)
        refuse = ScopeError("transactions_r is missing")
        self.startPatcher(patch.object(self.client, "get_fees", side_effect=refuse))
        self.client.sell(self.listing.remote_id, 3)
        self._drain(self.etsy)
        self.assertEqual(self._shown(self.listing), 7)
        self.assertFalse(self.etsy.failures)
