"""What the tests of the sale page share."""

import json
import uuid

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user


class StallPageCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "stall_seller", groups="maker_mrp.group_user"
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.soap, cls.candle = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "is_storable": True,
                    "lst_price": price,
                    "taxes_id": [Command.clear()],
                }
                for name, price in (("Oat soap", 8), ("Tall candle", 20))
            ]
        )
        shelf = cls.warehouse.lot_stock_id
        for product in (cls.soap, cls.candle):
            cls.env["stock.quant"]._update_available_quantity(product, shelf, 20)
        cls.env["maker.market.day"].search([("state", "!=", "closed")]).state = "closed"
        cls.day = (
            cls.env["maker.market.day"]
            .with_user(cls.seller)
            .create(
                {
                    "name": "Saturday market",
                    "line_ids": [
                        Command.create({"product_id": product.id, "quantity": 5})
                        for product in (cls.soap, cls.candle)
                    ],
                }
            )
        )
        cls.day.action_pack()
        cls.home = f"/maker/stall/{cls.day.id}"

    def _sale(self, quantity=1, **values):
        return {
            "key": str(uuid.uuid4()),
            "sold_at": fields.Datetime.now().isoformat() + "Z",
            "payment": "cash",
            "lines": [{"product": self.soap.id, "quantity": quantity, "price": 8}],
            "discount": 0,
            "tip": 0,
            "total": 8 * quantity,
            **values,
        }

    def _goods(self):
        return self.url_open(f"{self.home}/goods").json()

    def _post(self, sale, token=None):
        data = {"sale": sale if isinstance(sale, str) else json.dumps(sale)}
        token = self._goods()["token"] if token is None else token
        if token:
            data["csrf_token"] = token
        return self.url_open(f"{self.home}/sale", data, allow_redirects=False)

    def _orders(self):
        return self.env["sale.order"].search_count(
            [("maker_market_day_id", "=", self.day.id)]
        )
