from ast import literal_eval

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestCounts(MakerCommon):
    """Stock is counted in Maker by whoever works at the bench."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = new_test_user(cls.env, "counter", groups="maker_mrp.group_user")
        cls._put_in_stock(cls.jar, 40)

    def _quants(self):
        quants = self.env["stock.quant"].with_user(self.bench)
        action = quants.action_maker_counts()
        quants = quants.with_context(**action["context"])
        return quants, literal_eval(action["domain"])

    def _counted(self, product):
        quants, domain = self._quants()
        return quants.search([*domain, ("product_id", "=", product.id)])

    def test_a_count_moves_the_difference_and_says_why(self):
        quant = self._counted(self.jar)
        with Form(quant, view="maker_mrp.stock_quant_view_form_counts") as form:
            form.inventory_quantity = 37
        self.assertEqual(quant.inventory_diff_quantity, -3)
        quant.action_apply_inventory()
        self.assertEqual(self.jar.qty_available, 37)
        move = self.env["stock.move"].search(
            [("product_id", "=", self.jar.id), ("is_inventory", "=", True)]
        )
        self.assertEqual((move.quantity, move.location_dest_id.usage), (3, "inventory"))
        self.assertEqual(move.create_uid, self.bench)

    def test_what_was_never_in_stock_is_counted_as_new(self):
        quants, _domain = self._quants()
        form = Form(quants, view="maker_mrp.stock_quant_view_form_counts")
        form.product_id = self.wax
        form.inventory_quantity = 900
        form.save().action_apply_inventory()
        self.assertEqual(self.wax.qty_available, 900)

    def test_what_is_on_the_bench_or_none_of_makers_is_not_counted_here(self):
        bench = self.env["stock.location"].create(
            {"name": "Work", "usage": "internal", "maker_role": "wip"}
        )
        self.env["stock.quant"]._update_available_quantity(self.jar, bench, 5)
        self.assertEqual(self._counted(self.jar).quantity, 40)
        self.jar.maker_kind = False
        self.assertFalse(self._counted(self.jar))

    def test_others_are_refused(self):
        clerk = new_test_user(self.env, "clerk", groups="stock.group_stock_manager")
        with self.assertRaises(AccessError):
            self.env["stock.quant"].with_user(clerk).action_maker_counts()
