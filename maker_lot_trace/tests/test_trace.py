from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..trace_graph import CERTAIN, LOT, POSSIBLE, RUN, Node
from .common import LotTraceCase


@tagged("post_install", "-at_install")
class TestTrace(LotTraceCase):
    def _graph(self, lots, direction="forward"):
        return self.env["maker.trace"]._trace(lots, direction)

    def _amounts(self, graph, *kinds):
        """``{name: amount}`` of the reached nodes of these kinds."""
        return {
            graph.info[item.node]["name"] or graph.info[item.node]["product"]: round(
                float(item.amount), 6
            )
            for item in graph.trace.nodes(*kinds)
        }

    def _sale(self, product, quantity, lot, partner=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.buyer).id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        order.action_confirm()
        move = order.picking_ids.move_ids
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                "picking_id": move.picking_id.id,
                "move_id": move.id,
                "product_id": product.id,
                "lot_id": lot.id,
                "quantity": quantity,
                "picked": True,
            }
        )
        order.picking_ids.button_validate()
        return order

    def _chain(self):
        """500 g of fragrance, 200 g of it in 20 candles, 5 of them sold."""
        fragrance = self._receive(self.fragrance, 500, "FR-1", "SUP-1")
        run = self._run(self.candle, 20, {fragrance: 200}, "C-1")
        candles = run.lot_producing_ids
        order = self._sale(self.candle, 5, candles)
        return fragrance, run, candles, order

    def test_forward_from_a_material_to_the_orders_with_quantities(self):
        fragrance, run, _candles, order = self._chain()
        graph = self._graph(fragrance)
        self.assertEqual(self._amounts(graph, RUN), {run.name: 200})
        self.assertEqual(self._amounts(graph, LOT), {"FR-1": 500, "C-1": 200})
        self.assertEqual(self._amounts(graph, "order"), {order.name: 50})
        made = [flow for flow in graph.flows if flow.target.kind == "order"]
        self.assertEqual([flow.quantity for flow in made], [5])
        info = graph.info[Node("order", order.id)]
        self.assertEqual(info["partner"], self.buyer.name)
        self.assertEqual(info["partner_id"], self.buyer.id)

    def test_backward_from_a_product_to_the_suppliers(self):
        fragrance, run, candles, _order = self._chain()
        graph = self._graph(candles, "backward")
        self.assertEqual(self._amounts(graph, RUN), {run.name: 1})
        self.assertEqual(self._amounts(graph, LOT), {"C-1": 20, "FR-1": 200})
        receipt = graph.trace.nodes("receipt")
        self.assertEqual(graph.info[receipt[0].node]["partner"], self.supplier.name)
        self.assertEqual(receipt[0].amount, 200)
        self.assertFalse(graph.trace.nodes("order"))
        self.assertEqual(graph.info[Node(LOT, fragrance.id)]["reference"], "SUP-1")

    def test_the_other_direction_is_refused(self):
        with self.assertRaisesRegex(UserError, "sideways"):
            self._graph(self.env["stock.lot"], "sideways")

    def test_returns_are_taken_off(self):
        fragrance, _run, candles, order = self._chain()
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=order.picking_ids.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_line_ids.write({"lot_id": candles.id, "quantity": 2, "picked": True})
        back.button_validate()
        graph = self._graph(fragrance)
        self.assertEqual(self._amounts(graph, "order"), {order.name: 30})
        graph = self._graph(candles, "backward")
        self.assertFalse(graph.trace.nodes("order"))
        self.assertEqual(self._amounts(graph, LOT), {"C-1": 20, "FR-1": 200})

    def test_delivery_without_an_order_is_reached(self):
        fragrance, _run, candles, _order = self._chain()
        other = self._partner("Market visitor")
        picking = self._deliver(self.candle, 3, candles, other)
        graph = self._graph(fragrance)
        self.assertEqual(self._amounts(graph, "delivery"), {picking.name: 30})

    def test_materials_pass_through_work_in_progress(self):
        fragrance = self._receive(self.fragrance, 500, "FR-1")
        run = self._run_from_bench(self.candle, 20, self.fragrance, 200)
        self._set_produced(run, "C-1")
        run.button_mark_done()
        self.assertEqual(run.state, "done")
        graph = self._graph(fragrance)
        self.assertEqual(self._amounts(graph, LOT), {"FR-1": 500, "C-1": 200})
        kinds = {node.kind for node in graph.trace.reached}
        self.assertEqual(kinds, {LOT, RUN})

    def test_four_levels_and_several_lots_of_one_material(self):
        levels = [self.fragrance]
        for name in ("Oil blend", "Base", "Pour", "Gift set"):
            levels.append(self._product(name))
            self._recipe(levels[-1], {levels[-2]: 1})
        first = self._receive(self.fragrance, 100, "FR-1")
        second = self._receive(self.fragrance, 300, "FR-2")
        lots = {first: 100, second: 300}
        quantity = 400
        for product in levels[1:]:
            quantity = quantity / 2
            run = self._run(product, quantity, lots, f"LOT {product.name}")
            lots = {run.lot_producing_ids: quantity / 2}
        graph = self._graph(first)
        self.assertEqual(
            self._amounts(graph, LOT),
            {
                "FR-1": 100,
                "LOT Oil blend": 100,
                "LOT Base": 50,
                "LOT Pour": 25,
                "LOT Gift set": 12.5,
            },
        )
        back = self._graph(run.lot_producing_ids, "backward")
        amounts = self._amounts(back, LOT)
        self.assertEqual((amounts["FR-1"], amounts["FR-2"]), (12.5, 37.5))

    def test_undone_run_leaves_no_trace(self):
        fragrance = self._receive(self.fragrance, 500, "FR-1")
        run = self._run(self.candle, 20, {fragrance: 200}, "C-1")
        unbuild = self.env["mrp.unbuild"].create(
            {
                "mo_id": run.id,
                "product_id": self.candle.id,
                "lot_id": run.lot_producing_ids.id,
                "product_qty": 20,
            }
        )
        unbuild.action_unbuild()
        self.assertEqual(fragrance.product_qty, 500)
        graph = self._graph(fragrance)
        self.assertEqual(set(graph.trace.reached), {Node(LOT, fragrance.id)})

    def test_rework_loop_ends(self):
        """Candles are melted down and the fragrance goes back into its lot."""
        fragrance, _run, candles, _order = self._chain()
        rework = self.env["mrp.production"].create(
            {
                "product_id": self.fragrance.id,
                "product_qty": 50,
                "bom_id": False,
                "move_raw_ids": [
                    Command.create({"product_id": self.candle.id, "product_uom_qty": 5})
                ],
            }
        )
        rework.action_confirm()
        rework.action_assign()
        rework.lot_producing_ids = fragrance
        rework.qty_producing = 50
        rework.set_qty_producing()
        rework.move_raw_ids.picked = True
        rework.button_mark_done()
        self.assertEqual(rework.move_raw_ids.move_line_ids.lot_id, candles)
        graph = self._graph(fragrance)
        self.assertEqual(graph.trace.reached[Node(RUN, rework.id)].tier, CERTAIN)
        back = self._graph(candles, "backward")
        self.assertIn(Node(RUN, rework.id), back.trace.reached)

    def _forget_lot(self, moves):
        """As in years when the product was not tracked: nobody wrote the lot."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move_line SET lot_id = NULL WHERE move_id IN %s",
            [tuple(moves.ids)],
        )
        self.env.invalidate_all()

    def _at(self, records, day):
        date = f"2026-03-{day:02d} 10:00:00"
        records.write({"date": date})
        records.move_line_ids.write({"date": date})

    def test_unrecorded_lots_are_possible_or_ruled_out_by_stock(self):
        early = self._receive(self.fragrance, 100, "EARLY")
        late = self._receive(self.fragrance, 100, "LATE")
        first = self._run(self.candle, 2, {early: 20}, "C-1")
        second = self._run(self.candle, 3, {late: 30}, "C-2")
        receipts = self.env["stock.move"].search(
            [("product_id", "=", self.fragrance.id), ("picking_id", "!=", False)],
            order="id",
        )
        self._at(receipts[0], 1)
        self._at(first.move_raw_ids, 2)
        self._at(receipts[1], 3)
        self._at(second.move_raw_ids, 4)
        order = self._sale(self.candle, 1, second.lot_producing_ids)
        self._forget_lot(first.move_raw_ids | second.move_raw_ids)

        graph = self._graph(late)
        tiers = {node: item.tier for node, item in graph.trace.reached.items()}
        self.assertEqual(tiers[Node(RUN, second.id)], POSSIBLE)
        self.assertEqual(tiers[Node("order", order.id)], POSSIBLE)
        self.assertNotIn(Node(RUN, first.id), tiers)
        excluded = [(flow.source, flow.target) for flow in graph.trace.ruled_out]
        self.assertEqual(excluded, [(Node(LOT, late.id), Node(RUN, first.id))])

        back = self._graph(first.lot_producing_ids, "backward")
        tiers = {node: item.tier for node, item in back.trace.reached.items()}
        self.assertEqual(tiers[Node(LOT, early.id)], POSSIBLE)
        self.assertEqual(tiers[Node(RUN, first.id)], CERTAIN)
        excluded = [flow.source for flow in back.trace.ruled_out]
        self.assertEqual(excluded, [Node(LOT, late.id)])

    def test_untracked_intermediate_product_is_bridged(self):
        base = self._product("Soap base", tracking="none")
        soap = self._product("Soap bar")
        self._recipe(base, {self.fragrance: 1})
        self._recipe(soap, {base: 1})
        fragrance = self._receive(self.fragrance, 100, "FR-1")
        cooked = self._run(base, 10, {fragrance: 10})
        cut = self._run(soap, 4, None, "BAR-1")
        graph = self._graph(fragrance)
        tiers = {node: item.tier for node, item in graph.trace.reached.items()}
        self.assertEqual(tiers[Node(RUN, cooked.id)], CERTAIN)
        self.assertEqual(tiers[Node(LOT, cut.lot_producing_ids.id)], POSSIBLE)
        back = self._graph(cut.lot_producing_ids, "backward")
        self.assertEqual(back.trace.reached[Node(LOT, fragrance.id)].tier, POSSIBLE)

    def test_material_without_lots_is_an_end(self):
        wick = self._product("Wick", tracking="none")
        lamp = self._product("Lamp")
        self._recipe(lamp, {wick: 1})
        self._receive(wick, 100)
        run = self._run(lamp, 4, None, "LAMP-1")
        graph = self._graph(run.lot_producing_ids, "backward")
        self.assertEqual(self._amounts(graph, "unlotted"), {"Wick": 4})

    def test_scrap_and_counts_are_ends(self):
        fragrance = self._receive(self.fragrance, 100, "FR-1")
        self.env["stock.scrap"].create(
            {
                "product_id": self.fragrance.id,
                "lot_id": fragrance.id,
                "scrap_qty": 5,
                "location_id": self.stock.id,
            }
        ).action_validate()
        graph = self._graph(fragrance)
        losses = graph.trace.nodes("loss")
        self.assertEqual([item.amount for item in losses], [5])
        self.assertEqual(graph.info[losses[0].node]["state"], "scrap")

    def test_one_query_when_every_lot_is_recorded(self):
        fragrance, *_more = self._chain()
        self._graph(fragrance)
        queries = self.env.cr.sql_log_count
        graph = self._graph(fragrance)
        kinds = {node.kind for node in graph.trace.reached}
        # One recursive query, one for gaps, one per kind of name.
        self.assertLessEqual(self.env.cr.sql_log_count - queries, 2 + len(kinds))

    def test_bench_sees_the_customers_and_strangers_nothing(self):
        fragrance, _run, _candles, order = self._chain()
        bench = new_test_user(
            self.env, "bench.trace", groups="maker_mrp.group_user", name="Bench"
        )
        graph = (
            self.env["maker.trace"]
            .with_user(bench)
            ._trace(fragrance.with_user(bench), "forward")
        )
        self.assertIn(Node("order", order.id), graph.trace.reached)
        stranger = new_test_user(
            self.env, "stranger", groups="base.group_user", name="Stranger"
        )
        with self.assertRaises(AccessError):
            self.env["maker.trace"].with_user(stranger)._trace(
                fragrance.with_user(stranger), "forward"
            )

    def test_other_companies_are_left_out(self):
        fragrance, _run, _candles, _order = self._chain()
        other = self.env["res.company"].create({"name": "Other studio"})
        trace = self.env["maker.trace"].with_context(allowed_company_ids=other.ids)
        graph = trace._trace(fragrance, "forward")
        self.assertEqual(set(graph.trace.reached), {Node(LOT, fragrance.id)})

    def test_a_trace_waits_for_no_compiler(self):
        """It stays as quick as it is where much was moved."""
        fragrance, _run, _candles, _order = self._chain()
        self.env.cr.execute("SET LOCAL jit = on; SET LOCAL jit_above_cost = 0")
        self._graph(fragrance)
        self.env.cr.execute("SHOW jit")
        self.assertEqual(self.env.cr.fetchone(), ("off",))
