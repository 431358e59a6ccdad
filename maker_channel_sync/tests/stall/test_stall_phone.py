from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..stall_case import StallPageCase

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
