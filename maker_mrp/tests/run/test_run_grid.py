from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common_runs import RunCase


@tagged("post_install", "-at_install")
class TestRunGrid(RunCase):
    def _grid(self, *lines, **values):
        return self.env["maker.run.grid"].create(
            {
                "line_ids": [
                    (0, 0, {"product_id": self.candle.id, **line}) for line in lines
                ],
                **values,
            }
        )

    def _runs(self):
        return self.env["mrp.production"].search([("product_id", "=", self.candle.id)])

    def test_all_lines_become_runs(self):
        grid = self._grid({"quantity": 10}, {"quantity": 5, "spoiled_qty": 1})
        action = grid.action_log()
        self.assertEqual(action["res_model"], "mrp.production")
        self.assertEqual(self._runs().mapped("state"), ["done", "done"])
        self.assertEqual(self._free(self.candle), 15)
        self.assertEqual(self._free(self.wax), 20000 - 16 * 200)

    def test_one_error_logs_nothing_and_every_error_is_shown(self):
        grid = self._grid(
            {"quantity": 10},
            {"quantity": 0},
            {"quantity": 200},
            {"quantity": 1, "date": "2999-01-01"},
        )
        grid.action_log()
        self.assertEqual(grid.error_count, 3)
        errors = grid.line_ids.mapped("error")
        self.assertFalse(errors[0])
        self.assertIn("above zero", errors[1])
        self.assertIn("missing", errors[2])
        self.assertIn("future", errors[3])
        self.assertFalse(self._runs())

    def test_good_lines_can_be_logged_and_bad_ones_stay(self):
        grid = self._grid({"quantity": 10}, {"quantity": 0}, policy="good")
        grid.action_log()
        self.assertEqual(len(self._runs()), 1)
        self.assertEqual(len(grid.line_ids), 1)
        self.assertIn("above zero", grid.line_ids.error)
        grid.line_ids.quantity = 3
        grid.action_log()
        self.assertEqual(self._free(self.candle), 13)

    def test_an_empty_grid_is_refused(self):
        with self.assertRaisesRegex(UserError, "Add a line"):
            self._grid().action_log()

    def test_a_hundred_runs_stay_set_based(self):
        self._receive(self.wax, 100000)
        self._receive(self.wick, 1000)
        grid = self._grid(*[{"quantity": 2}] * 100)
        counter = self.env.cr.sql_log_count
        grid.action_log()
        self.env.flush_all()
        spent = self.env.cr.sql_log_count - counter
        self.assertEqual(self._free(self.candle), 200)
        self.assertLess(spent / 100, 70, "an ordinary order takes about 140 queries")

    def test_the_bench_group_may_use_it(self):
        user = new_test_user(self.env, "grid_hand", groups="maker_mrp.group_user")
        grid = self._grid({"quantity": 10}).with_user(user)
        grid = (
            self.env["maker.run.grid"]
            .with_user(user)
            .create(
                {"line_ids": [(0, 0, {"product_id": self.candle.id, "quantity": 4})]}
            )
        )
        grid.action_log()
        self.assertEqual(self._free(self.candle), 4)
