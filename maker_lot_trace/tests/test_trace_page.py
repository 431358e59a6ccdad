from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import TracePageCase


@tagged("post_install", "-at_install")
class TestTracePage(TracePageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = cls.env["maker.trace.page"]
        cls.lot, cls.made, cls.order = cls._story("STORY")

    def test_any_code_finds_what_it_means(self):
        candles = self.made.lot_producing_ids
        for code, kind, record in (
            ("STORY-FR", "lot", self.lot),
            ("story-drum-7", "lot", self.lot),
            (" STORY-C ", "lot", candles),
            (self.made.name, "run", self.made),
            (self.order.name, "order", self.order),
            ("STORY-1001", "order", self.order),
        ):
            found = [(item["kind"], item["id"]) for item in self.page.find(code)]
            self.assertIn((kind, record.id), found, code)
        self.assertEqual(len(self.page.find("STORY-")), 3)
        self.assertFalse(self.page.find(""))
        self.assertFalse(self.page.find("%"))

    def test_no_page_of_another_companys_lot(self):
        other = self.env["res.company"].create({"name": "Other studio"})
        lot = self.env["stock.lot"].create(
            {
                "name": "FOREIGN",
                "product_id": self.fragrance.id,
                "company_id": other.id,
            }
        )
        with self.assertRaises(UserError):
            self.page.with_context(allowed_company_ids=self.env.company.ids).get_page(
                "lot", lot.id
            )

    def test_days_are_written_as_the_reader_writes_them(self):
        language = self.env["res.lang"]._activate_lang("en_US")
        language.date_format = "%d.%m.%Y"
        self.env.company.partner_id.tz = "Pacific/Auckland"
        self.made.date_finished = "2026-03-14 20:00:00"  # the day after over there
        self.env.flush_all()
        page = self.page.with_context(lang="en_US").get_page("lot", self.lot.id)
        [row] = page["forward"]["runs"]
        self.assertEqual(row["day"], "15.03.2026")
        self.assertEqual(row["date"], "2026-03-15")  # of the table, for a machine

    def test_page_of_a_material_lot(self):
        page = self.page.get_page("lot", self.lot.id)
        self.assertEqual(page["title"], "STORY-FR")
        self.assertEqual(page["reference"], "STORY-DRUM-7")
        self.assertEqual(page["on_hand"], 300)
        forward = page["forward"]
        self.assertEqual([row["name"] for row in forward["runs"]], [self.made.name])
        customer = forward["ends"][0]
        self.assertEqual(customer["partner"], "Story buyer")
        self.assertEqual((customer["quantity"], customer["carried"]), (5, 50))
        here = {row["name"]: row["quantity"] for row in forward["here"]}
        self.assertEqual(here, {"STORY-FR": 300, "STORY-C": 15})
        self.assertEqual(page["backward"]["ends"][0]["partner"], self.supplier.name)
        self.assertEqual(page["balance"]["accounted_pct"], 100)
        self.assertEqual(page["balance"]["difference"], 0)
        self.assertGreater(page["seconds"], 0)

    def test_page_of_a_run_and_of_an_order(self):
        page = self.page.get_page("run", self.made.id)
        for direction, name in (("backward", "STORY-FR"), ("forward", "STORY-C")):
            self.assertEqual([row["name"] for row in page[direction]["lots"]], [name])
        page = self.page.get_page("order", self.order.id)
        self.assertIsNone(page["forward"])
        used = {row["name"]: row["carried"] for row in page["backward"]["lots"]}
        self.assertEqual(used, {"STORY-FR": 50, "STORY-C": 5})

    def test_something_deleted_is_said_to_be_gone(self):
        with self.assertRaisesRegex(UserError, "not there any more"):
            self.page.get_page(
                "lot",
                self.env["stock.lot"].search([], order="id desc", limit=1).id + 1000,
            )

    def test_bench_and_accountant_may_trace_and_strangers_not(self):
        for group in ("maker_mrp.group_user", "maker_mrp.group_accountant"):
            user = new_test_user(self.env, f"who.{group[-9:]}", groups=group)
            page = self.page.with_user(user)
            self.assertTrue(page.find("STORY-1001"), group)
            ends = page.get_page("lot", self.lot.id)["forward"]["ends"]
            self.assertEqual(ends[0]["partner"], "Story buyer")
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.page.with_user(stranger).find("STORY-FR")

    def test_numbers_of_other_companies_are_not_found(self):
        other = self.env["res.company"].create({"name": "Other studio"})
        page = self.page.with_context(allowed_company_ids=other.ids)
        self.assertFalse(page.find(self.order.name))

    def test_lot_form_opens_the_page(self):
        action = self.lot.action_maker_trace()
        self.assertEqual(action["tag"], "maker_trace")
        self.assertEqual(action["context"]["trace_id"], self.lot.id)


@tagged("post_install", "-at_install")
class TestTracePageInBrowser(TracePageCase, HttpCase):
    def test_trace_tour(self):
        self._story("TOUR")
        user = new_test_user(
            self.env, "bench.tour", groups="maker_mrp.group_user", name="Bench"
        )
        self.start_tour("/odoo/trace", "maker_lot_trace_trace", login=user.login)

    def test_csv_of_a_trace(self):
        lot, run, order = self._story("CSV")
        lot.supplier_lot = "=1+1"
        self.authenticate("admin", "admin")
        answer = self.url_open(f"/maker_lot_trace/trace.csv?kind=lot&id={lot.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"\xef\xbb\xbf"))
        text = answer.content.decode("utf-8-sig")
        self.assertIn(f"Where it went,Customers,{order.name}", text)
        self.assertIn(run.name, text)
        page = self.env["maker.trace.page"].get_page("lot", run.lot_producing_ids.id)
        _header, *rows = self.env["maker.trace.page"]._as_table(page)
        self.assertIn("=1+1", [row[3] for row in rows])
        own = run.lot_producing_ids
        answer = self.url_open(f"/maker_lot_trace/trace.csv?kind=lot&id={own.id}")
        self.assertIn(",'=1+1,", answer.content.decode("utf-8-sig"))

    def test_a_trace_of_nothing_is_not_found(self):
        self.authenticate("admin", "admin")
        for asked in (
            "kind=lot&id=x",
            "kind=lot&id=99999999",
            "kind=lot&id=-1",
            "kind=lot&id=9999999999999",
            "kind=moon&id=1",
            "kind=lot",
            "",
        ):
            answer = self.url_open(f"/maker_lot_trace/trace.csv?{asked}")
            self.assertEqual(answer.status_code, 404, asked)
        with self.assertRaisesRegex(UserError, "not there any more"):
            self.env["maker.trace.page"].get_page("moon", 1)
