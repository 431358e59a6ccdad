import random
from decimal import ROUND_HALF_UP, Decimal

from ...channel_clients.woocommerce import (
    orders as woocommerce_orders,
)
from ..orders import OrderCase

D = Decimal
CENT = D("0.01")
RATES = [D(0), D("5.5"), D(7), D(19), D(20)]
ORDERS = 80


def cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


class Shop:
    """Orders as a WooCommerce adds them up: tax inside its prices or beside them,
    rounded line by line or once a rate."""

    def __init__(self, dice, listing):
        self.dice, self.listing = dice, listing
        self.inside = dice.random() < 0.5
        self.at_subtotal = dice.random() < 0.5

    def _split(self, amount, rate):
        """(net, tax) of an amount as the shop's prices tell it."""
        tax = amount * rate / (100 + rate if self.inside else 100)
        tax = tax if self.at_subtotal else cents(tax)
        return (amount - tax if self.inside else amount), tax

    def order(self, number):
        rates = self.dice.choices(RATES, k=2)
        coupon = self.dice.choice([D(0), D(0), D(10), D("12.5"), D("33.3")])
        lines = [
            self._line(number * 100 + place, self.dice.choice(rates), coupon)
            for place in range(self.dice.randint(1, 4))
        ]
        shipping, shipping_tax = D(0), D(0)
        if self.dice.random() < 0.7:
            price = D(self.dice.randint(100, 1500)) / 100
            shipping, shipping_tax = self._split(price, rates[0])
        fee, fee_tax = D(0), D(0)
        if self.dice.random() < 0.3:
            fee, fee_tax = self._split(D(self.dice.randint(-200, 300)) / 100, rates[0])
        tax = sum((line["tax"] for line in lines), shipping_tax + fee_tax)
        net = sum((line["net"] for line in lines), shipping + fee)
        return {
            "id": number,
            "number": str(number),
            "status": "processing",
            "currency": "",
            "date_created_gmt": "2026-11-20T10:00:00",
            "date_modified_gmt": "2026-11-20T10:00:00",
            "prices_include_tax": self.inside,
            "total": str(cents(net + tax)),
            "total_tax": str(cents(tax)),
            "shipping_total": str(cents(shipping)),
            "shipping_tax": str(cents(shipping_tax)),
            "fee_lines": [
                {
                    "id": number,
                    "name": "Handling",
                    "total": str(cents(fee)),
                    "total_tax": str(cents(fee_tax)),
                }
            ]
            if fee
            else [],
            "line_items": [line["told"] for line in lines],
        }

    def _line(self, ident, rate, coupon):
        count = self.dice.randint(1, 7)
        price = D(self.dice.randint(99, 9999)) / 100 * count
        net, tax = self._split(price, rate)
        left, left_tax = self._split(price - cents(price * coupon / 100), rate)
        return {
            "net": left,
            "tax": left_tax,
            "told": {
                "id": ident,
                "name": "Candle",
                "product_id": self.listing,
                "sku": "CANDLE",
                "quantity": count,
                "subtotal": str(cents(net)),
                "subtotal_tax": str(cents(tax)),
                "total": str(cents(left)),
                "total_tax": str(cents(left_tax)),
            },
        }


class TestOrderCents(OrderCase):
    """Not one of many generated orders is a cent off, here or on its invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._receive(cls.candle, 5000)
        cls.listing.remote_id = "77"
        cls.candle.invoice_policy = "order"

    def _taxes(self, kind):
        for rate in RATES[1:]:
            self.env["account.tax"].create(
                {
                    "name": f"{rate} {kind}",
                    "amount": float(rate),
                    "type_tax_use": "sale",
                    "price_include_override": kind,
                }
            )

    def _take(self, seed):
        dice = random.Random(seed)
        told = [
            woocommerce_orders.order(Shop(dice, "77").order(number))
            for number in range(1, ORDERS + 1)
        ]
        self.env["maker.channel.order.intake"]._take(self.etsy, told)
        known = {
            record.remote_id: record
            for record in self.env["maker.channel.order"].search(
                [("channel_id", "=", self.etsy.id)]
            )
        }
        return [(order, known[order.remote_id]) for order in told]

    def _off(self, pairs):
        return [
            (
                order.remote_id,
                order.total,
                order.tax,
                sale.amount_total,
                sale.amount_tax,
            )
            for order, record in pairs
            for sale in record.sale_order_id
            if cents(D(repr(sale.amount_total))) != order.total
            or cents(D(repr(sale.amount_tax))) != order.tax
            or record.difference
        ]

    def test_no_order_is_off_by_a_cent(self):
        for place, method in enumerate(("round_per_line", "round_globally")):
            with self.subTest(method=method):
                self.env["maker.channel.order"].search([]).unlink()
                self.env.company.tax_calculation_rounding_method = method
                if not place:
                    self._taxes("tax_excluded")
                pairs = self._take(f"{method}")
                self.assertEqual(len(pairs), ORDERS)
                self.assertEqual(self._off(pairs), [])

    def test_no_order_is_off_with_taxes_inside_the_prices_here(self):
        self._taxes("tax_included")
        pairs = self._take("inside")
        self.assertEqual(self._off(pairs), [])
        for order, record in pairs[:10]:
            invoice = record.sale_order_id._create_invoices()
            self.assertEqual(cents(D(repr(invoice.amount_total))), order.total)
            self.assertEqual(cents(D(repr(invoice.amount_tax))), order.tax)

    def test_no_total_is_off_without_any_tax_of_ours(self):
        pairs = self._take("none")
        off = [
            order.remote_id
            for order, record in pairs
            if cents(D(repr(record.sale_order_id.amount_total))) != order.total
            or record.difference
        ]
        self.assertEqual(off, [])
