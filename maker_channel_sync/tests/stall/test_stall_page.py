from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import ConcurrencyError
from odoo.http import root
from odoo.service import model as service_model
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...controllers.stall import LOCK_SPACE
from ..stall_case import StallPageCase

CONFLICT = "DO $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '40001'; END $$"
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestStallRequests(StallPageCase):
    def test_the_page_the_goods_and_the_worker_are_served(self):
        self.authenticate("stall_seller", "stall_seller")
        page = self.url_open(self.home)
        self.assertEqual(page.status_code, 200)
        self.assertIn('id="stall-config"', page.text)
        goods = self._goods()["goods"]
        self.assertEqual(
            [(one["name"], one["price"], one["left"]) for one in goods],
            [("Oat soap", 8, 5), ("Tall candle", 20, 5)],
        )
        manifest = self.url_open(f"{self.home}/manifest.webmanifest").json()
        self.assertEqual(manifest["scope"], "/maker/stall/")
        worker = self.url_open("/maker/stall/worker.js")
        self.assertIn("javascript", worker.headers["Content-Type"])
        self.assertIn("addEventListener", worker.text)

    def test_prices_say_whether_tax_is_in_them(self):
        self.authenticate("stall_seller", "stall_seller")
        self.assertFalse(self._goods()["taxed"])
        self.soap.taxes_id = self.env["account.tax"].create(
            {
                "name": "Sales tax 10 %",
                "amount": 10,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            }
        )
        goods = self._goods()
        self.assertTrue(goods["taxed"])
        self.assertEqual(goods["goods"][0]["price"], 8.8)

    def test_a_new_picture_has_a_new_address(self):
        self.authenticate("stall_seller", "stall_seller")
        self.soap.image_1920 = PICTURE
        self.env.cr.flush()
        first = self._goods()["goods"][0]["picture"]
        answer = self.url_open(first)
        self.assertEqual(answer.headers["Content-Type"], "image/png")
        self.env.cr.execute(
            "UPDATE product_product SET write_date = write_date + interval '1 minute'"
            " WHERE id = %s",
            [self.soap.id],
        )
        self.env.invalidate_all()
        second = self._goods()["goods"][0]["picture"]
        self.assertNotEqual(first, second)
        self.assertEqual(first.partition("?")[0], second.partition("?")[0])

    def test_a_conflict_with_others_is_tried_again_until_the_sale_is_booked(self):
        self.authenticate("stall_seller", "stall_seller")
        sales = type(self.env["maker.stall.sale"])
        receive, tries = sales._receive, []

        def conflict(model, day, content):
            tries.append(content["key"])
            if len(tries) < 3:
                model.env.cr.execute(CONFLICT)
            return receive(model, day, content)

        with (
            patch.object(sales, "_receive", conflict),
            patch.object(service_model.time, "sleep"),
            mute_logger("odoo.sql_db"),
        ):
            answer = self._post(self._sale())
        self.assertEqual((answer.status_code, len(tries)), (200, 3))
        self.assertEqual(self._orders(), 1)
        self.env.cr.execute(
            "SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND classid = %s"
            " AND datname = current_database()",
            [LOCK_SPACE],
        )
        self.assertFalse(self.env.cr.fetchall(), "the next sale need not wait")

    def test_one_bookmark_leads_to_the_day_that_is_on(self):
        self.authenticate("stall_seller", "stall_seller")
        answer = self.url_open("/maker/stall", allow_redirects=False)
        self.assertTrue(answer.headers["Location"].endswith(self.home))
        self.day._close()
        answer = self.url_open("/maker/stall", allow_redirects=False)
        self.assertIn("maker-market-days", answer.headers["Location"])

    def test_a_sale_sent_many_times_is_booked_once_with_one_answer(self):
        self.authenticate("stall_seller", "stall_seller")
        sale = self._sale(2)
        answers = [self._post(sale) for _n in range(3)]
        self.assertEqual({answer.status_code for answer in answers}, {200})
        self.assertEqual(len({answer.text for answer in answers}), 1)
        self.assertEqual(answers[0].json()["state"], "done")
        self.assertEqual(self._orders(), 1)
        self.assertEqual(self._goods()["goods"][0]["left"], 3)

    def test_two_deliveries_at_once_end_in_one_sale(self):
        sales = self.env["maker.stall.sale"].with_user(self.seller)
        content = self._sale()
        twice = patch.object(type(sales), "create", side_effect=UniqueViolation())
        with twice, self.assertRaises(ConcurrencyError):
            # Odoo runs the request again, which then finds the other's sale
            sales._receive(self.day, content)
        self.assertEqual(sales._receive(self.day, content).state, "done")

    def test_nobody_sells_without_signing_in(self):
        answer = self._post(self._sale(), token="none")
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertEqual(self._orders(), 0)

    def test_an_expired_session_asks_to_sign_in_and_books_nothing(self):
        session = self.authenticate("stall_seller", "stall_seller")
        token = self._goods()["token"]
        session.logout(keep_db=True)
        root.session_store.save(session)
        answer = self._post(self._sale(), token=token)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self._orders(), 0)

    def test_a_forged_or_missing_token_books_nothing(self):
        self.authenticate("stall_seller", "stall_seller")
        with mute_logger("odoo.http"):
            for token in ("", "0" * 40 + "o9999999999"):
                answer = self._post(self._sale(), token=token)
                self.assertEqual(answer.status_code, 400)
        self.assertEqual(self._orders(), 0)

    def test_broken_messages_are_refused_with_the_reason(self):
        self.authenticate("stall_seller", "stall_seller")
        huge = self._sale(tip=10**400)
        later = self._sale(sold_at="9999-12-31T23:59:59-23:00")
        broken = ("", "<html>", "[1]", '{"total": NaN}', self._sale(-1), "[" * 9999)
        for sale in (*broken, huge, later):
            answer = self._post(sale)
            self.assertEqual(answer.status_code, 422, str(sale)[:50])
            self.assertTrue(answer.json()["refused"])
        self.assertEqual(self._orders(), 0)

    def test_another_company_sees_no_stall_of_ours(self):
        company = self.env["res.company"].create({"name": "Neighbour"})
        new_test_user(
            self.env,
            "neighbour",
            groups="maker_mrp.group_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.authenticate("neighbour", "neighbour")
        for path in ("", "/goods", "/manifest.webmanifest"):
            self.assertEqual(self.url_open(self.home + path).status_code, 404)
        theirs = self.env["maker.market.day"].create(
            {"name": "Next door", "company_id": company.id}
        )
        goods = self.url_open(f"/maker/stall/{theirs.id}/goods").json()
        answer = self._post(self._sale(), token=goods["token"])
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self._orders(), 0)

    def test_an_accountant_sees_the_page_and_cannot_sell(self):
        new_test_user(self.env, "books", groups="maker_mrp.group_accountant")
        self.authenticate("books", "books")
        self.assertEqual(self.url_open(self.home).status_code, 200)
        answer = self._post(self._sale())
        self.assertEqual(answer.status_code, 403)
        self.assertTrue(answer.json()["refused"])
        self.assertEqual(self._orders(), 0)
