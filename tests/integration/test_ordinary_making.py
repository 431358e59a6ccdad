from ordinary_case import OrdinaryCase

from odoo import Command
from odoo.tests import Form, tagged


@tagged("standard", "post_install", "-at_install")
class TestOrdinaryRecipes(OrdinaryCase):
    """Bills of materials as Odoo's manufacturing managers write them."""

    def _written(self, product, quantity, uom, **values):
        recipe = self._bom(
            self.chair, [(product, quantity, uom)], self.planner, **values
        )
        line = recipe.bom_line_ids
        self.assertAlmostEqual(line.product_qty, round(quantity, 2))
        self.assertEqual(line.product_uom_id, uom)
        return recipe

    def test_small_and_odd_quantities(self):
        cloth = self._product("Cloth", self.meter)
        eggs = self._product("Eggs", self.dozen)
        work = self._product("Work", self.hour)
        for product, quantity, uom in (
            (self.wood, 125, self.gram),
            (self.wood, 333, self.gram),
            (self.wood, 15, self.gram),
            (self.wood, 5, self.gram),
            (self.wood, 3, self.gram),
            (self.wood, 0.01, self.kgm),
            (self.wood, 4, self.oz),
            (self.wood, 1, self.lb),
            (self.screw, 1 / 3, self.unit),
            (eggs, 1, self.unit),
            (cloth, 1, self.inch),
            (work, 10, self.minute),
            (self.screw, 0, self.unit),
            (self.wood, 2, self.litre),
        ):
            with self.subTest(product=product.name, quantity=quantity, uom=uom.name):
                recipe = self._written(product, quantity, uom)
                again = recipe.copy()
                self.assertEqual(again.bom_line_ids.product_uom_id, uom)
                recipe.bom_line_ids.product_qty = quantity
                recipe.bom_line_ids.write({"product_qty": 7, "sequence": 3})

    def test_in_odoos_form(self):
        form = Form(self.env["mrp.bom"].with_user(self.planner))
        form.product_tmpl_id = self.chair.product_tmpl_id
        with form.bom_line_ids.new() as line:
            line.product_id = self.wood
            line.product_uom_id = self.gram
            line.product_qty = 3
        recipe = form.save()
        with Form(recipe) as form, form.bom_line_ids.edit(0) as line:
            line.product_qty = 5
        self.assertEqual(recipe.bom_line_ids.product_qty, 5)

    def test_another_component_in_place(self):
        recipe = self._written(self.wood, 125, self.gram)
        recipe.bom_line_ids.write(
            {"product_id": self.screw.id, "product_uom_id": self.unit.id}
        )
        self.assertEqual(recipe.bom_line_ids.product_id, self.screw)

    def test_a_kit_and_its_sale(self):
        kit = self._product("Kit", is_storable=False)
        self._bom(kit, [(self.screw, 4, self.unit)], self.planner, type="phantom")
        order = self._order(product=kit, quantity=3)
        order.action_confirm()
        self._delivered(order)
        self.assertEqual(order.order_line.qty_delivered, 3)

    def test_archive_and_by_products(self):
        dust = self._product("Dust", self.kgm)
        recipe = self._written(self.wood, 2, self.kgm, product_qty=3)
        recipe.byproduct_ids = [
            Command.create(
                {"product_id": dust.id, "product_qty": 0, "product_uom_id": self.kgm.id}
            )
        ]
        recipe.action_archive()
        self.assertFalse(recipe.active)


@tagged("standard", "post_install", "-at_install")
class TestOrdinaryRuns(OrdinaryCase):
    """Manufacturing orders as Odoo's users make them."""

    def test_make(self):
        self._made(self._run())

    def test_make_the_smallest_things(self):
        recipe = self._bom(self.chair, [(self.wood, 3, self.gram)], self.planner)
        self._made(self._run(recipe, 1))

    def test_make_a_part_of_a_batch(self):
        recipe = self._bom(
            self.chair, [(self.wood, 0.5, self.kgm)], self.planner, product_qty=12
        )
        self._made(self._run(recipe, 1))

    def test_make_with_a_line_of_zero(self):
        recipe = self._bom(
            self.chair,
            [(self.wood, 1, self.kgm), (self.screw, 0, self.unit)],
            self.planner,
        )
        run = self._run(recipe, 2)
        run.move_raw_ids[1].quantity = 3
        run.move_raw_ids[1].picked = True
        self._made(run, skip_consumption=True)

    def test_make_in_two_goes(self):
        run = self._run(quantity=5)
        run.qty_producing = 2
        run.set_qty_producing()
        run.with_context(
            skip_backorder=True, mo_ids_to_backorder=run.ids
        ).button_mark_done()
        rest = run.production_group_id.production_ids - run
        self.assertEqual(rest.product_qty, 3)
        self._made(rest)

    def test_make_fewer_without_a_rest(self):
        run = self._run(quantity=5)
        run.qty_producing = 4
        run.set_qty_producing()
        run.with_context(
            skip_backorder=True, mo_ids_to_backorder=False, skip_consumption=True
        ).button_mark_done()
        self.assertEqual(run.state, "done")

    def test_use_more_than_planned(self):
        run = self._run(quantity=1)
        run.move_raw_ids[0].quantity = 2.5
        self._made(run, skip_consumption=True)

    def test_a_component_is_added_and_another_taken_off(self):
        run = self._run(quantity=1)
        form = Form(run)
        with form.move_raw_ids.new() as line:
            line.product_id = self.paint
            line.product_uom_qty = 0.01
        form.save()
        run.move_raw_ids.filtered(
            lambda move: move.product_id == self.screw
        )._action_cancel()
        self.assertIn(self.paint, run.move_raw_ids.product_id)

    def test_change_the_quantity_cancel_and_copy(self):
        run = self._run(quantity=1)
        wizard = self.env["change.production.qty"].with_user(self.worker)
        wizard.create({"mo_id": run.id, "product_qty": 3}).change_prod_qty()
        self.assertEqual(run.product_qty, 3)
        run.action_cancel()
        again = run.copy()
        again.action_confirm()
        self.assertEqual(again.state, "confirmed")

    def test_split_and_merge(self):
        run = self._run(quantity=4)
        parts = run._split_productions({run: [2, 2]})
        merged = parts.action_merge()
        self.assertEqual(run.browse(merged["res_id"]).product_qty, 4)

    def test_unreserve_and_reserve_again(self):
        run = self._run(quantity=1)
        run.action_assign()
        run.do_unreserve()
        run.action_assign()
        self.assertEqual(run.reservation_state, "assigned")

    def test_take_apart(self):
        run = self._made(self._run(quantity=2))
        unbuild = self.env["mrp.unbuild"].with_user(self.worker)
        unbuild = unbuild.create(
            {
                "product_id": self.chair.id,
                "mo_id": run.id,
                "product_qty": 1,
                "product_uom_id": self.unit.id,
            }
        )
        unbuild.action_unbuild()
        self.assertEqual(unbuild.state, "done")

    def test_take_apart_without_an_order(self):
        unbuild = self.env["mrp.unbuild"].with_user(self.worker)
        unbuild = unbuild.create(
            {
                "product_id": self.chair.id,
                "bom_id": self.recipe.id,
                "product_qty": 1,
                "product_uom_id": self.unit.id,
            }
        )
        unbuild.action_unbuild()
        self.assertEqual(unbuild.state, "done")

    def test_lots_made_and_used_are_numbered_by_odoo(self):
        lamp = self._product("Lamp", tracking="lot")
        lot = self._lot(self.paint, "USED", 9)
        recipe = self._bom(lamp, [(self.paint, 2, self.unit)], self.planner)
        run = self._run(recipe, 2)
        run.action_assign()
        run.action_generate_serial()
        self.assertTrue(run.lot_producing_ids.name.isdigit())
        self._made(run)
        self.assertEqual(run.move_raw_ids.move_line_ids.lot_id, lot)

    def test_scrap_from_a_run(self):
        run = self._run(quantity=2)
        scrap = self.env["stock.scrap"].with_user(self.worker)
        scrap = scrap.create(
            {
                "product_id": self.screw.id,
                "scrap_qty": 1,
                "production_id": run.id,
            }
        )
        scrap.do_scrap()
        self._made(run)

    def test_make_what_was_sold(self):
        self.env.ref("stock.route_warehouse0_mto").active = True
        table = self._product("Table")
        table.route_ids = self.env.ref("stock.route_warehouse0_mto") | self.env.ref(
            "mrp.route_warehouse0_manufacture"
        )
        self._bom(table, [(self.wood, 125, self.gram)], self.planner)
        order = self._order(product=table, quantity=3)
        order.action_confirm()
        run = order.sudo().mrp_production_ids.with_user(self.worker)
        self._made(run)
        self._delivered(order)
