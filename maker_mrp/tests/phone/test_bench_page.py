from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...controllers.bench import MakerBenchController
from ..common_phone import BenchPageCase


@tagged("post_install", "-at_install", "maker_tour")
class TestBenchPage(BenchPageCase):
    """The page on a phone, with the network really cut."""

    def test_what_is_typed_without_a_network_is_posted_once_when_there_is_one(self):
        self._play(
            """
            await cut();
            await enter("run", "phone candle", "2");
            await enter("run", "phone candle", "100");
            await enter("count", "phone wax", "4.5 kg");
            await many("waiting", 3);
            const badge = $(".o_maker_connection").textContent;
            if (badge !== "Offline" || !$("[name=connection_note]")) {
                throw new Error(badge);
            }
            if (document.documentElement.scrollWidth > innerWidth) {
                throw new Error("wider than the phone");
            }
            await mend();
            window.dispatchEvent(new Event("online"));
            await many("waiting", 0);
            await many("settled", 2);
            const [refused] = await until("refused", () => entries("refused"));
            if (!refused.textContent.includes("missing")) {
                throw new Error(refused.textContent);
            }
            button("Mend", refused).click();
            await until("mended", () => $("#o_maker_bench_quantity")?.value === "100");
            type("#o_maker_bench_quantity", "3");
            $("button[name=keep]").click();
            await many("refused", 0);
            await many("settled", 3);
            """
        )
        self.assertEqual(self._runs().mapped("qty_produced"), [2, 3])
        self.assertEqual(
            self._entries().mapped("state"), ["done", "replaced", "done", "done"]
        )

    def test_a_phone_without_power_and_a_copied_queue_double_nothing(self):
        self._play(
            """
            const first = await phone();
            const {contentWindow: there} = first;
            const {send} = there.XMLHttpRequest.prototype;
            let off = false;
            there.XMLHttpRequest.prototype.send = function (body) {
                send.call(this, body);
                if (body.includes('"receive"')) {
                    // the request has left; whoever waited for the answer is gone
                    setTimeout(() => {
                        first.remove();
                        off = true;
                    }, 20);
                }
            };
            await enter("run", "phone candle", "2", first.contentDocument).catch(
                () => null
            );
            await until("the power is off", () => off);
            const second = await phone();
            await many("settled", 1, second.contentDocument);
            second.remove();
            const shelf = await kept();
            await new Promise((resolve) => {
                const all = shelf.getAll();
                all.onsuccess = () => {
                    const copy = {...all.result[0], state: "waiting", tries: 0};
                    shelf.put(copy).onsuccess = resolve;
                };
            });
            const [third, fourth] = await Promise.all([phone(), phone()]);
            await many("settled", 1, third.contentDocument);
            await many("settled", 1, fourth.contentDocument);
            const words = entries("settled", fourth.contentDocument)[0].textContent;
            if (!words.includes("Logged as")) {
                throw new Error(words);
            }
            """
        )
        self.assertEqual(self._runs().mapped("qty_produced"), [2])
        self.assertEqual(self._entries().mapped("state"), ["done"])

    def test_the_page_opens_while_the_server_cannot_serve_it(self):
        manifest = MakerBenchController._manifest
        calls = []

        def only_twice(controller):
            # once for the person, once to be kept by the phone
            calls.append(controller)
            if len(calls) > 2:
                raise RuntimeError("the server is down")
            return manifest(controller)

        with (
            patch.object(MakerBenchController, "_manifest", only_twice),
            mute_logger("odoo.http"),
        ):
            self._play(
                """
                await navigator.serviceWorker.ready;
                const cache = await caches.open("maker-bench-1");
                await until("kept", () => cache.match("/maker/bench"));
                await until("controlled", () => navigator.serviceWorker.controller);
                const again = await phone();
                await cut();
                await enter("run", "phone candle", "1", again.contentDocument);
                await many("waiting", 1, again.contentDocument);
                await mend();
                again.contentWindow.dispatchEvent(new Event("online"));
                await many("settled", 1, again.contentDocument);
                """
            )
        self.assertGreater(len(calls), 2, "the page was asked for and not served")
        self.assertEqual(self._runs().mapped("qty_produced"), [1])

    def test_it_is_in_odoo_too_and_says_there_that_something_waits(self):
        self._play(
            """
            await cut();
            await enter("run", "phone candle", "100");
            const badge = await until("badge", () =>
                $(".o_menu_systray .fa-paper-plane + .badge"));
            if (badge.textContent !== "1") {
                throw new Error(badge.textContent);
            }
            await mend();
            window.dispatchEvent(new Event("online"));
            const [refused] = await until("refused", () =>
                entries("refused").length && entries("refused"));
            button("Discard", refused).click();
            await until("dialog", () => $(".modal"));
            button("Discard", $(".modal")).click();
            await many("refused", 0);
            await until("no badge", () => !$(".o_menu_systray .fa-paper-plane"));
            """,
            size="1400x900",
            home="/odoo/maker-bench",
        )
        self.assertEqual(self._entries().mapped("state"), ["given_up"])
        self.assertFalse(self._runs())

    def test_it_installs_as_an_app_with_its_own_name_icon_and_ways_in(self):
        self.authenticate("bench_phone", "bench_phone")
        page = self.url_open("/maker/bench").text
        self.assertIn("app_id=maker_mrp", page)
        manifest = self.url_open(
            "/web/manifest.scoped_app_manifest?app_id=maker_mrp&path=/maker/bench"
        ).json()
        self.assertEqual(manifest["name"], "Maker")
        self.assertEqual(manifest["start_url"], "/maker/bench")
        names = [one["name"] for one in manifest["shortcuts"]]
        self.assertEqual(names, ["Log a run", "Count"])
        for icon in manifest["icons"]:
            answer = self.url_open(icon["src"])
            self.assertEqual(answer.headers["Content-Type"], "image/png")
        odoo = self.url_open("/web/manifest.webmanifest").json()
        names = [one["name"] for one in odoo["shortcuts"]]
        self.assertEqual(names[:3], ["Today", "Log a run", "Count"])
        install = self.url_open("/scoped_app?app_id=maker_mrp&path=maker/bench").text
        self.assertIn("<title>Install Maker</title>", install)

    def test_others_are_not_shown_the_page_nor_its_ways_in(self):
        new_test_user(
            self.env, "clerk", groups="stock.group_stock_user", password="clerk_clerk"
        )
        self.authenticate("clerk", "clerk_clerk")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/maker/bench").status_code, 403)
        odoo = self.url_open("/web/manifest.webmanifest").json()
        self.assertNotIn("Log a run", [one["name"] for one in odoo["shortcuts"]])
