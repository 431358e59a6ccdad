from datetime import date, datetime

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.maker_mrp.trusted import Trusted

from .common import LotTraceCase


@tagged("post_install", "-at_install")
class TestLotPattern(LotTraceCase):
    def _pattern(self, pattern):
        return self.env["maker.lot.pattern"].create(
            {"name": pattern, "pattern": pattern}
        )

    def _next(self, pattern, product=None, day=date(2026, 3, 7), taken=()):
        product = product or self.candle
        return self._pattern(pattern)._next_name(product, day, taken)

    def _lot(self, name, product=None):
        product = product or self.candle
        return self.env["stock.lot"].create({"product_id": product.id, "name": name})

    def test_date_parts_product_code_and_number(self):
        self.candle.default_code = "LAV-8OZ"
        for pattern, name in (
            ("{YYYY}{MM}{DD}-{SEQ:3}", "20260307-001"),
            ("{SKU}/{YY}W{WW}", "LAV-8OZ/26W10"),
            ("J{DDD}.{SEQ}", "J066.1"),
            ("{SEQ:2} of {MM}", "01 of 03"),
        ):
            self.assertEqual(self._next(pattern), name)

    def test_numbers_go_on_from_the_highest_and_start_again(self):
        self._lot("260307-01")
        self._lot("260307-09")
        self._lot("260307-09", self.fragrance)
        pattern = "{YY}{MM}{DD}-{SEQ:2}"
        self.assertEqual(self._next(pattern), "260307-10")
        self.assertEqual(self._next(pattern, taken=["260307-10"]), "260307-11")
        self.assertEqual(self._next(pattern, day=date(2026, 3, 8)), "260308-01")

    def test_pattern_without_number_gets_one_when_taken(self):
        self.assertEqual(self._next("{YY}_{MM}"), "26_03")
        self._lot("26_03")
        self._lot("26X03")
        self.assertEqual(self._next("{YY}_{MM}"), "26_03-2")

    def test_wrong_patterns_say_what_is_wrong(self):
        with self.assertRaisesRegex(ValidationError, "{YEAR} means nothing"):
            self._pattern("{YEAR}-{SEQ}")
        with self.assertRaisesRegex(ValidationError, "once only"):
            self._pattern("{SEQ}-{SEQ}")
        with self.assertRaisesRegex(ValidationError, "brace"):
            self._pattern("{YY-{SEQ}")

    def test_example_is_shown(self):
        pattern = self._pattern("{YYYY}-{SKU}-{SEQ:2}")
        year = fields.Date.context_today(pattern).year
        self.assertEqual(pattern.example, f"{year}-LAV-8OZ-01")

    def test_product_pattern_comes_before_the_category(self):
        mother = self.env["product.category"].create(
            {"name": "Candles", "lot_pattern_id": self._pattern("M{SEQ}").id}
        )
        self.candle.categ_id = self.env["product.category"].create(
            {"name": "Jars", "parent_id": mother.id}
        )
        self.assertEqual(self.candle._maker_next_lot_name(), "M1")
        self.candle.lot_pattern_id = self._pattern("P{SEQ}")
        self.assertEqual(self.candle._maker_next_lot_name(), "P1")
        self.assertFalse(self.fragrance._maker_next_lot_name())

    def test_runs_and_lots_without_a_name_use_the_pattern(self):
        self.candle.lot_pattern_id = self._pattern("C-{SEQ:3}")
        self._receive(self.fragrance, 100, "FR-1")
        run = self._run(self.candle, 1)
        self.assertEqual(run.lot_producing_ids.name, "C-001")
        values = run._prepare_stock_lot_values()
        self.assertEqual(values["name"], "C-002")
        lots = self.env["stock.lot"].create([{"product_id": self.candle.id}] * 2)
        self.assertEqual(lots.mapped("name"), ["C-002", "C-003"])

    def test_a_run_logged_in_one_step_bears_its_day_without_any_pattern(self):
        self._receive(self.fragrance, 100, "FR-1")
        log = self.env["maker.run.log"].create(
            {"product_id": self.candle.id, "quantity": 1}
        )
        run = self.env["mrp.production"].browse(log.action_log()["res_id"])
        day = fields.Date.context_today(run)
        self.assertEqual(run.lot_producing_ids.name, f"{day:%y%m%d}-01")
        self.env.ref("maker_lot_trace.lot_pattern_day").active = False
        self.assertNotIn("-", run._prepare_stock_lot_values()["name"])

    def test_a_sequence_of_the_products_own_is_kept(self):
        self.candle.lot_sequence_id = self.env["ir.sequence"].create(
            {"name": "Candles", "prefix": "CND", "padding": 4}
        )
        run = self.env["mrp.production"].create({"product_id": self.candle.id})
        self.assertEqual(run._prepare_stock_lot_values()["name"], "CND0001")

    def test_a_run_logged_late_bears_the_day_it_was_made(self):
        self.candle.lot_pattern_id = self._pattern("{YY}{MM}{DD}")
        self._receive(self.fragrance, 100, "FR-1")
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 1}
        )
        run.action_confirm()
        late = run.with_context(maker_date=Trusted(datetime(2026, 3, 5, 12)))
        self.assertEqual(late._prepare_stock_lot_values()["name"], "260305")

    def test_receipts_use_the_pattern(self):
        self.fragrance.lot_pattern_id = self._pattern("F{SEQ}")
        lot = self._receive(self.fragrance, 5, supplier_lot="SUP-77")
        self.assertEqual((lot.name, lot.supplier_lot), ("F1", "SUP-77"))
        self.assertEqual(self._receive(self.fragrance, 5).name, "F2")


@tagged("post_install", "-at_install")
class TestFinishedLotDates(LotTraceCase):
    def test_cured_lot_is_free_on_its_day_only(self):
        self.candle.cure_days = 28
        self._receive(self.fragrance, 100, "FR-1")
        start = datetime(2026, 3, 1, 9)
        with freeze_time(start):
            run = self._run(self.candle, 5)
        lot = run.lot_producing_ids
        self.assertEqual(lot.ready_date, datetime(2026, 3, 29, 9))
        free = self.env["stock.quant"]._maker_free_by_product
        self.assertFalse(free(self.candle, at=datetime(2026, 3, 28)))
        later = free(self.candle, at=datetime(2026, 3, 29, 9))
        self.assertEqual(later[self.candle.id], 5)

    def test_curing_counts_from_the_day_it_was_made(self):
        self.candle.cure_days = 28
        self._receive(self.fragrance, 100, "FR-1")
        run = self._run(self.candle, 5, done=False)
        made = fields.Datetime.subtract(fields.Datetime.now(), days=10)
        run.with_context(
            maker_date=Trusted(made), skip_backorder=True
        ).button_mark_done()
        self.assertEqual((run.lot_producing_ids.ready_date - made).days, 28)

    def test_finished_lot_expires_with_its_first_material(self):
        self.fragrance.write({"use_expiration_date": True, "expiration_time": 200})
        self.candle.write(
            {
                "use_expiration_date": True,
                "expiration_time": 365,
                "expiry_from_materials": True,
            }
        )
        early = self._receive(self.fragrance, 50, "FR-1")
        late = self._receive(self.fragrance, 50, "FR-2")
        early.expiration_date = self._in_days(40)
        late.expiration_date = self._in_days(90)
        lots = {early: 20, late: 20}
        run = self._run(self.candle, 4, lots)
        self.assertEqual(run.lot_producing_ids.expiration_date, early.expiration_date)
        self.candle.expiry_from_materials = False
        run = self._run(self.candle, 4, lots)
        self.assertGreater(run.lot_producing_ids.expiration_date, late.expiration_date)

    def test_own_shorter_shelf_life_is_kept(self):
        self.fragrance.write({"use_expiration_date": True, "expiration_time": 200})
        self.candle.write(
            {
                "use_expiration_date": True,
                "expiration_time": 10,
                "expiry_from_materials": True,
            }
        )
        material = self._receive(self.fragrance, 50, "FR-1")
        material.expiration_date = self._in_days(40)
        run = self._run(self.candle, 2, {material: 20})
        days = (run.lot_producing_ids.expiration_date - fields.Datetime.now()).days
        self.assertLessEqual(days, 10)

    def test_density_of_the_lot_counts_before_the_product(self):
        gram = self.env.ref("uom.product_uom_gram")
        litre = self.env.ref("uom.product_uom_litre")
        oil = self._product("Oil", uom_id=gram.id, density=0.9)
        lot = self.env["stock.lot"].create(
            {"product_id": oil.id, "name": "OIL-1", "density": 0.95}
        )
        self.assertAlmostEqual(oil._maker_convert(1, litre, gram), 900)
        self.assertAlmostEqual(oil._maker_convert(1, litre, gram, lot=lot), 950)
