"""Every view of the suite works for each user who may be shown it."""

from odoo.tests import TransactionCase, tagged


@tagged("standard", "post_install", "-at_install")
class TestViewGroups(TransactionCase):
    def test_no_view_needs_a_field_that_its_reader_may_not_see(self):
        """Odoo warns of one when the view is stored, as at every installation.

        Beside the subcontracting portal outsiders read runs, lots and recipes, too;
        ``tests/acceptance/test_ordinary_flows.py`` asks again there.
        """
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "=like", "maker\\_%")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).exists()
        self.assertGreater(len(views), 50)
        with self.assertNoLogs("odoo.addons.base.models.ir_ui_view", "WARNING"):
            views._check_xml()
