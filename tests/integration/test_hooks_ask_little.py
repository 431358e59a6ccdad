"""Ordinary flows of goods that are none of Maker's business ask its tables nothing."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import TransactionCase, tagged

TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(maker_\w+)')


@tagged("standard", "post_install", "-at_install")
class TestHooksAskLittle(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search([], limit=1)
        cls.partner = cls.env["res.partner"].create({"name": "Somebody"})
        cls.part, cls.thing = cls.env["product.product"].create(
            [{"name": name, "is_storable": True} for name in ("Part", "Thing")]
        )
        cls.recipe = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.thing.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": cls.part.id, "product_qty": 2})
                ],
            }
        )

    @contextmanager
    def _asked(self):
        """Give the set that fills with the tables of Maker that queries name."""
        tables, execute = set(), Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            tables.update(TABLE.findall(str(getattr(query, "code", query))))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", listen):
            yield tables
            self.env.flush_all()

    def _second(self, flow):
        """The tables asked by the second of two equal flows; facts are known then."""
        flow()
        self.env.flush_all()
        self.env.invalidate_all()
        with self._asked() as tables:
            flow()
        return tables

    def _count(self):
        quant = self.env["stock.quant"].create(
            {
                "product_id": self.part.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "inventory_quantity": 100,
            }
        )
        quant.action_apply_inventory()

    def _buy(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create({"product_id": self.part.id, "product_qty": 5})
                ],
            }
        )
        order.button_confirm()
        order.picking_ids.button_validate()
        self.assertEqual(order.picking_ids.state, "done")

    def _make(self):
        run = self.env["mrp.production"].create(
            {"product_id": self.thing.id, "product_qty": 1}
        )
        run.action_confirm()
        run.qty_producing = 1
        run.move_raw_ids.picked = True
        run.button_mark_done()
        self.assertEqual(run.state, "done")

    def _sell(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create({"product_id": self.part.id, "product_uom_qty": 1})
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.button_validate()
        self.assertEqual(order.picking_ids.state, "done")

    def test_a_stock_count_asks_nothing(self):
        self.assertEqual(self._second(self._count), set())

    def test_a_purchase_asks_nothing(self):
        self.assertEqual(self._second(self._buy), set())

    def test_a_sale_asks_nothing(self):
        self._count()
        self.assertEqual(self._second(self._sell), set())

    def test_a_run_asks_for_its_recipe_alone(self):
        self._count()
        # what a recipe says may be substituted is part of what a run keeps of it
        self.assertLessEqual(self._second(self._make), {"maker_recipe_substitute"})
