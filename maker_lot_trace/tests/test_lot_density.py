from odoo.tests import Form, tagged

from odoo.addons.maker_mrp.tests.common_runs import RunCase


@tagged("post_install", "-at_install")
class TestLotDensity(RunCase):
    """Oil kept in grams, written in millilitres, in lots of their own density."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milliliter = cls.env.ref("uom.product_uom_milliliter")
        cls.oil = cls._material("Oil", cls.gram, 0.1, 0, tracking="lot", density=0.9)
        cls.light = cls._oil_lot("A", 0.0, 45)
        cls.heavy = cls._oil_lot("B", 0.95, 1000)
        cls.balm = cls._product("Balm")
        cls.recipe = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.balm.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [(0, 0, {"product_id": cls.oil.id, "entry": "10 ml"})],
            }
        )

    @classmethod
    def _oil_lot(cls, name, density, quantity):
        lot = cls.env["stock.lot"].create(
            {"product_id": cls.oil.id, "name": name, "density": density}
        )
        cls._receive(cls.oil, quantity, lot=lot)
        return lot

    def _used_by_lot(self, runs):
        used = {}
        for line in runs.move_raw_ids.move_line_ids:
            name = line.lot_id.name
            used[name] = round(used.get(name, 0.0) + line.quantity_product_uom, 2)
        return used

    def test_a_started_run_takes_what_its_lots_weigh(self):
        run = self._run(10, product=self.balm)
        run.action_maker_start()
        self.assertEqual(self._used_by_lot(run), {"A": 45, "B": 47.5})
        run.action_maker_finish()
        self.assertEqual(self._used_by_lot(run), {"A": 45, "B": 47.5})
        self.assertEqual(self._free(self.oil), 1045 - 92.5)
        run.action_maker_undo()
        self.assertEqual(self._free(self.oil), 1045)

    def test_a_run_logged_in_one_step_takes_what_its_lots_weigh(self):
        log = self.env["maker.run.log"].create(
            {"product_id": self.balm.id, "quantity": 10}
        )
        self.assertEqual(
            {line.lot_id.name: line.used_qty for line in log.line_ids},
            {"A": 45, "B": 47.5},
        )
        log.action_log()
        run = self.env["mrp.production"].search([("product_id", "=", self.balm.id)])
        self.assertEqual(self._used_by_lot(run), {"A": 45, "B": 47.5})

    def test_what_is_written_for_a_lot_has_its_density(self):
        log = self.env["maker.run.log"].new(
            {"product_id": self.balm.id, "quantity": 10}
        )
        line = log.line_ids.filtered(lambda line: line.lot_id.name == "B")
        line.entry = "100 ml"
        self.assertEqual(line.used_qty, 95)
        line = log.line_ids.filtered(lambda line: line.lot_id.name == "A")
        line.entry = "100 ml"
        self.assertEqual(line.used_qty, 90)

    def test_a_run_logged_in_parts_with_two_lots_and_corrected(self):
        run = self._run(10, product=self.balm)
        run.action_maker_start()
        rest = run.action_maker_finish(4)
        rest.action_maker_finish()
        parts = run | rest
        self.assertEqual(self._used_by_lot(parts), {"A": 45, "B": 47.5})
        self.assertFalse(run.maker_bench_gap)
        action = rest.action_maker_ask_correct()
        log = Form.from_action(self.env, action)
        with log.line_ids.edit(len(rest.move_raw_ids.move_line_ids) - 1) as line:
            self.assertEqual(line.lot_id, self.heavy)
            line.entry = "100 ml"
        log.save().action_log()
        self.assertEqual(
            sum(
                rest.move_raw_ids.move_line_ids.filtered(
                    lambda line: line.lot_id == self.heavy
                ).mapped("quantity")
            ),
            95,
        )
        rest.action_maker_undo()
        run.action_maker_undo()
        self.assertEqual(self._free(self.oil), 1045)
