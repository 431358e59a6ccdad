"""What the tests of market days share."""

import uuid

from odoo import Command, fields
from odoo.tests import new_test_user

from .common import ChannelCase


class MarketCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        cls.soap = cls._product(
            "SOAP", categ_id=cls.average.id, lst_price=8, standard_price=3
        )
        cls._receive(cls.soap, 20)
        cls.candle.write({"lst_price": 20, "taxes_id": [Command.clear()]})
        cls.soap.taxes_id = [Command.clear()]
        cls.seller = new_test_user(
            cls.env, "stall_seller", groups="maker_mrp.group_user"
        )
        cls.env["maker.market.day"].search([("state", "!=", "closed")]).state = "closed"
        cls.broken = cls.env.ref("maker_mrp.loss_reason_broken")

    @classmethod
    def _day(cls, quantities=None, **values):
        """A market day of the seller, to be packed."""
        return (
            cls.env["maker.market.day"]
            .with_user(cls.seller)
            .create(
                {
                    "name": "Saturday market",
                    "date": fields.Date.today(),
                    "warehouse_id": cls.warehouse.id,
                    "line_ids": [
                        Command.create({"product_id": product.id, "quantity": number})
                        for product, number in (quantities or {}).items()
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _packed(cls, quantities=None, **values):
        day = cls._day(quantities or {cls.candle: 6, cls.soap: 10}, **values)
        day.action_pack()
        return day

    @classmethod
    def _content(cls, *lines, **values):
        """A sale as the page sends it, of (product, quantity[, price])."""
        told = [
            {
                "product": line[0].id,
                "quantity": line[1],
                "price": line[2] if len(line) > 2 else line[0].lst_price,
            }
            for line in lines
        ]
        discount, tip = values.get("discount", 0), values.get("tip", 0)
        goods = sum(line["quantity"] * line["price"] for line in told)
        return {
            "key": str(uuid.uuid4()),
            "sold_at": fields.Datetime.now().isoformat() + "Z",
            "payment": "cash",
            "lines": told,
            "discount": discount,
            "tip": tip,
            "total": round(goods - discount + tip, 2),
            **values,
        }

    @classmethod
    def _sell(cls, day, *lines, **values):
        sales = cls.env["maker.stall.sale"].with_user(day.env.user)
        return sales._receive(day, cls._content(*lines, **values))

    @classmethod
    def _on_shelf(cls, product, place=None):
        quants = cls.env["stock.quant"]
        return quants._get_available_quantity(product, place or cls.stock)

    def _line(self, day, product):
        day.line_ids.invalidate_recordset()
        return day.line_ids.filtered(lambda line: line.product_id == product)
