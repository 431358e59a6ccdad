from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "maker_tour")
class TestRunTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hand = new_test_user(
            cls.env,
            "tour_hand",
            groups="maker_mrp.group_user",
            password="tour_hand",
        )
        gram = cls.env.ref("uom.product_uom_gram")
        average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        values = {"is_storable": True, "categ_id": average.id}
        cls.wax, cls.wick, cls.candle = cls.env["product.product"].create(
            [
                {
                    "name": "Tour wax",
                    "uom_id": gram.id,
                    "standard_price": 0.01,
                    **values,
                },
                {"name": "Tour wick", "standard_price": 0.5, **values},
                {"name": "Tour candle", **values},
            ]
        )
        stock = cls.env["stock.warehouse"].search([], limit=1).lot_stock_id
        for product, quantity in ((cls.wax, 5000), (cls.wick, 50)):
            cls.env["stock.quant"]._update_available_quantity(product, stock, quantity)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.candle.product_tmpl_id.id,
                "bom_line_ids": [
                    (0, 0, {"product_id": cls.wax.id, "product_qty": 200}),
                    (0, 0, {"product_id": cls.wick.id, "product_qty": 1}),
                ],
            }
        )

    def _run(self, quantity):
        return self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": quantity}
        )

    def _tour(self, action, name, size="1366x900"):
        self.browser_size = size
        self.start_tour(
            f"/odoo/action-maker_mrp.{action}", name, login=self.hand.login, timeout=120
        )

    def _on_hand(self, product):
        product.invalidate_recordset(["qty_available"])
        return product.qty_available

    def test_log_a_run_in_one_step(self):
        self._tour("maker_run_log_action", "maker_run_log")
        run = self.env["mrp.production"].search([("product_id", "=", self.candle.id)])
        self.assertEqual(run.state, "done")
        used = run.move_raw_ids.filtered(lambda move: move.product_id == self.wax)
        self.assertEqual(used.quantity, 2100)

    def test_a_form_left_untouched_asks_nothing(self):
        self._tour("maker_run_log_action", "maker_run_log_untouched")

    def test_a_run_logged_on_a_phone_takes_its_materials(self):
        self._tour("maker_run_log_action", "maker_run_log_on_a_phone", "390x844")
        self.assertEqual(self._on_hand(self.candle), 10)
        self.assertEqual(self._on_hand(self.wax), 5000 - 2000)
        self.assertEqual(self._on_hand(self.wick), 50 - 10)

    def test_usage_corrected_on_a_phone_is_what_is_taken(self):
        self._tour(
            "maker_run_log_action", "maker_run_log_corrected_on_a_phone", "390x844"
        )
        self.assertEqual(self._on_hand(self.wax), 5000 - 2100)
        self.assertEqual(self._on_hand(self.wick), 50 - 10)

    def test_a_phone_shows_the_bench_under_an_empty_stage(self):
        self._run(10).action_maker_start()
        self._tour(
            "mrp_production_action_bench", "maker_run_stages_on_a_phone", "390x844"
        )

    def test_bench_board_on_a_wide_screen(self):
        self._bench("1366x900")

    def test_bench_board_on_a_phone(self):
        self._bench("390x844")

    def _bench(self, size):
        run = self._run(10)
        run.action_confirm()
        self._tour("mrp_production_action_bench", "maker_run_bench", size)
        self.assertEqual(run.state, "done")
        self.assertEqual((run.qty_produced, run.maker_spoiled_qty), (5, 2))
        self.assertEqual(self._on_hand(self.wax), 5000 - 7 * 200)
        self.assertEqual(self._on_hand(self.wick), 50 - 7)

    def test_missing_materials_on_the_bench_board(self):
        run = self._run(30)
        self._tour("mrp_production_action_bench", "maker_run_missing")
        self.assertEqual(run.maker_stage, "bench")

    def test_work_in_progress_page(self):
        self._run(10).action_maker_start()
        self._tour("maker_wip_action", "maker_wip")

    def test_log_many_runs_from_the_grid(self):
        self._tour("maker_run_grid_action", "maker_run_grid")
        runs = self.env["mrp.production"].search([("product_id", "=", self.candle.id)])
        self.assertEqual(sorted(runs.mapped("qty_produced")), [3, 4])
        self.assertEqual(self._on_hand(self.wax), 5000 - 7 * 200)

    def test_log_many_runs_on_a_phone(self):
        self._tour("maker_run_grid_action", "maker_run_grid_on_a_phone", "390x844")
        run = self.env["mrp.production"].search([("product_id", "=", self.candle.id)])
        self.assertEqual((run.qty_produced, run.maker_spoiled_qty), (3, 1))
        self.assertEqual(self._on_hand(self.wax), 5000 - 4 * 200)

    def test_undo_a_finished_run(self):
        run = self._run(5)
        run.action_maker_start()
        run.action_maker_finish()
        self._tour(f"mrp_production_action_runs/{run.id}", "maker_run_undo")
        self.assertEqual(run.state, "cancel")
        self.assertEqual(self._on_hand(self.wax), 5000)
        self.assertEqual(self._on_hand(self.candle), 0)

    def test_count_materials_from_the_board(self):
        self._run(5).action_confirm()
        self._tour("mrp_production_action_bench", "maker_run_count")
        self.assertEqual(self._on_hand(self.wax), 4900)

    def test_count_materials_on_a_phone(self):
        self._run(5).action_confirm()
        self._tour("mrp_production_action_bench", "maker_run_count", "390x844")
        self.assertEqual(self._on_hand(self.wax), 4900)
