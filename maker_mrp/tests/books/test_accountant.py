from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common_books import BooksCase

SOURCES = [
    "mrp.bom",
    "mrp.bom.line",
    "mrp.production",
    "mrp.workorder",
    "product.product",
    "product.supplierinfo",
    "product.template",
    "product.value",
    "purchase.order",
    "purchase.order.line",
    "sale.order",
    "sale.order.line",
    "stock.location",
    "stock.lot",
    "stock.move",
    "stock.move.line",
    "stock.picking",
    "stock.quant",
    "stock.reference",
    "stock.scrap",
    "stock.warehouse.orderpoint",
    "maker.cogs.line",
    "maker.cogs.period",
    "maker.cogs.product",
    "maker.cogs.snapshot",
]
BOOKS = ["maker.cogs.period", "maker.cogs.line", "maker.cogs.product"]


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestAccountant(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "accountant",
            groups="maker_mrp.group_accountant,base.group_user",
        )
        cls.bought = cls._buy(cls.wax, 10, cls.pound, 9.0, 20, 15)
        cls.lot = cls.env["stock.lot"].create(
            {"name": "L1", "product_id": cls._product("Oil", tracking="lot").id}
        )
        cls.candle = cls._product("Candle")
        cls.recipe = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.candle.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": cls.wax.id, "product_qty": 200})
                ],
            }
        )
        cls.production = cls.env["mrp.production"].create(
            {"product_id": cls.candle.id, "product_qty": 2, "bom_id": cls.recipe.id}
        )
        cls.production.action_confirm()
        cls.production.qty_producing = 2
        cls.production.move_raw_ids.write({"quantity": 400, "picked": True})
        cls.production.button_mark_done()
        cls.sale = cls.env["sale.order"].create(
            {
                "partner_id": cls.vendor.id,
                "order_line": [
                    Command.create({"product_id": cls.candle.id, "product_uom_qty": 1})
                ],
            }
        )
        cls.sale.action_confirm()
        cls.sale.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        cls.sale.picking_ids._action_done()
        cls.scrap = cls.env["stock.scrap"].create(
            {"product_id": cls.wax.id, "scrap_qty": 5, "location_id": cls.stock.id}
        )
        cls.scrap.action_validate()
        cls.rule = cls.env["stock.warehouse.orderpoint"].create(
            {"product_id": cls.wax.id, "location_id": cls.stock.id}
        )
        cls.period = cls.env["maker.cogs.period"].create(
            {"date_from": "2026-06-01", "date_to": "2026-06-30"}
        )
        cls.period.action_work_out()

    def test_every_source_can_be_read_and_none_changed(self):
        for name in SOURCES:
            model = self.env[name].with_user(self.user)
            self.assertTrue(model.has_access("read"), name)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(model.has_access(operation), f"{operation} {name}")

    def test_changing_stock_is_refused(self):
        records = [
            self.bought.picking_ids.move_ids,
            self.bought.picking_ids.move_line_ids,
            self.bought.picking_ids,
            self.bought,
            self.production,
            self.recipe,
            self.lot,
            self.wax,
            self.wax.product_tmpl_id,
            self.scrap,
            self.sale,
            self.rule,
            self.period,
            self.env["stock.quant"]._gather(self.wax, self.stock),
        ]
        for record in records:
            mine = record[:1].with_user(self.user)
            with self.assertRaises(AccessError, msg=record._name):
                mine.write({"company_id": self.company.id})
            # What is done cannot be deleted or copied by anybody.
            with self.assertRaises(UserError, msg=record._name):
                mine.unlink()
            with self.assertRaises(UserError, msg=record._name):
                mine.copy()

    def test_doing_is_refused_too(self):
        quant = self.env["stock.quant"]._gather(self.wax, self.stock)
        as_accountant = self.env(user=self.user)
        attempts = [
            lambda: (
                quant.with_env(as_accountant)
                .with_context(inventory_mode=True)
                .write({"inventory_quantity": 1})
            ),
            lambda: (
                as_accountant["stock.quant"]
                .with_context(inventory_mode=True)
                .create(
                    {
                        "product_id": self.wax.id,
                        "location_id": self.stock.id,
                        "inventory_quantity": 3,
                    }
                )
            ),
            lambda: self.production.with_env(as_accountant).action_maker_undo(),
            lambda: self.wax.with_env(as_accountant).write({"standard_price": 3}),
            lambda: self.wax.with_env(as_accountant).write({"qty_available": 3}),
            lambda: self.rule.with_env(as_accountant).action_maker_refresh(),
            lambda: self.rule.with_env(as_accountant).action_maker_order(),
            lambda: self.period.with_env(as_accountant).action_work_out(),
            lambda: self.period.with_env(as_accountant).action_close(),
            lambda: self.scrap.with_env(as_accountant).copy().action_validate(),
        ]
        before = self.env["stock.move"].search_count([])
        for number, attempt in enumerate(attempts):
            with self.assertRaises(UserError, msg=f"attempt {number}"):
                attempt()
                self.env.flush_all()
        self.assertEqual(self.env["stock.move"].search_count([]), before)

    def test_a_question_is_left_beside_the_figures(self):
        period = self.period.with_user(self.user)
        manager = new_test_user(
            self.env, "answering", "base.group_user,maker_mrp.group_manager"
        )
        words = "Is the count of May in here?"
        question = period.message_post(body=words, partner_ids=manager.partner_id.ids)
        self.assertEqual(question.author_id, self.user.partner_id)
        self.assertIn(manager.partner_id, question.notified_partner_ids)
        with self.assertRaises(AccessError):
            period.name = "Other"

    def test_a_row_is_titled_by_its_product(self):
        lines = self.env["maker.cogs.line"].search([], limit=1)
        self.assertTrue(lines)
        self.assertEqual(
            lines.with_user(self.user).display_name, lines.product_id.display_name
        )

    def test_the_list_of_periods_adds_up(self):
        periods = self.env["maker.cogs.period"].with_user(self.user)
        arch = etree.fromstring(periods.get_view(view_type="list")["arch"])
        shown = {
            field.get("name")
            for field in arch.iter("field")
            if field.get("optional") != "hide"
        }
        signs = {
            "opening_value": 1,
            "late_value": 1,
            "counted_value": 1,
            "purchase_value": 1,
            "added_value": 1,
            "closing_value": -1,
            "sold_value": -1,
            "difference_value": -1,
        }
        self.assertLessEqual(signs.keys(), shown)
        total = sum(sign * self.period[name] for name, sign in signs.items())
        self.assertAlmostEqual(total, 0, 2)

    def test_every_page_of_the_books_opens(self):
        for name in BOOKS:
            model = self.env[name].with_user(self.user)
            views = model.get_views(
                [(False, kind) for kind in ("list", "form", "search")]
            )
            arch = etree.fromstring(views["views"]["list"]["arch"])
            names = {node.get("name") for node in arch.iter("field")}
            records = model.search([])
            self.assertTrue(records, name)
            records.web_read({field: {} for field in names})
            Form(records[0])

    def test_every_figure_leads_to_a_source_that_opens(self):
        for record in (
            self.wax,
            self.wax.product_tmpl_id,
            self.recipe,
            self.production,
            self.lot,
            self.sale,
            self.bought,
            self.bought.picking_ids.move_ids,
            self.bought.picking_ids.move_line_ids,
            self.scrap,
            self.rule,
            self.env["stock.quant"]._gather(self.wax, self.stock),
        ):
            Form(record[:1].with_user(self.user))
        carriers = self.env.get("delivery.carrier")
        if carriers is None or carriers.with_user(self.user).has_access("read"):
            Form(self.bought.picking_ids.with_user(self.user))

    def test_the_books_are_on_the_menu(self):
        menus = self.env["ir.ui.menu"].with_user(self.user)
        visible = menus.browse(menus._visible_menu_ids())
        names = visible.filtered(
            lambda menu: menu.complete_name.startswith("Maker/Books")
        ).mapped("name")
        self.assertIn("Cost of goods sold", names)
        self.assertIn("Inventory value", names)
        value = self.env.ref("maker_mrp.inventory_value_menu").action
        action = value.with_user(self.user).run()
        Form(
            self.env[action["res_model"]].browse(action["res_id"]).with_user(self.user)
        )

    def test_only_reading_is_implied(self):
        group = self.env.ref("maker_mrp.group_accountant")
        self.assertEqual(
            group.implied_ids, self.env.ref("account.group_account_readonly")
        )
