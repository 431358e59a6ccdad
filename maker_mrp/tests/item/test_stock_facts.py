from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..common_books import BooksCase


@tagged("post_install", "-at_install")
class TestStockFacts(BooksCase):
    """What is on its way, promised and sellable, where no shop is installed either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.candle = cls._product("Candle")
        cls._move(cls.candle, 10, cls.suppliers, cls.stock)

    def _open_move(self, source, target, quantity, reserve=False):
        move = self.env["stock.move"].create(
            {
                "product_id": self.candle.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
            }
        )
        move._action_confirm()
        if reserve:
            move._action_assign()
        return move

    def _outlook(self):
        places = SQL("SELECT %s, %s", self.candle.id, self.stock.id)
        outlooks = self.env["stock.quant"]._maker_outlooks(places)
        return outlooks[self.candle.id, self.stock.id]

    def test_one_query_tells_what_comes_and_what_is_promised(self):
        self._open_move(self.suppliers, self.stock, 5)
        self._open_move(self.stock, self.customers, 3, reserve=True)
        self._open_move(self.stock, self.customers, 4)
        outlook = self._outlook()
        self.assertEqual((outlook.here, outlook.reserved), (10, 3))
        self.assertEqual((outlook.coming, outlook.promised), (5, 7))
        self.assertEqual((outlook.forecast, outlook.unspoken), (8, 1))
        product = self.candle.with_context(location=self.stock.id)
        self.assertEqual(product.virtual_available, outlook.forecast)
        coming = self.candle._maker_on_order(self.env.company)
        self.assertEqual(coming, {self.candle.id: 1})

    def test_a_kit_is_as_sellable_as_what_is_in_it(self):
        kit = self._product("Gift set", is_storable=False)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "product_qty": 1,
                "bom_line_ids": [
                    Command.create({"product_id": self.candle.id, "product_qty": 3})
                ],
            }
        )
        self._open_move(self.stock, self.customers, 3)
        sellable = self.env["product.product"]._maker_sellable(kit | self.candle)
        self.assertEqual(sellable, {kit.id: 2, self.candle.id: 7})
        self.assertEqual(
            self.env["mrp.bom"]._maker_kits_above(self.candle.ids),
            [self.candle.id, kit.id],
        )
