from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.misc import DotDict
from odoo.tools.safe_eval import safe_eval

from ..common_runs import RunCase


@tagged("post_install", "-at_install")
class TestRunCost(RunCase):
    """A run's own page tells what it cost, how long it took, and what was taken."""

    def test_a_finished_run_tells_its_cost_in_total_and_per_unit(self):
        run = self._run(40)
        self.assertFalse(run.maker_cost_each)
        run.action_maker_start()
        run.action_maker_finish()
        self.assertAlmostEqual(run.maker_cost, 40 * (200 * 0.01 + 0.5))
        self.assertRegex(run.maker_cost_each, r"2\.50.* / Units")
        self.assertEqual(run.maker_minutes, 0)

    def test_the_cost_per_unit_is_of_the_unit_it_is_kept_in(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        run = self._run(2, product_uom_id=dozen.id)
        run.action_maker_start()
        run.action_maker_finish()
        self.assertAlmostEqual(run.maker_cost, 24 * 2.5)
        self.assertRegex(run.maker_cost_each, r"2\.50.* / Units")

    def test_minutes_are_told_and_are_in_the_cost(self):
        self.company._maker_bench().costs_hour = 30
        run = self._run(10)
        run.action_maker_start()
        run.action_maker_finish(minutes=24)
        self.assertAlmostEqual(run.maker_minutes, 24)
        self.assertAlmostEqual(run.maker_cost, 10 * 2.5 + 24 / 60 * 30)

    def test_the_form_shows_them_when_the_run_is_done(self):
        run = self._run(4)
        run.action_maker_start()
        form = Form(run, view="maker_mrp.mrp_production_view_form_run")
        for name in ("maker_cost", "maker_cost_each", "maker_minutes"):
            self.assertTrue(form._get_modifier(name, "invisible"), name)
        run.action_maker_finish(minutes=5)
        form = Form(run, view="maker_mrp.mrp_production_view_form_run")
        for name in ("maker_cost", "maker_cost_each", "maker_minutes"):
            self.assertFalse(form._get_modifier(name, "invisible"), name)

    def _headings(self, run):
        """Headings of the quantities beside the planned ones, as the run stands."""
        view = self.env.ref("maker_mrp.mrp_production_view_form_run")
        columns = etree.fromstring(view.get_combined_arch()).xpath(
            "//field[@name='move_raw_ids']/list/field[@name='quantity']"
        )
        state = {"state": run.state, "maker_stage": run.maker_stage}
        return [
            column.get("string")
            for column in columns
            if not safe_eval(column.get("column_invisible"), {"parent": DotDict(state)})
        ]

    def test_what_is_only_set_aside_is_not_called_taken(self):
        run = self._run(4)
        self.assertEqual(self._headings(run), [])
        run.action_confirm()
        self.assertEqual(self._headings(run), ["Set aside"])
        run.action_maker_start()
        self.assertEqual(self._headings(run), ["Taken"])
        run.action_maker_finish()
        self.assertEqual(self._headings(run), ["Taken"])
