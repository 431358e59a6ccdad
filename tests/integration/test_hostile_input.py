"""What strangers, shops and files may send: nothing of it runs, overflows or repeats.

Addresses inside the network and look-alike hosts are in ``test_secrets.py`` of
``maker_channel_sync/tests/channel`` and ``tests/unit/wire/test_channel_guard.py``.
"""

import base64
import hashlib
import hmac
import io
import json
import re
from pathlib import Path

from openpyxl import load_workbook
from public_calls import PublicCallsCase

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
SCRIPT = "<img src=x onerror=alert(4711)></script>"
FORMULA = "=HYPERLINK(4711)"
RAW_HTML = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|t-raw|\bmarkup\(|\beval\("
)
KEY = b"shared-with-the-shop"


@tagged("standard", "post_install", "-at_install")
class TestHostileNotices(PublicCallsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel.write(
            {
                "client_key": "ck",
                "client_secret": "cs",
                "webhook_secret": KEY.decode(),
                "state": "connected",
            }
        )

    def _knock(self, body, key=KEY, address=None, **headers):
        mark = hmac.new(key, body, hashlib.sha256).digest()
        headers = {
            "Content-Type": "application/json",
            "X-WC-Webhook-Signature": base64.b64encode(mark).decode(),
            "X-WC-Webhook-Topic": "order.updated",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        address = address or f"/maker/hook/{self.channel.webhook_token}"
        return self.url_open(address, data=body, headers=headers).status_code

    def _kept(self):
        self.env.invalidate_all()
        return self.env["maker.channel.event"].search_count(
            [("channel_id", "=", self.channel.id)]
        )

    def test_a_notice_is_kept_once_however_often_it_is_replayed(self):
        body = json.dumps({"id": 7}).encode()
        for _time in range(3):
            delivery = {"X_WC_Webhook_Delivery_ID": "4711"}
            self.assertEqual(self._knock(body, **delivery), 200)
        self.assertEqual(self._kept(), 1)

    def test_a_forged_notice_is_refused(self):
        body = json.dumps({"id": 7}).encode()
        for key in (b"", b"guess", KEY + b"x"):
            self.assertEqual(self._knock(body, key=key), 401)
        self.assertEqual(self._knock(body, X_WC_Webhook_Signature=""), 401)
        self.assertEqual(self._knock(body, X_WC_Webhook_Signature="ü"), 401)
        self.assertEqual(self._kept(), 0)

    def test_signed_nonsense_is_refused_and_not_kept(self):
        deep = b"[" * 100_000
        for body in (
            b"",
            b"null",
            b"[]",
            b"7",
            b'"text"',
            b"\xff",
            b"\xed\xa0\x80",
            b"{",
            deep,
            b'{"id": ' + deep,
            b'{"id": "\\u0000"}',
            b'{"id": "\\ud800"}',
        ):
            status = self._knock(body)
            self.assertTrue(400 <= status < 500, (body[:20], status))
        self.assertEqual(self._kept(), 0)

    def test_too_large_a_body_is_refused(self):
        self.assertEqual(self._knock(b" " * (2 * 1024 * 1024 + 1)), 413)
        self.assertEqual(self._kept(), 0)

    def test_a_sender_that_may_set_headers_keeps_the_token_out_of_the_address(self):
        token = self.channel.webhook_token
        body = json.dumps({"id": 8}).encode()
        found = self._knock(body, address="/maker/hook", X_Maker_Token=token)
        self.assertEqual((found, self._kept()), (200, 1))
        self.assertEqual(self._knock(body, address="/maker/hook"), 404)


@tagged("standard", "post_install", "-at_install")
class TestHostileTexts(PublicCallsCase, HttpCase):
    def _story_of(self, text):
        """Records of every kind that carry ``text`` where people may write it."""
        self.candle.name = self.fragrance.name = text
        self.candle.write({"default_code": text, "barcode": text, "maker_bin": text})
        self.lot.write({"name": text, "supplier_lot": text, "ref": text})
        self.buyer.name = self.supplier.name = text
        self.order.client_order_ref = text
        self.pricelist.name = text
        self.channel.name = text
        self.day.name = text
        self.recall.write({"reason": text} if "reason" in self.recall._fields else {})
        self.made.bom_id.code = text
        self.env.flush_all()

    def _printed(self, name, records):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(name, records.ids)
        return html.decode()

    def test_no_report_runs_what_somebody_wrote(self):
        self._story_of(SCRIPT)
        for name, records in (
            ("maker_channel_sync.line_sheet_report", self.pricelist),
            ("maker_lot_trace.lot_label_report", self.lot),
            ("maker_lot_trace.batch_record_report", self.made),
            ("maker_lot_trace.recall_letters_report", self.recall),
        ):
            page = self._printed(name, records)
            self.assertNotIn("<img src=x", page, name)
            self.assertNotIn("</script>alert", page, name)

    def test_no_page_runs_what_somebody_wrote(self):
        self._story_of(SCRIPT)
        self.authenticate("studio_manager", "studio_manager")
        answer = self.url_open(f"/maker/stall/{self.day.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("<img src=x", answer.text)
        self.assertNotIn(f"alert(4711)>{'</script>'}", answer.text)
        goods = self.url_open(f"/maker/stall/{self.day.id}/goods")
        self.assertEqual(
            goods.headers["Content-Type"], "application/json; charset=utf-8"
        )

    def test_no_html_field_runs_what_somebody_wrote(self):
        self._story_of(SCRIPT)
        ran = []
        for model in sorted(self.env.registry):
            records = self.env[model]
            if records._abstract or records._transient:
                continue
            own = [
                field.name
                for field in records._fields.values()
                if field.type == "html"
                and field._modules
                and all(one.startswith("maker_") for one in field._modules)
            ]
            for record in records.search([], limit=5, order="id desc") if own else ():
                ran += [
                    f"{model}.{name}"
                    for name in own
                    if "<img src=x" in str(record[name])
                ]
        self.assertEqual(ran, [])

    def test_scripts_write_texts_and_never_raw_html(self):
        raw = [
            f"{path.relative_to(ROOT)}:{number}"
            for addon in ADDONS
            for pattern in ("static/src/**/*.js", "static/src/**/*.xml", "**/*.xml")
            for path in (ROOT / addon).glob(pattern)
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if RAW_HTML.search(line)
        ]
        self.assertEqual(raw, [])

    def test_no_file_runs_a_formula(self):
        self._story_of(FORMULA)
        self.candle.write({"sale_ok": True, "maker_kind": "product"})
        period = self.env["maker.cogs.period"].create(
            {
                "name": FORMULA,
                "date_from": fields.Date.today().replace(day=1),
                "date_to": fields.Date.today(),
            }
        )
        period.action_work_out()
        sheet = self.env["maker.trace.sheet"].with_user(self.manager).create({})
        self.authenticate("studio_manager", "studio_manager")
        ran = []
        for address in (
            f"/maker/line-sheet/{self.pricelist.id}",
            f"/maker_lot_trace/trace.csv?kind=lot&id={self.lot.id}",
            f"/maker_lot_trace/sheet/{sheet.id}",
            f"/maker/books/moves/{period.id}",
            f"/maker/books/workbook/{period.id}",
        ):
            answer = self.url_open(address)
            self.assertEqual(answer.status_code, 200, address)
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
            if "csv" in answer.headers["Content-Type"]:
                cells = re.split(r"[,\n]", answer.content.decode("utf-8-sig"))
                ran += [(address, one) for one in cells if one.startswith(("=", '"='))]
            else:
                book = load_workbook(io.BytesIO(answer.content))
                ran += [
                    (address, cell.coordinate)
                    for page in book
                    for row in page.iter_rows()
                    for cell in row
                    if cell.data_type == "f"
                ]
        self.assertEqual(ran, [])

    def test_too_large_a_sale_is_refused(self):
        self.authenticate("studio_manager", "studio_manager")
        goods = self.url_open(f"/maker/stall/{self.day.id}/goods").json()
        sale = json.dumps({"key": "x", "lines": [{"name": "y" * 300_000}]})
        answer = self.url_open(
            f"/maker/stall/{self.day.id}/sale",
            data={"csrf_token": goods["token"], "sale": sale},
        )
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.env["maker.stall.sale"].search([]))

    def test_odd_texts_of_a_sale_are_refused_in_words(self):
        for odd in ("nul \0", "half \ud800", "x" * 10_000):
            content = {
                "key": "0" * 32,
                "payment": "cash",
                "sold_at": "2026-11-30T10:00:00Z",
                "total": 1,
                "lines": [{"name": odd, "quantity": 1, "price": 1}],
            }
            with self.assertRaises(UserError):
                self.env["maker.stall.sale"]._receive(self.day, content)
