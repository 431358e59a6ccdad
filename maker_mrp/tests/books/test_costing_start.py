from odoo import Command
from odoo.tests import new_test_user, tagged

from ..common_runs import RunCase

#: of a pound, as Odoo has it
GRAMS = 453.592


@tagged("post_install", "-at_install")
class TestCostingStart(RunCase):
    """A database that has just begun: what is made is worth what went into it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._company("New studio")
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.pound = cls.env.ref("uom.product_uom_lb")
        cls.vendor = cls.env["res.partner"].create({"name": "Wax vendor"})
        cls.company._maker_value_at_average()
        cls.category = cls.env["product.category"].create({"name": "Fresh"})
        cls.average = cls.category
        cls.wax = cls._product("New wax", uom_id=cls.gram.id)
        cls.candle = cls._product("New candle", lst_price=20.0)
        cls.recipe = cls._recipe(cls.candle, {cls.wax: 200})

    @classmethod
    def _company(cls, name):
        company = cls.env["res.company"].create({"name": name})
        cls.env.user.company_ids |= company
        return company

    def _offer(self, product, price=4.10, **values):
        return self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_uom_id": self.pound.id,
                "price": price,
                **values,
            }
        )

    def _count(self, product, quantity):
        quant = self.env["stock.quant"].create(
            {
                "product_id": product.id,
                "location_id": self.stock.id,
                "inventory_quantity": quantity,
            }
        )
        quant.action_apply_inventory()

    # -- how a new database values

    def _nothing_ever_moved(self):
        self.patch(
            type(self.env["res.company"]),
            "_maker_has_valuation_history",
            lambda found: found.browse(),
        )

    def test_without_history_average_cost_is_set_for_all_categories(self):
        self._nothing_ever_moved()
        company = self._company("Empty")
        goods = self.env["product.category"].create({"name": "Goods before"})
        goods.with_company(company).property_cost_method = "standard"
        fifo = self.env["product.category"].create({"name": "Fifo"})
        fifo.with_company(company).property_cost_method = "fifo"
        self.env["res.company"]._maker_set_up_costing()
        self.assertEqual(goods.with_company(company).property_cost_method, "average")
        self.assertEqual(fifo.with_company(company).property_cost_method, "fifo")
        self.assertEqual(company.cost_method, "average")
        self.assertTrue(company.maker_vendor_cost)
        later = self.env["product.category"].with_company(company)
        later = later.create({"name": "Later"})
        self.assertEqual(later.with_company(company).property_cost_method, "average")
        # a category somebody makes while working in another company
        other = self.env["product.category"].create({"name": "Elsewhere"})
        self.assertEqual(other.with_company(company).property_cost_method, "average")

    def test_a_company_founded_later_values_at_average_too(self):
        self._nothing_ever_moved()
        self.env["res.company"]._maker_set_up_costing()
        company = self._company("Second studio")
        self.assertEqual(company.cost_method, "average")
        category = self.env["product.category"].create({"name": "Any"})
        self.assertEqual(category.with_company(company).property_cost_method, "average")

    def test_a_sister_without_moves_keeps_what_the_business_decided(self):
        self._receive(self.wax, 1000)
        sister = self._company("Sister")
        sister.cost_method = "standard"
        goods = self.env["product.category"].create({"name": "Goods before"})
        goods.with_company(sister).property_cost_method = "standard"
        self.env["res.company"]._maker_set_up_costing()
        self.assertEqual(sister.cost_method, "standard")
        self.assertEqual(goods.with_company(sister).property_cost_method, "standard")
        self.assertFalse(sister.maker_vendor_cost)

    def test_with_history_nothing_changes_and_a_to_do_asks(self):
        self.category.property_cost_method = "standard"
        self.company.cost_method = "standard"
        self._receive(self.wax, 1000)
        self.env["res.company"]._maker_set_up_costing()
        self.assertEqual(self.category.property_cost_method, "standard")
        self.assertEqual(self.company.cost_method, "standard")
        self.assertFalse(self.company.maker_vendor_cost)
        to_do = self.company.partner_id.activity_ids
        self.assertIn("Fresh", str(to_do.note))
        self.assertIn("average", str(to_do.note))

    def test_a_first_run_in_a_new_company_is_worth_its_materials(self):
        self._receive(self.wax, 4000, price=0.02)
        run = self._run(4)
        run.action_maker_start()
        run.action_maker_finish()
        self.assertAlmostEqual(run.move_finished_ids.value, 16)
        self.assertFalse(run.maker_cost_note)

    # -- the vendor's price until something is received

    def test_a_vendors_price_is_the_cost_in_the_unit_of_the_stock(self):
        self._offer(self.wax)
        per_gram = 4.10 / GRAMS
        self.assertAlmostEqual(self.recipe.recipe_unit_cost, 200 * per_gram, 6)
        self.assertAlmostEqual(self.wax.recipe_unit_cost, per_gram, 8)
        margin = (20 - 200 * per_gram) / 20 * 100  # shown with one digit
        self.assertAlmostEqual(self.candle.recipe_margin_pct, margin, delta=0.05)
        self.assertIn("0.009", self.wax.product_tmpl_id.maker_unit_cost)
        self.assertEqual(self.recipe.cost_from_vendors, "New wax")
        self.assertFalse(self.recipe.cost_gaps)
        self.assertEqual(self.wax.standard_price, 0)
        self.assertFalse(
            self.env["product.value"].search([("product_id", "=", self.wax.id)])
        )

    def test_the_preferred_vendor_at_his_smallest_quantity_counts(self):
        other = self.env["res.partner"].create({"name": "Second vendor"})
        self._offer(self.wax, 1.0, partner_id=other.id, sequence=9)
        self._offer(self.wax, 4.0, min_qty=50, sequence=2)
        self._offer(self.wax, 6.0, min_qty=5, sequence=2, discount=10)
        self._offer(self.wax, 2.0, sequence=1, date_end="2020-01-01")
        self._offer(self.wax, 3.0, sequence=1, company_id=self._company("X").id)
        self.assertAlmostEqual(self.wax.recipe_unit_cost, 5.4 / GRAMS, 8)

    def test_a_vendors_price_in_another_currency_is_converted(self):
        foreign = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "x",
                "rate_ids": [
                    Command.create(
                        {
                            "name": "2020-01-01",
                            "rate": 4.0,
                            "company_id": self.company.id,
                        }
                    )
                ],
            }
        )
        self._offer(self.wax, 8.0, currency_id=foreign.id)
        self.assertAlmostEqual(self.wax.recipe_unit_cost, 2 / GRAMS, 8)

    def test_included_taxes_are_no_cost(self):
        tax = self.env["account.tax"].create(
            {
                "name": "Included 25",
                "type_tax_use": "purchase",
                "amount": 25,
                "price_include_override": "tax_included",
                "tax_group_id": self.env["account.tax.group"].create({"name": "T"}).id,
                "country_id": self.env.ref("base.us").id,
            }
        )
        # as where input tax is given back
        tax.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = self.env["account.account"].create(
            {"name": "Input tax", "code": "1410", "account_type": "asset_current"}
        )
        self.wax.supplier_taxes_id = tax
        self._offer(self.wax, 5.0)
        self.assertAlmostEqual(self.wax.recipe_unit_cost, 4 / GRAMS, 8)

    def test_a_typed_cost_and_a_receipt_are_stronger_than_a_vendor(self):
        self._offer(self.wax)
        self.wax.standard_price = 0.03
        self.assertAlmostEqual(self.wax.recipe_unit_cost, 0.03)
        gift = self._product("Gift wax", uom_id=self.gram.id)
        self._offer(gift)
        self.assertGreater(gift.recipe_unit_cost, 0)
        self._receive(gift, 100)  # for nothing
        gift.invalidate_recordset()
        self.assertEqual(gift.recipe_unit_cost, 0)

    def test_what_is_counted_first_has_the_vendors_price(self):
        self._offer(self.wax)
        self._count(self.wax, 1000)
        cost = 4.10 / GRAMS
        self.assertAlmostEqual(self.wax.standard_price, cost, 4)
        self.assertAlmostEqual(self.wax.total_value, 1000 * cost, 2)
        self.assertFalse(
            self.env["product.value"].search([("product_id", "=", self.wax.id)])
        )
        # the receipt makes the average, it does not replace what was counted
        self._receive(self.wax, 1000, price=0.02)
        self.assertAlmostEqual(self.wax.standard_price, (cost + 0.02) / 2, 4)

    def test_a_run_before_the_first_receipt_takes_the_vendors_price(self):
        self._offer(self.wax)
        run = self._run(4)
        run.action_maker_start(allow_missing=True)
        run.action_maker_finish(allow_missing=True)
        self.assertAlmostEqual(run.move_raw_ids.value, 800 * 4.10 / GRAMS, 2)
        self.assertAlmostEqual(run.move_finished_ids.value, run.move_raw_ids.value)
        self.assertAlmostEqual(
            self.candle.standard_price, self.recipe.recipe_unit_cost, 2
        )
        self.assertEqual(self.wax.standard_price, 0)
        # the receipt sets the cost of what is left; the books name the difference
        self._receive(self.wax, 2000, price=0.02)
        self.assertAlmostEqual(self.wax.standard_price, 0.02)
        period = self.env["maker.cogs.period"].create({})
        period.action_work_out()
        row = period.product_ids.filtered(lambda row: row.product_id == self.wax)
        self.assertAlmostEqual(row.closing_value, 1200 * 0.02)
        self.assertAlmostEqual(row.correction_value, 24 - 40 + row.used_value, 2)
        self.assertEqual(period.residual_value, 0)
        self.assertEqual(period.unexplained_value, 0)

    def test_what_is_counted_together_is_looked_up_together(self):
        goods = [self._product(f"Oil {number}") for number in range(5)]
        quants = self.env["stock.quant"]
        for item in goods:
            self._offer(item, product_uom_id=item.uom_id.id)
            quants |= quants.create(
                {
                    "product_id": item.id,
                    "location_id": self.stock.id,
                    "inventory_quantity": 10,
                }
            )
        moves = type(self.env["stock.move"])
        look_up, asked = moves._maker_vendor_costs, []

        def spy(records):
            asked.append(len(records))
            return look_up(records)

        self.patch(moves, "_maker_vendor_costs", spy)
        quants.action_apply_inventory()
        self.assertEqual([item.total_value for item in goods], [41] * 5)
        self.assertEqual(asked, [5])

    def test_a_company_may_leave_its_stock_to_odoo(self):
        self._offer(self.wax)
        self.company.maker_vendor_cost = False
        self._count(self.wax, 1000)
        run = self._run(4)
        run.action_maker_start()
        run.action_maker_finish()
        self.assertEqual(self.wax.total_value, 0)
        self.assertEqual(run.move_finished_ids.value, 0)
        self.assertIn("New wax: used at no cost", run.maker_cost_note)
        # what a recipe says is no stock: it still reads the vendor's price
        self.assertGreater(self.recipe.recipe_unit_cost, 0)

    # -- told where a person sees it

    def _today(self):
        user = new_test_user(
            self.env,
            "studio_costs",
            groups="maker_mrp.group_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        page = self.env["maker.today"].with_user(user).get_page()
        for card in page["cards"]:
            if card["key"] == "costs":
                return {line["label"]: line["value"] for line in card["lines"]}
        return {}

    def test_a_run_that_makes_nothing_of_value_says_so(self):
        self.category.property_cost_method = "standard"
        self.wax.standard_price = 0.02
        self._receive(self.wax, 4000)
        self.assertIn("comes in at nothing", self.recipe.cost_gaps)
        run = self._run(4)
        run.action_maker_start()
        run.action_maker_finish()
        self.assertEqual(run.move_finished_ids.value, 0)
        self.assertIn("worth nothing", run.maker_cost_note)
        self.assertIn("average cost", run.maker_cost_note)
        today = self._today()
        self.assertIn("New candle", today["Made at 0.00 from materials of value"])
        self.assertIn("Fresh", today["Made, and valued at a typed standard cost"])

    def test_materials_without_a_cost_are_told(self):
        blend = self._product("Blend", uom_id=self.gram.id)
        self._recipe(blend, {self.wax: 1})
        recipe = self._recipe(self._product("Deep candle"), {blend: 200})
        self.assertIn("New wax: no cost yet", self.recipe.cost_gaps)
        self.assertIn("New wax: no cost yet", recipe.cost_gaps)
        self.assertIn("New wax", self._today()["In recipes, without a cost"])
        self.wax.standard_price = 0.02
        self.recipe.invalidate_recordset()
        self.assertFalse(self.recipe.cost_gaps)

    def test_minutes_at_no_cost_are_told(self):
        self._receive(self.wax, 4000, price=0.02)
        self.recipe.labour_minutes = 10
        bench = self.recipe.operation_ids.workcenter_id
        self.assertIn(bench.name, self.recipe.cost_gaps)
        run = self._run(4)
        run.action_maker_start()
        run.action_maker_finish(minutes=30)
        self.assertIn("minutes of this run", run.maker_cost_note)
        self.assertIn(bench.name, self._today()["Minutes at 0.00 an hour"])
        bench.costs_hour = 20
        self.recipe.invalidate_recordset()
        self.assertFalse(self.recipe.cost_gaps)
