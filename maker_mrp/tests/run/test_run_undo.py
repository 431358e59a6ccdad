from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common_runs import RunCase


@tagged("post_install", "-at_install")
class TestRunUndo(RunCase):
    def _finished(self, quantity=10, **values):
        run = self._run(quantity)
        run.action_maker_start()
        run.action_maker_finish(**values)
        return run

    def test_undo_restores_stock_value_and_average_cost_exactly(self):
        self._finished(10)
        before = self.candle.standard_price, self.wax.standard_price
        self._receive(self.wax, 10000, price=0.05)
        middle = self.wax.standard_price
        dear = self._finished(10)
        self.assertGreater(self.candle.standard_price, before[0])
        dear.action_maker_undo()
        self.assertEqual(dear.state, "cancel")
        self.assertTrue(dear.maker_undone_at)
        self.assertAlmostEqual(self.candle.standard_price, before[0])
        self.assertAlmostEqual(self.wax.standard_price, middle)
        self.assertEqual(self._free(self.candle), 10)
        self.assertEqual(self._free(self.wax), 28000)
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertAlmostEqual(self.candle.total_value, 25)

    def test_undo_under_fifo(self):
        fifo = self.average.copy({"name": "First in", "property_cost_method": "fifo"})
        self.candle.categ_id = fifo
        self._finished(10)
        self._receive(self.wax, 10000, price=0.05)
        self._finished(10).action_maker_undo()
        self.candle.invalidate_recordset()
        self.assertAlmostEqual(self.candle.total_value, 25)

    def test_undo_is_blocked_by_what_was_sold_and_says_so(self):
        run = self._finished(10)
        customer = self.env["res.partner"].create({"name": "Wholesale buyer"})
        picking = self.env["stock.picking"].create(
            {
                "partner_id": customer.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": customer.property_stock_customer.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.candle.id,
                            "product_uom_qty": 3,
                            "product_uom": self.unit.id,
                            "location_id": self.stock.id,
                            "location_dest_id": customer.property_stock_customer.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.picked = True
        picking.button_validate()
        with self.assertRaises(UserError) as caught:
            run.action_maker_undo()
        self.assertIn("only 7 Units", str(caught.exception))
        self.assertIn("Wholesale buyer", str(caught.exception))
        self.assertEqual(run.state, "done")

    def test_undo_tells_all_that_moved(self):
        block = self._product("Wax block")
        self._recipe(block, {self.wax: 14680.3})
        run = self._run(1, product=block)
        run.action_maker_start()
        run.action_maker_finish()
        self.assertIn(
            f"{run.name}: + 14,680.3 g Beeswax", run._maker_undo_effects()["changes"]
        )
        run.action_maker_undo()
        self.assertIn("Beeswax: 14,680.3 g", run.message_ids[0].body)

    def test_a_blocked_undo_does_not_say_that_stock_will_change(self):
        arch = etree.fromstring(self.env["maker.run.undo"].get_view()["arch"])
        (group,) = arch.xpath("//group[field[@name='changes']]")
        self.assertEqual(group.get("invisible"), "blocks")

    def test_undo_in_a_closed_period_is_refused(self):
        run = self._finished(10)
        self.company.fiscalyear_lock_date = run.date_finished
        with self.assertRaisesRegex(UserError, "closed period"):
            run.action_maker_undo()

    def test_undo_of_an_unfinished_run_is_refused(self):
        run = self._run(10)
        with self.assertRaisesRegex(UserError, "nothing to undo"):
            run.action_maker_undo()

    def test_undo_of_one_part_leaves_the_other_part_in_progress(self):
        run = self._run(40)
        run.action_maker_start()
        rest = run.action_maker_finish(30)
        run.action_maker_undo()
        self.assertEqual(self._in_progress(self.wax), 2000)
        self.assertEqual(self._free(self.wax), 18000)
        rest.action_maker_finish()
        self.assertEqual(self._free(self.candle), 10)

    def test_undo_reverses_journal_entries(self):
        account = self.env["account.account"].create(
            {"name": "Production", "code": "101991", "account_type": "asset_current"}
        )
        self.average.property_valuation = "real_time"
        place = self.candle.property_stock_production
        place.valuation_account_id = account
        run = self._finished(10, minutes=30)
        lines = self.env["account.move.line"].search([("account_id", "=", account.id)])
        self.assertTrue(lines)
        run.action_maker_undo()
        valuation = self.average.property_stock_valuation_account_id
        entries = lines.move_id | self.env["account.move"].search(
            [("ref", "ilike", run.name)]
        )
        for checked in (account, valuation):
            posted = entries.line_ids.filtered(
                lambda line, checked=checked: line.account_id == checked
            )
            self.assertAlmostEqual(sum(posted.mapped("balance")), 0)
