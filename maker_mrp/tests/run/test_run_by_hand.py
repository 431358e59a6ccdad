from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRunByHand(TransactionCase):
    """A run written on Odoo's form, by the bench, with Odoo's defaults."""

    def test_a_recipe_with_labour_is_planned_by_the_bench(self):
        candle = self.env["product.product"].create(
            {"name": "Candle", "is_storable": True, "maker_kind": "product"}
        )
        recipe = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": candle.product_tmpl_id.id,
                "product_qty": 12,
                "operation_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Pouring",
                            "workcenter_id": self.env.company._maker_bench().id,
                            "time_cycle_manual": 45,
                        },
                    )
                ],
            }
        )
        bench = new_test_user(self.env, "hand", groups="maker_mrp.group_user")
        form = Form(self.env["mrp.production"].with_user(bench))
        form.product_id = candle
        form.bom_id = recipe
        run = form.save()
        run.action_confirm()
        self.assertEqual(run.workorder_ids.workcenter_id.name, "Bench")
