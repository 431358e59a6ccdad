from datetime import timedelta
from random import Random

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common_runs import RunCase

# Odoo rounds the value of every move to the cent; under FIFO one may be left over.
CENT = 0.011


@tagged("post_install", "-at_install")
class TestRunValue(RunCase):
    """Nothing that happens on the bench makes or loses money, to the cent."""

    def _studio(self, method):
        category = self.env["product.category"].create(
            {"name": method, "property_cost_method": method}
        )
        values = {"categ_id": category.id}
        self.wax = self._material("Odd wax", self.gram, 0, 0, **values)
        self.wick = self._material("Odd wick", self.unit, 0, 0, **values)
        for quantity, wax_price, wick_price in ((7000, 0.0137, 0.333), (9000, 0.02, 1)):
            self._receive(self.wax, quantity, price=wax_price)
            self._receive(self.wick, quantity / 100, price=wick_price)
        self.candle = self._product("Odd candle", **values)
        self._recipe(self.candle, {self.wax: 190.5, self.wick: 1})
        return self.wax | self.wick | self.candle

    def _value(self, products):
        self.env.flush_all()
        products.invalidate_recordset()
        return sum(products.mapped("total_value"))

    def _scrapped(self):
        moves = self.env["stock.move"].search(
            [
                ("product_id", "=", self.candle.id),
                ("location_dest_id.usage", "=", "inventory"),
                ("state", "=", "done"),
            ]
        )
        return sum(moves.mapped("value"))

    def _steps(self, run, random):
        """Odd things that happen to a run, each named for the message of a failure."""
        yield "start", run.action_maker_start
        rest = run
        for _part in range(2):
            made = random.randint(1, 5)
            used = {self.wax: round(random.uniform(100, 2500), 2)}
            yield (
                "partial finish",
                lambda rest=rest, made=made, used=used: rest.action_maker_finish(
                    made, consumed=used
                ),
            )
            rest = run.production_group_id.production_ids.filtered(
                lambda other: other.maker_stage == "bench"
            )
        yield "spoil", lambda: rest.action_maker_finish(3, spoiled=2)
        # what was scrapped keeps its cost until costs are replayed: see the books
        kept = self.company.maker_spoil_policy == "absorb"
        if kept:
            yield "correct", lambda: run.action_maker_correct(run.qty_produced + 1)
        rest = run.production_group_id.production_ids.filtered(
            lambda other: other.maker_stage == "bench"
        )
        if random.random() < 0.5:
            yield "cancel", rest.action_cancel
        else:
            more = rest.product_qty + 2
            yield "finish more", lambda: rest.action_maker_finish(more)
        if kept:
            yield "undo", run.action_maker_undo

    def _live(self, method, policy, seed):
        self.company.maker_spoil_policy = policy
        products = self._studio(method)
        before = self._value(products)
        run = self._run(20, product=self.candle)
        # Odoo averages in the order of dates, whole seconds: steps lie apart
        moment = fields.Datetime.now()
        for name, step in self._steps(run, Random(seed)):
            moment += timedelta(minutes=1)
            with freeze_time(moment):
                step()
                value = self._value(products) + self._scrapped()
            with self.subTest(step=name, method=method, policy=policy, seed=seed):
                self.assertAlmostEqual(value, before, delta=CENT)
        self.assertEqual(self._in_progress(self.wax), 0)

    def test_average_cost_conserves_value(self):
        self._live("average", "absorb", 1)
        self._live("average", "expense", 2)

    def test_fifo_conserves_value(self):
        self._live("fifo", "absorb", 3)
        self._live("fifo", "expense", 4)

    def test_standard_cost_values_goods_at_their_standard(self):
        products = self._studio("standard")
        self.wax.standard_price = 0.02
        self.wick.standard_price = 0.5
        self.candle.standard_price = 5
        before = self._value(products)
        run = self._run(20, product=self.candle)
        run.action_maker_start()
        self.assertAlmostEqual(self._value(products), before, delta=CENT)
        rest = run.action_maker_finish(8)
        used = 8 * (190.5 * 0.02 + 0.5)
        self.assertAlmostEqual(self._value(products), before - used + 40, delta=CENT)
        rest.action_cancel()
        run.action_maker_undo()
        self.assertAlmostEqual(self._value(products), before, delta=CENT)
        self.assertEqual(self.candle.standard_price, 5)

    def test_a_run_of_serial_numbers_gives_each_piece_one(self):
        ring = self._product("Ring", tracking="serial")
        self._recipe(ring, {self.wax: 10})
        run = self._run(3, product=ring)
        run.action_maker_start()
        run.action_maker_finish()
        self.assertEqual(len(set(run.lot_producing_ids.mapped("name"))), 3)
        self.assertEqual(self._free(ring), 3)
        self.assertEqual(self._in_progress(self.wax), 0)

    def test_work_orders_are_closed_with_the_run(self):
        centre = self.env["mrp.workcenter"].create({"name": "Stove", "costs_hour": 60})
        self.recipe.operation_ids = [
            (0, 0, {"name": "Pour", "workcenter_id": centre.id, "time_cycle_manual": 2})
        ]
        run = self._run(10)
        run.action_maker_start()
        rest = run.action_maker_finish(4, minutes=6)
        self.assertEqual(set(run.workorder_ids.mapped("state")), {"done"})
        self.assertAlmostEqual(self.candle.standard_price, 2.5 + 6 / 4)
        self.assertNotIn("done", rest.workorder_ids.mapped("state"))
        rest.action_maker_finish()
        self.assertEqual(set(rest.workorder_ids.mapped("state")), {"done"})

    def test_a_bundle_is_not_made_in_a_run(self):
        bundle = self._product("Set", is_storable=False)
        recipe = self._recipe(bundle, {self.candle: 2}, type="phantom")
        with self.assertRaises(UserError):
            self._run(1, product=bundle, bom_id=recipe.id).action_maker_start()
