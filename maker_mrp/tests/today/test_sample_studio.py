from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from ...sample_studios import STUDIOS

WHO_WROTE = ("write_date", "write_uid")


@tagged("post_install", "-at_install")
class TestSampleStudio(TransactionCase):
    """A studio to look around in comes with one button and goes with one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "sample_manager", groups="maker_mrp.group_manager"
        )
        cls.studios = cls.env["maker.sample.studio"].with_user(cls.manager)

    def database(self):
        """Every row of every table, but for who wrote it last and when."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)"
                " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
                " AND c.relnamespace = current_schema::regnamespace"
                " AND a.attname <> ALL(%s) GROUP BY c.relname",
                list(WHO_WROTE),
            )
        )
        return {
            table: set(
                self.env.execute_query(
                    SQL(
                        "SELECT %s FROM %s",
                        SQL(", ").join(
                            SQL("%s::text", SQL.identifier(name)) for name in names
                        ),
                        SQL.identifier(table),
                    )
                )
            )
            for table, names in columns
        }

    def counters(self):
        rows = self.env.execute_query(
            SQL("SELECT relname FROM pg_class WHERE relname LIKE 'ir\\_sequence\\_%%'")
        )
        return {name for (name,) in rows}

    def assert_same(self, before, after):
        """The database holds what it held; ids that were given are not given again."""
        self.assertEqual(
            {table for table in before if before[table] != after[table]}, set()
        )

    def inside(self, company_id):
        company = self.env["res.company"].browse(company_id)
        return company.with_context(allowed_company_ids=company.ids).env

    def play(self, studio):
        """Sell, invoice and be paid; buy and receive; finish; write a note."""
        company = studio.company
        if self.env.company.chart_template:
            studio["account.chart.template"].try_loading(
                self.env.company.chart_template, company, install_demo=False
            )
        item = {
            record.default_code: record
            for record in studio["product.product"].search(
                [("company_id", "=", company.id)]
            )
        }
        jar, wax = item["CP-JAR"], item["CW-SOY"]
        customer = studio["res.partner"].create(
            {"name": "Somebody", "company_id": company.id}
        )
        order = studio["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create({"product_id": jar.id, "product_uom_qty": 2})
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": 2, "picked": True})
        order.picking_ids.button_validate()
        if company.chart_template:
            invoice = order._create_invoices()
            invoice.action_post()
            studio["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({}).action_create_payments()
        purchase = studio["purchase.order"].create(
            {
                "partner_id": wax.seller_ids.partner_id.id,
                "order_line": [Command.create({"product_id": wax.id})],
            }
        )
        purchase.button_confirm()
        purchase.picking_ids.move_ids.picked = True
        purchase.picking_ids.button_validate()
        wax.product_tmpl_id.message_post(body=wax.name)
        studio["ir.attachment"].create(
            {"name": "a.txt", "raw": b"a", "res_model": jar._name, "res_id": jar.id}
        )
        run = studio["mrp.production"].search(
            [("company_id", "=", company.id), ("state", "=", "confirmed")]
        )
        run.action_maker_finish()
        return order

    def test_it_goes_without_a_trace_however_much_was_done_in_it(self):
        before, counters = self.database(), self.counters()
        company_id = self.studios.open_studio("candles")
        studio = self.inside(company_id)
        order = self.play(studio)
        self.assertEqual(order.picking_ids.state, "done")
        home = self.studios.remove_studio(company_id)
        self.assertEqual(home, self.env.company.id)
        self.assert_same(before, self.database())
        self.assertEqual(counters, self.counters())

    def test_each_craft_has_what_a_studio_has(self):
        for craft, data in STUDIOS.items():
            studio = self.inside(self.studios.open_studio(craft))
            own = [("company_id", "=", studio.company.id)]
            products = studio["product.product"].search(own)
            self.assertEqual(
                set(products.mapped("maker_kind")),
                {"material", "supply", "component", "product"},
                craft,
            )
            recipes = studio["mrp.bom"].search(own)
            self.assertEqual(len(recipes), 3, craft)
            costs = recipes.mapped("recipe_unit_cost")
            self.assertTrue(all(cost > 0 for cost in costs), craft)
            self.assertFalse(any(recipes.mapped("is_below_cost")), craft)
            runs = studio["mrp.production"].search(own)
            done = runs.filtered(lambda run: run.state == "done")
            self.assertEqual(len(done), len(data.finished), craft)
            self.assertTrue(all((runs - done).mapped("maker_started_at")), craft)
            worth = studio["stock.quant"].search(
                [*own, ("location_id.usage", "=", "internal"), ("quantity", ">", 0)]
            )
            self.assertTrue(all(quant.value > 0 for quant in worth), craft)
            page = studio["maker.today"].with_user(self.manager).get_page()
            self.assertEqual(page["sample"]["here"]["id"], studio.company.id)
            self.assertNotIn("costs", [card["key"] for card in page["cards"]], craft)

    def test_pressing_twice_makes_one(self):
        first = self.studios.open_studio("soap")
        self.assertEqual(self.studios.open_studio("soap"), first)
        other = new_test_user(
            self.env, "sample_other", groups="maker_mrp.group_manager"
        )
        found = self.env["maker.sample.studio"].with_user(other).open_studio("soap")
        self.assertEqual(found, first)
        self.assertIn(first, other.company_ids.ids)
        self.studios.remove_studio(first)
        self.assertEqual(other.company_ids, self.env.company)
        with self.assertRaisesRegex(UserError, "not there any more"):
            self.studios.remove_studio(first)

    def test_only_a_manager_may_and_only_a_sample_goes(self):
        bench = new_test_user(self.env, "sample_bench", groups="maker_mrp.group_user")
        studios = self.env["maker.sample.studio"].with_user(bench)
        with self.assertRaises(AccessError):
            studios.open_studio("soap")
        with self.assertRaises(AccessError):
            studios.remove_studio(self.env.company.id)
        self.assertIsNone(studios._page())
        with self.assertRaisesRegex(UserError, "not there any more"):
            self.studios.remove_studio(self.env.company.id)
        with self.assertRaisesRegex(UserError, "no sample studio"):
            self.studios.open_studio("pottery")
        self.assertTrue(self.env.company.exists())

    def test_nobody_makes_a_business_removable(self):
        admin = new_test_user(
            self.env,
            "sample_admin",
            groups="base.group_system,base.group_erp_manager,maker_mrp.group_manager",
        )
        own = self.env.company.with_user(admin)
        with self.assertRaises(AccessError):
            own.maker_sample = "candles"
        with self.assertRaises(AccessError):
            own.create({"name": "Not built by Maker", "maker_sample": "soap"})
        own.name = "Still a business"

    def test_what_the_business_needs_of_it_keeps_it_there(self):
        company_id = self.studios.open_studio("candles")
        studio = self.inside(company_id)
        jar = studio["product.product"].search([("default_code", "=", "CP-JAR")])
        order = self.env["sale.order"].create(
            {"partner_id": self.env["res.partner"].create({"name": "Somebody"}).id}
        )
        # as an import or another app may do it, past every screen
        line = self.env["sale.order.line"].create(
            {"order_id": order.id, "name": "Candle", "product_uom_qty": 1}
        )
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order_line SET product_id = %s WHERE id = %s",
                jar.id,
                line.id,
            )
        )
        line.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "Sales Order Line: 1"):
            self.studios.remove_studio(company_id)
        self.assertTrue(jar.exists())
        self.assertIn(company_id, self.manager.company_ids.ids)
        order.unlink()
        alone = new_test_user(
            self.env,
            "sample_alone",
            groups="base.group_user",
            company_id=company_id,
            company_ids=[Command.set([company_id])],
        )
        with self.assertRaisesRegex(UserError, "sample_alone.* alone"):
            self.studios.remove_studio(company_id)
        alone.company_ids += self.env.company
        self.studios.remove_studio(company_id)
        self.assertFalse(jar.exists())
        self.assertEqual(alone.company_id, self.env.company)

    def test_the_same_sku_stays_two_items_and_is_told(self):
        own = self.env["product.product"].create(
            {"name": "Own wax", "default_code": "CW-SOY", "maker_kind": "material"}
        )
        company_id = self.studios.open_studio("candles")
        page = self.studios.with_context(allowed_company_ids=[company_id])._page()
        self.assertIn("1 of its SKUs", page["here"]["same"])
        self.assertNotIn("What you added", page["here"]["warning"])
        self.inside(company_id)["sale.order"].create(
            {"partner_id": self.env.company.partner_id.id}
        )
        page = self.studios.with_context(allowed_company_ids=[company_id])._page()
        self.assertIn("sales: 1", page["here"]["warning"])
        self.studios.remove_studio(company_id)
        self.assertEqual(own.name, "Own wax")

    def test_it_is_offered_while_the_business_is_empty(self):
        company = self.env["res.company"].create({"name": "Test studio"})
        self.env["mrp.bom"].search([]).active = False
        self.env["product.template"].search(
            [("maker_kind", "!=", False)]
        ).active = False
        user = new_test_user(
            self.env,
            "sample_first",
            groups="maker_mrp.group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        studios = self.env["maker.sample.studio"].with_user(user)
        crafts = [offer["craft"] for offer in studios._page()["crafts"]]
        self.assertEqual(crafts, list(STUDIOS))
        self.env["product.template"].create({"name": "Wax", "maker_kind": "material"})
        self.assertEqual(studios._page()["crafts"], [])
