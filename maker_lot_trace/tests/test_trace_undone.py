from odoo.tests import tagged

from ..trace_graph import CERTAIN, LOT, POSSIBLE, UNBUILD, Node
from .common import LotTraceCase


@tagged("post_install", "-at_install")
class TestTraceUndone(LotTraceCase):
    """What Odoo's record gives back is not all that may have come back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wax = cls._product("Wax")
        cls.tealight = cls._product("Tealight")
        cls._recipe(cls.tealight, {cls.wax: 1})

    def _unbuild(self, run, quantity, **values):
        unbuild = self.env["mrp.unbuild"].create(
            {
                "mo_id": run.id,
                "product_id": run.product_id.id,
                "lot_id": run.lot_producing_ids.id,
                "product_qty": quantity,
                **values,
            }
        )
        unbuild.action_unbuild()
        return unbuild

    def _seven_and_five(self):
        """A × 7 and B × 5 make 12, 8 are unbuilt, 4 sold: Odoo gives back all of A."""
        first = self._receive(self.wax, 7, "A")
        second = self._receive(self.wax, 5, "B")
        run = self._run(self.tealight, 12, {first: 7, second: 5}, "T-1")
        self._unbuild(run, 8)
        self.assertEqual((first.product_qty, second.product_qty), (7, 1))
        sold = self._deliver(self.tealight, 4, run.lot_producing_ids)
        return first, second, run, sold

    def _tiers(self, lots, direction="forward"):
        trace = self.env["maker.trace"]._trace(lots, direction).trace
        return {node: item.tier for node, item in trace.reached.items()}

    def test_a_part_undone_reaches_the_customer_as_possible(self):
        first, second, run, sold = self._seven_and_five()
        candles = Node(LOT, run.lot_producing_ids.id)
        customer = Node("delivery", sold.id)
        tiers = self._tiers(first)
        self.assertEqual(tiers[candles], POSSIBLE)
        self.assertEqual(tiers[customer], POSSIBLE)
        self.assertEqual(self._tiers(second)[customer], CERTAIN)
        back = self._tiers(run.lot_producing_ids, "backward")
        self.assertEqual(back[Node(LOT, first.id)], POSSIBLE)
        self.assertEqual(back[Node(LOT, second.id)], CERTAIN)

    def test_what_came_back_as_one_lot_may_be_of_the_other(self):
        first, second, _run, _sold = self._seven_and_five()
        later = self._run(self.tealight, 7, {first: 7}, "T-2")
        other = self._deliver(self.tealight, 7, later.lot_producing_ids)
        tiers = self._tiers(second)
        self.assertEqual(tiers[Node("delivery", other.id)], POSSIBLE)

    def test_a_recall_finds_who_may_have_bought_it(self):
        first, _second, _run, sold = self._seven_and_five()
        recall = self.env["maker.recall"].create(
            {"lot_ids": first.ids, "reason": "Glass"}
        )
        recall.action_trace()
        self.assertEqual(recall.customer_ids.partner_id, sold.partner_id)
        self.assertEqual(recall.customer_ids.shipment_ids.tier, POSSIBLE)
        page = self.env["maker.trace.page"].get_page("lot", first.id)
        self.assertEqual([row["tier"] for row in page["forward"]["ends"]], [POSSIBLE])

    def test_a_mistake_that_was_undone_and_mended_stays_forgotten(self):
        wrong = self._receive(self.wax, 12, "WRONG")
        right = self._receive(self.wax, 12, "RIGHT")
        run = self._run(self.tealight, 12, {wrong: 12}, "T-1")
        made = run.lot_producing_ids
        self._unbuild(run, 12)
        # by the clock the rest came a minute later
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move_line SET date = date - INTERVAL '1 minute'"
            " WHERE product_id IN %s",
            [tuple((self.wax | self.tealight).ids)],
        )
        self.env.invalidate_all()
        again = self._run(self.tealight, 12, {right: 12}, "T-X", done=False)
        again.lot_producing_ids = made
        again.move_finished_ids.move_line_ids.lot_id = made
        again.with_context(skip_consumption=True).button_mark_done()
        self._deliver(self.tealight, 12, made)
        self.assertEqual(set(self._tiers(wrong)), {Node(LOT, wrong.id)})
        self.assertEqual(self._tiers(right)[Node(LOT, made.id)], CERTAIN)

    def test_a_whole_run_undone_with_what_has_no_lots_is_forgotten(self):
        wick, set_ = self._product("Wick", tracking="none"), self._product("Set")
        self._recipe(set_, {self.wax: 1, wick: 1})
        self._receive(wick, 20)
        wax = self._receive(self.wax, 12, "W")
        self._unbuild(self._run(set_, 12, {wax: 12}, "S-1"), 12)
        self.assertEqual(set(self._tiers(wax)), {Node(LOT, wax.id)})
        kinds = {node.kind for node in self._tiers(wax, "backward")}
        self.assertNotIn("run", kinds)

    def _count(self, lot, quantity):
        quant = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "=", self.stock.id)]
        )
        quant = quant or quant.create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "location_id": self.stock.id,
            }
        )
        quant.inventory_quantity = quantity
        quant.action_apply_inventory()

    def test_sold_beyond_its_record_may_be_of_another_lot(self):
        """Five of B were sold, two were there: three must have been A's."""
        first = self._receive(self.wax, 7, "A")
        second = self._receive(self.wax, 2, "B")
        sold = self._deliver(self.wax, 5, second)
        self.assertEqual(second.product_qty, -3)
        customer = Node("delivery", sold.id)
        self.assertEqual(self._tiers(first)[customer], POSSIBLE)
        self.assertEqual(self._tiers(second)[customer], CERTAIN)
        # ... and stays so when a count has put the record right
        self._count(first, 4)
        self._count(second, 0)
        self.assertEqual(self._tiers(first)[customer], POSSIBLE)
        back = self._tiers(second, "backward")
        self.assertEqual(back[Node(LOT, first.id)], POSSIBLE)

    def test_a_lot_counted_under_another_name_is_followed(self):
        first = self._receive(self.wax, 7, "A")
        second = self._receive(self.wax, 2, "B")
        self._count(first, 2)
        self._count(second, 7)
        sold = self._deliver(self.wax, 6, second)
        self.assertEqual(self._tiers(first)[Node("delivery", sold.id)], POSSIBLE)

    def _give_back(self, lot, quantity, partner):
        """A return that names a lot, without a word of the delivery."""
        receipt = self._receipt(self.wax, quantity, partner_id=partner.id)
        places = {"location_id": self.customers.id}
        receipt.write(places)
        receipt.move_ids.write(places)
        receipt.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                "picking_id": receipt.id,
                "move_id": receipt.move_ids.id,
                "product_id": self.wax.id,
                "lot_id": lot.id,
                "quantity": quantity,
                "picked": True,
                **places,
            }
        )
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")

    def test_returned_under_another_lots_name_is_followed(self):
        first = self._receive(self.wax, 5, "A")
        second = self._receive(self.wax, 5, "B")
        self._deliver(self.wax, 5, first)
        self._give_back(second, 5, self.buyer)
        other = self._partner("Other buyer")
        sold = self._deliver(self.wax, 10, second, other)
        customer = Node("delivery", sold.id)
        self.assertEqual(self._tiers(first)[customer], POSSIBLE)
        self.assertEqual(self._tiers(second)[customer], CERTAIN)
        back = self._tiers(second, "backward")
        self.assertEqual(back[Node(LOT, first.id)], POSSIBLE)
        recall = self.env["maker.recall"].create({"lot_ids": first.ids})
        recall.action_trace()
        self.assertEqual(recall.customer_ids.partner_id, self.buyer | other)

    def test_a_plain_return_is_no_riddle(self):
        first = self._receive(self.wax, 5, "A")
        second = self._receive(self.wax, 5, "B")
        self._deliver(self.wax, 5, first)
        self._deliver(self.wax, 2, second)
        self._give_back(second, 2, self.buyer)
        self.assertNotIn(Node(LOT, second.id), self._tiers(first))
        self.assertNotIn(Node(LOT, first.id), self._tiers(second))

    def test_unbuilt_without_its_run_is_followed(self):
        """What came out has no lot: whatever it is used in may hold it."""
        wick, kit = self._product("Wick", tracking="none"), self._product("Kit")
        lamp = self._product("Lamp")
        recipe = self._recipe(kit, {wick: 1})
        self._recipe(lamp, {wick: 1})
        self._receive(wick, 4)
        made = self._run(kit, 4, lot_name="K-1").lot_producing_ids
        undo = self.env["mrp.unbuild"].create(
            {
                "product_id": kit.id,
                "bom_id": recipe.id,
                "lot_id": made.id,
                "product_qty": 4,
            }
        )
        undo.action_unbuild()
        lamps = self._run(lamp, 4, lot_name="L-1").lot_producing_ids
        sold = self._deliver(lamp, 4, lamps)
        tiers = self._tiers(made)
        self.assertEqual(tiers[Node(UNBUILD, undo.id)], CERTAIN)
        self.assertEqual(tiers[Node("delivery", sold.id)], POSSIBLE)
        back = self._tiers(lamps, "backward")
        self.assertEqual(back[Node(LOT, made.id)], POSSIBLE)
        page = self.env["maker.trace.page"].get_page("lot", made.id)
        self.assertIn(undo.name, [row["name"] for row in page["forward"]["runs"]])

    def test_an_early_delivery_of_a_late_receipt_is_no_riddle(self):
        first = self._receive(self.wax, 7, "A")
        late = self.env["stock.lot"].create({"name": "LATE", "product_id": self.wax.id})
        sold = self._deliver(self.wax, 5, late)
        receipt = self._receipt(self.wax, 9, False)
        receipt.move_line_ids.lot_id = late
        receipt.button_validate()
        self.assertNotIn(Node("delivery", sold.id), self._tiers(first))
