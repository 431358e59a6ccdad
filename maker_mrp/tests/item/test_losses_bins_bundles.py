from odoo import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common_books import BooksCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestLosses(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._buy(cls.wax, 10, cls.pound, 9.0, 20, 15)
        cls.spilled = cls.env.ref("maker_mrp.loss_reason_spilled")
        cls.bench = new_test_user(cls.env, "bench", groups="maker_mrp.group_user")

    def _losses(self):
        self.env.flush_all()
        self.env["maker.loss"].invalidate_model()
        return self.env["maker.loss"].search([("product_id", "=", self.wax.id)])

    def test_scrap_keeps_its_reason_and_cost(self):
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.bench)
            .create(
                {
                    "product_id": self.wax.id,
                    "scrap_qty": 100,
                    "location_id": self.stock.id,
                    "scrap_reason_tag_ids": [Command.link(self.spilled.id)],
                }
            )
        )
        scrap.action_validate()
        loss = self._losses()
        self.assertEqual((loss.kind, loss.reason_id), ("waste", self.spilled))
        self.assertEqual(loss.quantity, 100)
        self.assertAlmostEqual(loss.value, 100 * self.wax.standard_price, 2)

    def test_a_count_keeps_why_it_differs(self):
        quant = self.env["stock.quant"]._gather(self.wax, self.stock)
        count = quant.with_user(self.bench).with_context(inventory_mode=True)
        count.write(
            {
                "inventory_quantity": quant.quantity - 40,
                "maker_loss_reason_id": self.env.ref(
                    "maker_mrp.loss_reason_measured"
                ).id,
            }
        )
        count.action_apply_inventory()
        loss = self._losses()
        self.assertEqual((loss.kind, loss.reason_id.name), ("lost", "Measuring error"))
        self.assertAlmostEqual(loss.quantity, 40)
        self.assertFalse(quant.maker_loss_reason_id)
        count.write({"inventory_quantity": quant.quantity + 5})
        count.action_apply_inventory()
        found = self._losses().filtered(lambda each: each.kind == "found")
        self.assertAlmostEqual(found.quantity, -5)
        self.assertLess(found.value, 0)

    def test_opening_stock_is_neither_lost_nor_found(self):
        oil = self._product("Coconut oil", uom_id=self.gram.id, standard_price=0.01)
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        vals = {"product_id": oil.id, "location_id": self.stock.id}
        quants.create({**vals, "inventory_quantity": 900}).action_apply_inventory()
        self.env.flush_all()
        losses = self.env["maker.loss"]
        [loss] = losses.search([("product_id", "=", oil.id)])
        self.assertEqual(loss.kind, "opening")
        with freeze_time("2026-07-15 12:00:00"):
            quant = self.env["stock.quant"]._gather(oil, self.stock)
            quant = quant.with_context(inventory_mode=True)
            quant.inventory_quantity = 950
            quant.action_apply_inventory()
            self.env.flush_all()
            losses.invalidate_model()
            kinds = losses.search([("product_id", "=", oil.id)]).mapped("kind")
        self.assertEqual(kinds, ["found", "opening"])

    def test_losses_are_summed_by_reason(self):
        for quantity in (100, 50):
            self.env["stock.scrap"].create(
                {
                    "product_id": self.wax.id,
                    "scrap_qty": quantity,
                    "location_id": self.stock.id,
                    "scrap_reason_tag_ids": [Command.link(self.spilled.id)],
                }
            ).action_validate()
        self.env.flush_all()
        accountant = new_test_user(
            self.env, "accountant", "base.group_user,maker_mrp.group_accountant"
        )
        [[quantity, value]] = (
            self.env["maker.loss"]
            .with_user(accountant)
            ._read_group(
                [("reason_id", "=", self.spilled.id)],
                aggregates=["quantity:sum", "value:sum"],
            )
        )
        self.assertEqual(quantity, 150)
        self.assertAlmostEqual(value, 150 * self.wax.standard_price, 1)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestBins(BooksCase):
    def test_a_first_bin_is_told_to_every_process(self):
        told = self.registry.cache_invalidated
        place = {"location_id": self.stock.id}
        self.registry.clear_cache()
        self.env.cr.cache.clear()
        told.clear()
        self.env["stock.location"].create({"name": "Shelf", **place})
        self.assertNotIn("default", told)
        self.env.cr.postcommit.run()
        self.assertIn("default", told)
        told.clear()
        self.env["stock.location"].create({"name": "Another shelf", **place})
        self.env.cr.postcommit.run()
        self.assertNotIn("default", told)

    def test_a_place_that_becomes_a_bin_is_told_to_every_process(self):
        told = self.registry.cache_invalidated
        wing = self.env["stock.location"].create(
            {"usage": "view", "name": "Wing", "location_id": self.stock.id}
        )
        self.registry.clear_cache()
        self.env.cr.cache.clear()
        told.clear()
        wing.name = "West wing"
        self.env.cr.postcommit.run()
        self.assertNotIn("default", told)
        wing.usage = "internal"
        self.env.cr.postcommit.run()
        self.assertIn("default", told)

    def test_the_bin_is_shown_where_a_material_is_picked(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf B3", "location_id": self.stock.id}
        )
        self._move(self.wax, 500, self.suppliers, shelf)
        candle = self._product("Candle")
        run = self.env["mrp.production"].create(
            {
                "product_id": candle.id,
                "product_qty": 1,
                "move_raw_ids": [
                    Command.create({"product_id": self.wax.id, "product_uom_qty": 200})
                ],
            }
        )
        self.assertEqual(run.move_raw_ids.maker_bins, "Shelf B3")
        run.action_confirm()
        run.action_assign()
        self.assertEqual(run.move_raw_ids.maker_bins, "Shelf B3")
        bench = new_test_user(self.env, "bench", groups="maker_mrp.group_user")
        mine = Form(run.with_user(bench))
        with mine.move_raw_ids.edit(0) as line:
            self.assertEqual(line.maker_bins, "Shelf B3")

    def test_without_bins_the_product_says_where_it_lives(self):
        self._move(self.wax, 500, self.suppliers, self.stock)
        self.wax.maker_bin = "Blue box"
        self.assertEqual(self.wax.maker_bins, "Blue box")
        move = self.env["stock.move"].create(
            {
                "product_id": self.wax.id,
                "product_uom_qty": 5,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
            }
        )
        self.assertEqual(move.maker_bins, "Blue box")

    def test_bins_of_many_are_read_at_once(self):
        products = self.env["product.product"].concat(
            *(self._product(f"Bead {number}") for number in range(15))
        )
        self.env.invalidate_all()
        products.mapped("name")
        with self.assertQueryCount(6):
            products.mapped("maker_bins")


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestBundles(BooksCase):
    def test_bundles_are_available_as_often_as_their_parts(self):
        soap, dish = self._product("Soap"), self._product("Dish")
        self._move(soap, 10, self.suppliers, self.stock)
        self._move(dish, 4, self.suppliers, self.stock)
        bundles = self.env["mrp.bom"]
        for number, quantity in enumerate((2, 3)):
            kit = self.env["product.product"].create({"name": f"Pack {number}"})
            bundles |= bundles.create(
                {
                    "product_tmpl_id": kit.product_tmpl_id.id,
                    "type": "phantom",
                    "bom_line_ids": [
                        Command.create(
                            {"product_id": soap.id, "product_qty": quantity}
                        ),
                        Command.create({"product_id": dish.id, "product_qty": 1}),
                    ],
                }
            )
        self.assertEqual(bundles.mapped("can_make_qty"), [4, 3])
        native = bundles.product_tmpl_id.product_variant_ids.mapped("free_qty")
        self.assertEqual(native, [4, 3])
        self.assertEqual(bundles[0].limiting_product_id, dish)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.mrp_bom_action_bundle"
        )
        found = self.env["mrp.bom"].search(
            [("type", "=", "phantom"), ("id", "in", bundles.ids)]
        )
        self.assertEqual(found, bundles)
        self.assertIn("phantom", action["domain"])


@tagged("post_install", "-at_install")
class TestSettings(BooksCase):
    def test_settings_reach_the_company(self):
        settings = self.env["res.config.settings"].create({})
        settings.write(
            {
                "maker_reorder_policy": "auto",
                "maker_cover_days": 45,
                "maker_order_cost": 8,
                "maker_holding_rate": 15,
                "maker_labour_rate": 21.5,
                "maker_spoil_policy": "expense",
            }
        )
        settings.execute()
        company = self.env.company
        self.assertEqual(company.maker_reorder_policy, "auto")
        self.assertEqual(company.maker_cover_days, 45)
        self.assertEqual(company.maker_spoil_policy, "expense")
        self.assertAlmostEqual(company._maker_bench().costs_hour, 21.5)
        self.assertEqual(self._rule(self.wax).maker_policy, "auto")
