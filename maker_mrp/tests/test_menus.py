from odoo.tests import TransactionCase, new_test_user, tagged

BUY = ("Buy/Purchases", "Buy/Receipts", "Buy/Vendors and prices")


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    """Each of Maker's roles is shown what it can use, and nobody else anything."""

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

    def test_a_manager_buys(self):
        self.assertLessEqual(set(BUY), self._menus("maker_mrp.group_manager"))

    def test_the_bench_receives(self):
        shown = self._menus("maker_mrp.group_user")
        self.assertEqual(shown & set(BUY), {"Buy/Receipts"})

    def test_an_accountant_reads_purchases_and_prices(self):
        shown = self._menus("base.group_user,maker_mrp.group_accountant")
        self.assertEqual(shown & set(BUY), {"Buy/Purchases", "Buy/Vendors and prices"})

    def test_people_with_odoos_groups_alone_see_nothing_of_maker(self):
        groups = (
            "base.group_user,stock.group_stock_manager,purchase.group_purchase_manager,"
            "sales_team.group_sale_manager,mrp.group_mrp_manager"
        )
        self.assertEqual(self._menus(groups), set())
