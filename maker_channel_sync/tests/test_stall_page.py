import json
import uuid
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import ConcurrencyError
from odoo.http import root
from odoo.service import model as service_model
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.maker_channel_sync.controllers.stall import LOCK_SPACE

CONFLICT = "DO $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '40001'; END $$"
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)


class StallPageCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "stall_seller", groups="maker_mrp.group_user"
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.soap, cls.candle = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "is_storable": True,
                    "lst_price": price,
                    "taxes_id": [Command.clear()],
                }
                for name, price in (("Oat soap", 8), ("Tall candle", 20))
            ]
        )
        shelf = cls.warehouse.lot_stock_id
        for product in (cls.soap, cls.candle):
            cls.env["stock.quant"]._update_available_quantity(product, shelf, 20)
        cls.env["maker.market.day"].search([("state", "!=", "closed")]).state = "closed"
        cls.day = (
            cls.env["maker.market.day"]
            .with_user(cls.seller)
            .create(
                {
                    "name": "Saturday market",
                    "line_ids": [
                        Command.create({"product_id": product.id, "quantity": 5})
                        for product in (cls.soap, cls.candle)
                    ],
                }
            )
        )
        cls.day.action_pack()
        cls.home = f"/maker/stall/{cls.day.id}"

    def _sale(self, quantity=1, **values):
        return {
            "key": str(uuid.uuid4()),
            "sold_at": fields.Datetime.now().isoformat() + "Z",
            "payment": "cash",
            "lines": [{"product": self.soap.id, "quantity": quantity, "price": 8}],
            "discount": 0,
            "tip": 0,
            "total": 8 * quantity,
            **values,
        }

    def _goods(self):
        return self.url_open(f"{self.home}/goods").json()

    def _post(self, sale, token=None):
        data = {"sale": sale if isinstance(sale, str) else json.dumps(sale)}
        token = self._goods()["token"] if token is None else token
        if token:
            data["csrf_token"] = token
        return self.url_open(f"{self.home}/sale", data, allow_redirects=False)

    def _orders(self):
        return self.env["sale.order"].search_count(
            [("maker_market_day_id", "=", self.day.id)]
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


HELPERS = """
const $ = (selector, where = document) => where.querySelector(selector);
const until = async (what, test) => {
    for (let tries = 0; tries < 300; tries++) {
        const found = test();
        if (found) {
            return found;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never: ${what}`);
};
const online = window.fetch;
const goOffline = () => {
    window.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    window.dispatchEvent(new Event("offline"));
};
const goOnline = () => {
    window.fetch = online;
    window.dispatchEvent(new Event("online"));
};
const tile = (name) =>
    [...document.querySelectorAll(".product")].find((one) =>
        one.textContent.includes(name));
const type = (id, text) => {
    $(id).value = text;
    $(id).dispatchEvent(new Event("input", {bubbles: true}));
};
const sell = async (...names) => {
    names.forEach((name) => tile(name).click());
    $("#pay").click();
    await until("payment opens", () => $("#checkout").open);
};
const waits = (text) => () =>
    !$("#waiting").hidden && $("#waiting").textContent === text;
const run = async (test) => {
    try {
        await until("goods", () => tile("Oat soap"));
        await test();
        console.log("test successful");
    } catch (error) {
        console.error(error.message);
    }
};
"""


@tagged("post_install", "-at_install", "maker_tour")
class TestStallPhone(StallPageCase):
    def _play(self, code):
        self.browser_size = "390x844"
        self.browser_js(
            self.home,
            f"{HELPERS} run(async () => {{ {code} }});",
            ready="document.readyState === 'complete'",
            login="stall_seller",
            timeout=120,
            error_checker=lambda message: "service-worker" not in message,
        )

    def test_sales_made_offline_arrive_once_when_the_phone_is_online_again(self):
        self._play(
            """
            if (document.documentElement.scrollWidth > innerWidth) {
                throw new Error("wider than the phone");
            }
            goOffline();
            await sell("Oat soap", "Oat soap", "Tall candle");
            type("#discount", "1,50");
            type("#tip", "2");
            type("#given", "50");
            if (!$("#total").textContent.includes("36.50")) {
                throw new Error($("#total").textContent);
            }
            if (!$("#change").textContent.includes("13.50")) {
                throw new Error($("#change").textContent);
            }
            $("#done").click();
            await until("one waits", waits("1 sale waiting to be sent"));
            await sell("Tall candle");
            $("input[value=card]").click();
            $("#done").click();
            await until("two wait", waits("2 sales waiting to be sent"));
            if (!tile("Oat soap").textContent.includes("3 left")) {
                throw new Error(tile("Oat soap").textContent);
            }
            goOnline();
            goOnline();
            await until("nothing waits", () => $("#waiting").hidden);
            await until("orders are named", () =>
                [...document.querySelectorAll("#sales .state")].every((one) =>
                    one.textContent.startsWith("S")));
            """
        )
        orders = self.env["sale.order"].search(
            [("maker_market_day_id", "=", self.day.id)], order="id"
        )
        self.assertEqual(orders.mapped("amount_total"), [36.5, 20])
        self.assertEqual(set(orders.order_line.mapped("qty_delivered")), {0, 1, 2})
        self.assertEqual(self.day.sale_ids.mapped("payment"), ["card", "cash"])

    def test_an_answer_that_is_lost_books_the_sale_once(self):
        self._play(
            """
            let lost = 0;
            window.fetch = async (address, options) => {
                const response = await online(address, options);
                if (options?.method === "POST" && lost++ === 0) {
                    throw new TypeError("the connection broke");
                }
                return response;
            };
            await sell("Oat soap");
            $("#done").click();
            await until("one waits", waits("1 sale waiting to be sent"));
            goOnline();
            await until("nothing waits", () => $("#waiting").hidden);
            """
        )
        self.assertEqual(self._orders(), 1)

    def test_the_page_opens_and_sends_while_the_server_cannot_serve_it(self):
        days = type(self.env["maker.market.day"])
        words = days._page_words
        calls = []

        def only_twice(day):
            # once for the person, once to be kept by the phone
            calls.append(day)
            if len(calls) > 2:
                raise RuntimeError("the server is down")
            return words(day)

        with (
            patch.object(days, "_page_words", only_twice),
            mute_logger("odoo.http"),
        ):
            self._play(
                """
                await navigator.serviceWorker.ready;
                const kept = await caches.open("maker-stall-1");
                let copy = null;
                for (let tries = 0; !copy && tries < 200; tries++) {
                    copy = await kept.match(location.pathname);
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
                await until("controlled", () => navigator.serviceWorker.controller);
                goOffline();
                await sell("Oat soap");
                $("#done").click();
                await until("one waits", waits("1 sale waiting to be sent"));
                const again = document.createElement("iframe");
                again.src = location.pathname;
                document.body.append(again);
                await until("the kept page opens", () =>
                    again.contentDocument?.querySelector(".product"));
                await until("it sends what waits", () =>
                    $("#waiting", again.contentDocument).hidden);
                """
            )
        self.assertGreater(len(calls), 2, "the page was asked for and not served")
        self.assertEqual(self._orders(), 1)

    def test_who_may_not_sell_is_told_and_the_sale_waits_for_one_who_may(self):
        self._play(
            """
            window.fetch = async (address, options) =>
                options?.method === "POST"
                    ? new Response('{"refused": "Ask the owner."}', {status: 403})
                    : online(address, options);
            await sell("Oat soap");
            $("#done").click();
            const link = await until("sign in", () => $("#note a"));
            if (!link.href.includes("/web/session/logout?redirect=")) {
                throw new Error(link.href);
            }
            if (!$("#note").textContent.includes("You may not sell here")) {
                throw new Error($("#note").textContent);
            }
            if (!$("#sales .state").textContent.includes("Ask the owner.")) {
                throw new Error($("#sales .state").textContent);
            }
            await until("it still waits", waits("1 sale waiting to be sent"));
            goOnline();
            await until("nothing waits", () => $("#waiting").hidden);
            await until("all is well", () => $("#connection").textContent === "Online");
            """
        )
        self.assertEqual(self._orders(), 1)

    def test_the_page_says_that_prices_hold_tax(self):
        self.soap.taxes_id = self.env["account.tax"].create(
            {"name": "Sales tax 10 %", "amount": 10, "type_tax_use": "sale"}
        )
        self.env.flush_all()
        self._play(
            """
            const taxes = await until("taxes", () => $("#taxes:not([hidden])"));
            if (!taxes.textContent.includes("include tax")) {
                throw new Error(taxes.textContent);
            }
            """
        )

    def test_a_session_that_ended_keeps_the_sales_and_says_to_sign_in(self):
        self._play(
            """
            window.fetch = async () => ({type: "opaqueredirect"});
            await sell("Oat soap");
            $("#done").click();
            await until("one waits", waits("1 sale waiting to be sent"));
            const link = await until("sign in", () => $("#note a"));
            if (!link.href.includes("/web/login?redirect=")) {
                throw new Error(link.href);
            }
            goOnline();
            await until("nothing waits", () => $("#waiting").hidden);
            """
        )
        self.assertEqual(self._orders(), 1)
