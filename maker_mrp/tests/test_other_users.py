from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from .common_runs import RunCase


@tagged("post_install", "-at_install")
class TestUsersWithoutMaker(RunCase):
    """People who use Odoo's own groups go on working once Maker is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "plain_seller", groups="sales_team.group_sale_salesman"
        )
        cls.clerk = new_test_user(
            cls.env,
            "plain_clerk",
            groups="mrp.group_mrp_user,stock.group_stock_user",
        )
        cls.planner = new_test_user(
            cls.env, "plain_planner", groups="mrp.group_mrp_manager"
        )
        size = cls.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [Command.create({"name": n}) for n in ("Small", "Large")],
            }
        )
        cls.gift = cls.env["product.template"].create(
            {
                "name": "Gift set",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": size.id,
                            "value_ids": [Command.set(size.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        large = cls.gift.attribute_line_ids.product_template_value_ids[1]
        cls.bundle = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.gift.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.candle.id,
                            "product_qty": 1,
                            "scales_with_size": True,
                        }
                    )
                ],
                "scale_ids": [Command.create({"value_id": large.id, "factor": 3})],
            }
        )

    def test_a_salesperson_sells_a_sized_bundle(self):
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.gift.product_variant_ids[1].id,
                                "product_uom_qty": 2,
                            }
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        move = order.sudo().picking_ids.move_ids
        self.assertEqual((move.product_id, move.product_uom_qty), (self.candle, 6))

    def test_a_production_clerk_makes_and_finishes_a_run(self):
        self._run(10).action_maker_start()
        runs = self.env["mrp.production"].with_user(self.clerk)
        form = Form(runs)
        form.product_id = self.candle
        form.product_qty = 4
        run = form.save()
        run.action_confirm()
        with Form(run) as form:
            form.qty_producing = 4
        run.button_mark_done()
        self.assertEqual(run.state, "done")
        self.assertEqual(len(runs.search([]).mapped("maker_wip_value")), 2)

    def test_a_production_manager_edits_a_recipe(self):
        form = Form(self.bundle.with_user(self.planner))
        with form.bom_line_ids.edit(0) as line:
            line.product_qty = 2
        form.save()
        self.bundle.with_user(self.planner).scale_ids.factor = 4
        self.assertGreater(self.bundle.revision, 1)

    def test_everybody_reads_the_lists_of_products(self):
        for group in (
            "sales_team.group_sale_salesman",
            "purchase.group_purchase_user",
            "account.group_account_invoice",
            "stock.group_stock_user",
        ):
            user = new_test_user(self.env, f"reader_{group}", groups=group)
            products = self.env["product.product"].with_user(user)
            names = products.get_views([(False, "list")])["models"]["product.product"][
                "fields"
            ]
            with self.subTest(group):
                self.assertTrue(
                    products.browse(self.candle.id).web_read(
                        {name: {} for name in names if name in products._fields}
                    )
                )
