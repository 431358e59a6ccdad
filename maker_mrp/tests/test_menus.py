from lxml import etree

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import str2bool
from odoo.tools.safe_eval import safe_eval

NEW = {
    *("Buy/Purchases", "Buy/Receipts", "Buy/Vendors and prices"),
    *("Stock/Counts", "Sell/Quotations and orders", "Sell/Deliveries"),
}


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    """Each of Maker's roles is shown what it can use, and nobody else anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.env["res.partner"].create({"name": "Both"})
        product = cls.env["product.product"].create(
            {
                "name": "Wick",
                "is_storable": True,
                "seller_ids": [Command.create({"partner_id": partner.id, "price": 2})],
            }
        )
        line = Command.create({"product_id": product.id})
        for model in ("purchase.order", "sale.order"):
            order = cls.env[model].create(
                {"partner_id": partner.id, "order_line": [line]}
            )
            (getattr(order, "button_confirm", None) or order.action_confirm)()
        cls.env["stock.quant"]._update_available_quantity(
            product, order.warehouse_id.lot_stock_id, 5
        )

    def _menus(self, groups):
        """``{"Buy/Purchases", ...}`` that a user of these groups is shown in Maker."""
        user = new_test_user(self.env, "of_menus", groups=groups)
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        root = self.env.ref("maker_mrp.maker_menu_root").id
        if root not in menus["root"]["children"]:
            return set()
        return {
            f"{menus[branch]['name']}/{menus[leaf]['name']}"
            for branch in menus[root]["children"]
            for leaf in menus[branch]["children"]
        }

    def test_empty_screens_show_no_invented_rows(self):
        views = self.env["ir.ui.view"].search(
            [
                ("mode", "=", "primary"),
                ("type", "in", ("list", "kanban", "pivot", "graph", "calendar")),
                ("model", "!=", False),
            ]
        )
        for view, name in views.get_external_id().items():
            if name.startswith("maker_"):
                view = views.browse(view)
                arch = self.env[view.model].get_view(view.id, view.type)["arch"]
                sample = etree.fromstring(arch).get("sample", "0")
                self.assertFalse(str2bool(sample), name)

    def test_empty_lists_of_transfers_say_what_to_do_in_maker(self):
        pickings = self.env["stock.picking"]
        for name in ("receipts", "deliveries"):
            action = self.env["ir.actions.act_window"]._for_xml_id(
                f"maker_mrp.stock_picking_action_{name}"
            )
            asked = safe_eval(
                action["context"], {"allowed_company_ids": self.env.companies.ids}
            )
            told = pickings.with_context(**asked).get_empty_list_help(action["help"])
            self.assertEqual(told, action["help"])
        plain = pickings.with_context(restricted_picking_type_code="incoming")
        self.assertNotEqual(plain.get_empty_list_help(action["help"]), action["help"])

    def test_a_manager_buys_counts_and_sells(self):
        self.assertLessEqual(NEW, self._menus("maker_mrp.group_manager"))

    def test_the_bench_receives_counts_and_delivers(self):
        self.assertEqual(
            self._menus("maker_mrp.group_user") & NEW,
            {"Buy/Receipts", "Stock/Counts", "Sell/Deliveries"},
        )

    def test_an_accountant_reads_what_was_bought_and_sold(self):
        self.assertEqual(
            self._menus("base.group_user,maker_mrp.group_accountant") & NEW,
            {"Buy/Purchases", "Buy/Vendors and prices", "Sell/Quotations and orders"},
        )

    def test_every_window_opens_with_the_first_of_its_views(self):
        names = self.env["ir.model.data"].search(
            [
                ("module", "=", "maker_mrp"),
                ("model", "=", "ir.actions.act_window"),
            ]
        )
        actions = self.env["ir.actions.act_window"].browse(names.mapped("res_id"))
        self.assertTrue(actions)
        for action in actions.exists():
            with self.subTest(action=action.name):
                modes = [mode for _view, mode in action.views]
                self.assertEqual(modes, action.view_mode.split(","))

    def test_what_a_role_is_shown_opens_for_it(self):
        roles = {
            "maker_mrp.group_user": (
                *("stock_picking_action_receipts", "stock_quant_action_counts"),
                "stock_picking_action_deliveries",
            ),
            "base.group_user,maker_mrp.group_accountant": (
                *("purchase_order_action_maker", "product_supplierinfo_action_maker"),
                "sale_order_action_maker",
            ),
        }
        for groups, actions in roles.items():
            user = new_test_user(self.env, groups.split(".")[-1], groups=groups)
            for name in actions:
                action = self.env.ref(f"maker_mrp.{name}")
                model = self.env[action.res_model].with_user(user)
                views = action.view_ids
                shown = model.get_views([(v.view_id.id, v.view_mode) for v in views])
                names = shown["models"][action.res_model]["fields"]
                with self.subTest(name):
                    self.assertTrue(model.search([], limit=1).read(list(names)))

    def test_people_with_odoos_groups_alone_see_nothing_of_maker(self):
        groups = (
            "base.group_user,stock.group_stock_manager,purchase.group_purchase_manager,"
            "sales_team.group_sale_manager,mrp.group_mrp_manager"
        )
        self.assertEqual(self._menus(groups), set())
