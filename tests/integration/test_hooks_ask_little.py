"""Ordinary flows of goods that are none of Maker's business ask its tables nothing.

What is Maker's business, a recipe and its history, asks once.
"""

import re
from collections import Counter
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import TransactionCase, tagged

TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(maker_\w+)')
STATEMENT = re.compile(r'\s*(SELECT|INSERT|UPDATE)\b.*?(?:FROM |INTO |UPDATE )"?(\w+)')


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

    @contextmanager
    def _counted(self):
        """Give the counter that fills with the statements, by verb and first table."""
        statements, execute = Counter(), Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            text = " ".join(str(getattr(query, "code", query)).split())
            found = re.match(r"(UPDATE) \"?(\w+)", text) or STATEMENT.match(text)
            if found:
                statements[found.groups()] += 1
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", listen):
            yield statements
            self.env.flush_all()

    def _statements(self, flow, *args):
        """What ``flow`` asks, counted, when nothing is at hand but facts."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self._counted() as statements:
            flow(*args)
        return statements

    def _ours(self, statements):
        return {
            (verb, table): number
            for (verb, table), number in statements.items()
            if table.startswith("maker_")
        }

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

    def _write_recipe(self, made, used):
        return self.env["mrp.bom"].create(
            {
                "product_tmpl_id": made.product_tmpl_id.id,
                "product_uom_id": made.uom_id.id,
                "bom_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": 3,
                            "product_uom_id": product.uom_id.id,
                        }
                    )
                    for product in used
                ],
            }
        )

    def _reorder(self):
        self.rule.product_max_qty += 10
        self.rule.product_min_qty = self.rule.product_max_qty
        self.rule.action_replenish()
        bought = self.env["purchase.order.line"].search(
            [("product_id", "=", self.part.id)]
        )
        self.assertEqual(sum(bought.mapped("product_qty")), self.rule.product_max_qty)

    def test_a_stock_count_asks_nothing(self):
        self.assertEqual(self._second(self._count), set())

    def test_a_purchase_asks_nothing(self):
        self.assertEqual(self._second(self._buy), set())

    def test_a_sale_asks_nothing(self):
        self._count()
        self.assertEqual(self._second(self._sell), set())

    def test_a_run_asks_nothing(self):
        self._count()
        self.assertEqual(self._second(self._make), set())

    def test_a_recipe_is_written_with_its_first_revision(self):
        made, *used = self.env["product.product"].create(
            [{"name": name, "is_storable": True} for name in ("Box", "Lid", "Label")]
        )
        self._write_recipe(self.thing, self.part)
        asked = self._statements(self._write_recipe, made, used)
        self.assertEqual(made.maker_kind, "product")
        self.assertEqual({one.maker_kind for one in used}, {"material"})
        self.assertEqual(made.bom_ids.revision_ids.mapped("number"), [1])
        self.assertEqual(self._ours(asked), {("INSERT", "maker_recipe_revision"): 1})
        self.assertNotIn(("UPDATE", "mrp_bom"), asked)
        self.assertNotIn(("SELECT", "uom_uom"), asked)
        # nor where supplies go, for none of them was one
        self.assertNotIn(("SELECT", "account_account"), asked)
        self.assertNotIn(("SELECT", "stock_location"), asked)

    def test_what_recipes_have_is_asked_in_one_go(self):
        self.env.registry.clear_cache()
        asked = self._statements(self._write_recipe, self.thing, self.part)
        self.assertEqual(
            self._ours(asked),
            {
                # and in the same query: substitutes and replacements
                ("SELECT", "maker_recipe_scale"): 1,
                ("INSERT", "maker_recipe_revision"): 1,
            },
        )

    def test_a_changed_recipe_asks_once_what_was_kept_of_it(self):
        line = self.recipe.bom_line_ids
        line.product_qty = 3
        asked = self._statements(line.write, {"product_qty": 4})
        self.assertEqual(self.recipe.revision, 3)
        self.assertEqual(
            self._ours(asked),
            {
                ("SELECT", "maker_recipe_revision"): 1,
                ("INSERT", "maker_recipe_revision"): 1,
            },
        )

    def test_when_a_recipe_is_made_is_no_change_of_it(self):
        self.recipe.ready_to_produce = "all_available"
        asked = self._statements(self.recipe.write, {"ready_to_produce": "asap"})
        self.assertEqual(self._ours(asked), {})

    def test_the_report_of_a_recipe_asks_nothing(self):
        report = self.env["report.mrp.report_bom_structure"]
        self.assertEqual(self._second(partial(report.get_html, self.recipe.id)), set())

    def test_buying_by_a_reorder_rule_asks_nothing(self):
        self.part.seller_ids = [
            Command.create({"partner_id": self.partner.id, "price": 1})
        ]
        self.rule = self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.part.id, "product_max_qty": 5}
        )
        self.assertEqual(self._second(self._reorder), set())

    def test_the_first_bin_is_known_at_once_and_costs_nobody_the_cache(self):
        places = self.env["stock.location"]
        bins = places.search([("location_id.usage", "=", "internal")])
        bins.filtered(lambda place: place._maker_is_bin()).usage = "inventory"
        self.env.registry.clear_cache()
        self.assertFalse(places._maker_any_bin())
        parent = self.warehouse.lot_stock_id
        self.env.ref("stock.model_stock_location")
        asked = self._statements(
            places.create,
            {"name": "Shelf", "usage": "internal", "location_id": parent.id},
        )
        self.assertTrue(places._maker_any_bin())
        asked += self._statements(self.env.ref, "stock.model_stock_location")
        self.assertNotIn(("SELECT", "ir_model_data"), asked)

    def test_a_place_that_comes_to_lie_in_stock_is_a_bin_with_all_it_holds(self):
        places = self.env["stock.location"]
        shed = places.create({"name": "Shed", "usage": "view"})
        places.create({"name": "Hook", "usage": "internal", "location_id": shed.id})
        bins = places.search([("location_id.usage", "=", "internal")])
        bins.filtered(lambda place: place._maker_is_bin()).usage = "inventory"
        self.env.registry.clear_cache()
        self.env.cr.cache.clear()
        self.assertFalse(places._maker_any_bin())
        shed.usage = "internal"
        self.assertTrue(places._maker_any_bin())

    def test_a_warehouse_of_before_has_every_place(self):
        asked = self._statements(self.warehouse.write, {"name": "Shed"})
        self.assertNotIn(("INSERT", "stock_location"), asked)
