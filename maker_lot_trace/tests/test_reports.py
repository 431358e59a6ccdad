import io
from unittest import skipIf

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import TracePageCase

try:
    import openpyxl
except ImportError:
    openpyxl = None


@tagged("post_install", "-at_install")
class TestReports(TracePageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot, cls.made, cls.order = cls._story("STORY")
        cls.candles = cls.made.lot_producing_ids

    def _html(self, report, records):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            f"maker_lot_trace.{report}", records.ids
        )
        return html.decode()

    def test_batch_record_shows_lots_used_and_made_on_a_page_each(self):
        second = self._run(self.candle, 1, {self.lot: 10}, "STORY-D")
        text = self._html("report_batch_record", self.made | second)
        self.assertEqual(text.count("page-break-after: always"), 1)
        for word in (self.made.name, "STORY-FR", "STORY-DRUM-7", "STORY-C", "STORY-D"):
            self.assertIn(word, text)
        self.assertIn(self.supplier.name, text)

    def test_label_has_a_qr_code_and_says_when_held(self):
        text = self._html("report_lot_label", self.lot | self.candles)
        self.assertEqual(text.count("<svg"), 2)
        self.assertIn("STORY-FR", text)
        self.assertNotIn("ON HOLD", text)
        self.lot.action_maker_hold("check")
        self.assertIn("ON HOLD", self._html("report_lot_label", self.lot))

    def test_events_carry_the_key_data(self):
        events = self.env["maker.trace.event"].search(
            [("lot_id", "in", (self.lot | self.candles).ids)]
        )
        by_kind = {event.event: event for event in events}
        self.assertEqual(set(by_kind), {"receiving", "transformation", "shipping"})
        received = by_kind["receiving"]
        self.assertEqual(received.partner_id, self.supplier)
        self.assertEqual(received.supplier_lot, "STORY-DRUM-7")
        self.assertEqual(received.quantity, 500)
        made = by_kind["transformation"]
        self.assertEqual((made.lot_id, made.quantity), (self.candles, 20))
        self.assertEqual(made.input_lots, "STORY-FR")
        shipped = by_kind["shipping"]
        self.assertEqual(shipped.partner_id, self.order.partner_id)
        self.assertTrue(shipped.is_business)

    def test_sheet_leaves_out_consumers_and_sorts_by_date(self):
        consumer = self._partner("Stall visitor", is_company=False)
        self._deliver(self.candle, 1, self.candles, consumer)
        sheet = self.env["maker.trace.sheet"].create(
            {"product_ids": (self.candle | self.fragrance).ids}
        )
        rows = sheet._table_rows()[1:]
        kinds = [row[0] for row in rows]
        self.assertEqual(kinds, ["Receiving", "Transformation", "Shipping"])
        sheet.business_only = False
        self.assertEqual(len(sheet._table_rows()[1:]), 4)

    def test_sheet_needs_a_real_period(self):
        with self.assertRaisesRegex(ValidationError, "first day"):
            self.env["maker.trace.sheet"].create(
                {"date_from": "2026-03-02", "date_to": "2026-03-01"}
            )

    def test_expiry_and_idle_lists(self):
        self.fragrance.write({"use_expiration_date": True, "expiration_time": 200})
        self.lot.removal_date = self._in_days(10)
        self.env.flush_all()
        stock = self.env["maker.lot.stock"].search([("lot_id", "=", self.lot.id)])
        self.assertEqual((stock.quantity, stock.days_left), (300, 10))
        self.assertEqual(stock.idle_days, 0)
        self.assertTrue(stock.last_out)
        idle = self._receive(self.fragrance, 5, "FR-9")
        idle.quant_ids.sudo().in_date = self._in_days(-100)
        self.env.flush_all()
        found = self.env["maker.lot.stock"].search([("idle_days", ">=", 90)])
        self.assertEqual(found.lot_id, idle)
        self.fragrance.standard_price = 2
        self.assertEqual(found.value, 10)

    def test_lists_open_for_bench_and_accountant(self):
        for group in ("maker_mrp.group_user", "maker_mrp.group_accountant"):
            user = new_test_user(self.env, f"lists.{group[-9:]}", groups=group)
            for model in ("maker.trace.event", "maker.lot.stock"):
                records = self.env[model].with_user(user).search([], limit=5)
                fields = [name for name in records._fields if name != "id"]
                self.assertTrue(records.read(fields), (model, group))


@tagged("post_install", "-at_install")
class TestSheetDownload(TracePageCase, HttpCase):
    @skipIf(openpyxl is None, "openpyxl reads the sheet back")
    def test_sheet_downloads_as_csv_and_excel(self):
        self._story("SHEET")
        user = new_test_user(self.env, "sheet", groups="maker_mrp.group_user")
        sheet = (
            self.env["maker.trace.sheet"]
            .with_user(user)
            .create({"product_ids": self.candle.ids, "file_type": "csv"})
        )
        self.authenticate("sheet", "sheet")
        url = sheet.action_download()["url"]
        text = self.url_open(url).content.decode("utf-8-sig")
        self.assertIn("SHEET-C", text)
        sheet.file_type = "xlsx"
        book = openpyxl.load_workbook(io.BytesIO(self.url_open(url).content))
        rows = list(book.active.values)
        self.assertEqual(rows[0][1], "Traceability lot code")
        self.assertEqual(rows[1][:4], ("Transformation", "SHEET-C", "Candle", 20))
        self.assertTrue(book.active.auto_filter.ref)
        self.assertEqual(
            self.url_open("/maker_lot_trace/sheet/99999999").status_code, 404
        )
