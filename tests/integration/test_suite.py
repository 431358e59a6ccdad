from odoo.tests import TransactionCase, tagged


@tagged("standard", "post_install", "-at_install")
class TestSuite(TransactionCase):
    def test_all_three_addons_are_installed_together(self):
        names = ["maker_mrp", "maker_lot_trace", "maker_channel_sync"]
        modules = self.env["ir.module.module"].search([("name", "in", names)])
        self.assertEqual(set(modules.mapped("state")), {"installed"})
        self.assertEqual(len(modules), 3)
