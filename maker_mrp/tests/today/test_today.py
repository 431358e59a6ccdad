from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToday(TransactionCase):
    def page(self, *groups):
        user = new_test_user(
            self.env, "today_" + "_".join(groups), groups=",".join(groups)
        )
        return self.env["maker.today"].with_user(user).get_page()

    def actions(self, page):
        for card in page["cards"]:
            for figure in (*card["figures"], *card["lines"]):
                if figure["action"]:
                    yield figure["action"]

    def test_each_role_opens_the_page_and_may_open_every_figure(self):
        for group in (
            "maker_mrp.group_user",
            "maker_mrp.group_manager",
            "maker_mrp.group_accountant",
        ):
            page = self.page(group)
            user = self.env["res.users"].search([("login", "=", f"today_{group}")])
            self.assertTrue(page["cards"], group)
            for action in self.actions(page):
                if action["type"] != "ir.actions.act_window":
                    continue  # a page of its own, with no records to list
                model = self.env[action["res_model"]].with_user(user)
                model.search(action["domain"], limit=1)

    def test_low_stock_counts_what_is_under_its_reorder_point(self):
        product = self.env["product.product"].create(
            {"name": "Test wax", "is_storable": True}
        )

        def count():
            cards = self.env["maker.today"].get_page()["cards"]
            return next(c for c in cards if c["key"] == "low")["figures"][0]["value"]

        before = count()
        self.env["stock.warehouse.orderpoint"].create(
            {"product_id": product.id, "product_min_qty": 5, "product_max_qty": 9}
        )
        self.assertEqual(count(), before + 1)

    def test_the_week_shows_each_product_in_its_own_unit(self):
        candle = self.env["product.product"].create(
            {"name": "Test dozen", "is_storable": True}
        )
        dozen = self.env.ref("uom.product_uom_dozen")
        run = self.env["mrp.production"].create(
            {"product_id": candle.id, "product_qty": 2, "product_uom_id": dozen.id}
        )
        run.action_confirm()
        run.qty_producing = 2
        run.button_mark_done()
        ((product, quantity, _value, _currency),) = self.env["maker.today"]._finished(
            [("id", "=", run.id)]
        )
        self.assertEqual((product, quantity), (candle, 24))

    def test_the_week_adds_no_currencies_up(self):
        company = self.env.company
        foreign = self.env["res.currency"].create({"name": "TTT", "symbol": "T"})
        other = self.env["res.company"].create(
            {"name": "Test studio abroad", "currency_id": foreign.id}
        )
        runs = self.env["mrp.production"]
        category = self.env["product.category"].create({"name": "At standard cost"})
        for place, cost in ((company, 3.0), (other, 1000.0)):
            category.with_company(place).property_cost_method = "standard"
            product = self.env["product.product"].create(
                {
                    "name": f"Soap of {place.name}",
                    "is_storable": True,
                    "categ_id": category.id,
                }
            )
            product.with_company(place).standard_price = cost
            run = runs.with_company(place).create(
                {"product_id": product.id, "product_qty": 2, "company_id": place.id}
            )
            run.action_confirm()
            run.qty_producing = 2
            run.button_mark_done()
            runs |= run
        moves = runs.move_finished_ids
        self.assertEqual(moves.mapped("value"), [6.0, 2000.0])
        page = (
            self.env["maker.today"]
            .with_context(allowed_company_ids=[company.id, other.id])
            .get_page()
        )
        card = next(card for card in page["cards"] if card["key"] == "week")
        worth = [figure["value"] for figure in card["figures"][1:]]
        self.assertEqual(len(worth), 2)
        self.assertIn("2,000.00\xa0T", worth)
        lines = [line["value"] for line in card["lines"]]
        self.assertTrue(any("1,000.00" in v or "2,000.00\xa0T" in v for v in lines))

    def steps(self, *groups):
        """What a user of a business of its own is told to do first."""
        company = self.env["res.company"].create({"name": "Test studio " + groups[0]})
        user = new_test_user(
            self.env,
            "first_" + groups[0],
            groups=",".join(groups),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        page = self.env["maker.today"].with_user(user).get_page()
        return {step["label"]: step for step in page["checklist"]}

    def forget_products(self):
        """Products are those of every business: as if there were none."""
        self.env["mrp.bom"].search([]).active = False
        known = self.env["product.template"].search([("maker_kind", "!=", False)])
        known.active = False

    def test_first_steps_are_ticked_off_by_what_exists(self):
        self.forget_products()
        self.assertFalse(
            any(step["done"] for step in self.steps("maker_mrp.group_manager").values())
        )
        self.env["product.template"].create(
            {
                "name": "Test oil",
                "maker_kind": "material",
                "uom_id": self.env.ref("uom.product_uom_gram").id,
            }
        )
        done = [
            label
            for label, step in self.steps("maker_mrp.group_user").items()
            if step["done"]
        ]
        self.assertEqual(done, ["Look at your units", "Add your materials"])

    def test_first_steps_open_makers_own_screens_ready_to_type(self):
        self.forget_products()
        steps = self.steps("maker_mrp.group_manager")
        for label in ("Add your materials", "Write a recipe", "Log a run"):
            _view, kind = steps[label]["action"]["views"][0]
            self.assertEqual(kind, "form", label)
        for label, step in steps.items():
            self.assertTrue(step["action"]["xml_id"].startswith("maker_"), label)

    def test_steps_stand_in_their_order_and_say_what_comes_before(self):
        self.forget_products()
        steps = self.steps("maker_mrp.group_manager")
        order = [
            "Look at your units",
            "Add your materials",
            "Write a recipe",
            "Log a run",
            "Count what is on the shelf",
            "Close your first month",
        ]
        self.assertEqual([label for label in steps if label in order], order)
        self.assertEqual(list(steps)[-1], "Close your first month")
        self.assertIn("no material yet", steps["Write a recipe"]["hint"])
        self.assertIn("no recipe yet", steps["Log a run"]["hint"])
        self.assertIn("nothing to count", steps["Count what is on the shelf"]["hint"])
        wax, candle = self.env["product.template"].create(
            [
                {"name": "Test wax", "maker_kind": "material", "is_storable": True},
                {"name": "Test candle", "maker_kind": "product", "is_storable": True},
            ]
        )
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": candle.id,
                "company_id": False,
                "bom_line_ids": [
                    Command.create({"product_id": wax.product_variant_id.id})
                ],
            }
        )
        steps = self.steps("base.group_user", "maker_mrp.group_manager")
        self.assertIn("What one batch takes", steps["Write a recipe"]["hint"])
        self.assertIn("Nothing is on the shelf yet", steps["Log a run"]["hint"])
        self.assertIn("opening stock", steps["Count what is on the shelf"]["hint"])

    def test_nobody_is_shown_a_step_that_is_not_theirs(self):
        bookkeeper = self.steps("maker_mrp.group_accountant")
        self.assertIn("Close your first month", bookkeeper)
        self.assertNotIn("Write a recipe", bookkeeper)
        self.assertNotIn("Log a run", bookkeeper)

    def test_vendors_who_sell_for_nothing_are_told(self):
        wax = self.env["product.template"].create(
            {
                "name": "Test wax",
                "maker_kind": "material",
                "seller_ids": [
                    Command.create(
                        {"partner_id": self.env.company.partner_id.id, "price": 0}
                    )
                ],
            }
        )

        def told():
            cards = self.env["maker.today"].get_page()["cards"]
            costs = next((card for card in cards if card["key"] == "costs"), None)
            lines = costs["lines"] if costs else ()
            return {line["label"]: line["value"] for line in lines}

        self.env.user.group_ids += self.env.ref("maker_mrp.group_manager")
        self.assertEqual(told()["Vendors without a price"], "1: Test wax")
        wax.seller_ids.price = 3
        self.assertNotIn("Vendors without a price", told())

    def test_the_style_sheets_compile(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle(
            "web.assets_backend", css=True, js=False
        )
        bundle.preprocess_css()
        self.assertFalse(bundle.css_errors)
