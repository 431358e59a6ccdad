"""A phone at the bench in a real browser, whose network can be cut."""

from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user
from odoo.tests.common import ChromeBrowser

HELPERS = """
const $ = (selector, where = document) => where.querySelector(selector);
const until = async (what, test) => {
    for (let tries = 0; tries < 400; tries++) {
        const found = await test();
        if (found) {
            return found;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never: ${what}: ${document.body.innerText.slice(0, 600)}`);
};
const cut = async () => {
    console.log("network: off");
    await until("offline", () => !navigator.onLine);
};
const mend = async () => {
    console.log("network: on");
    await until("online", () => navigator.onLine);
};
const type = (selector, text, where = document) => {
    const field = $(selector, where);
    field.value = text;
    field.dispatchEvent(new Event("input", {bubbles: true}));
};
const button = (text, where = document) =>
    [...where.querySelectorAll("button")].find(
        (one) => one.textContent.trim() === text);
const choose = async (words, where = document) => {
    await until("search", () => $("#o_maker_bench_search", where));
    type("#o_maker_bench_search", words, where);
    (await until(words, () => $(".list-group-item-action", where))).click();
    await until("quantity", () => $("#o_maker_bench_quantity", where));
};
const enter = async (kind, words, quantity, where = document) => {
    $(`button[name=${kind}]`, where).click();
    await choose(words, where);
    type("#o_maker_bench_quantity", quantity, where);
    $("button[name=keep]", where).click();
    await until("kept", () => $(".alert-success", where));
};
const entries = (state, where = document) =>
    [...where.querySelectorAll(`[data-state=${state}]`)];
const many = (state, count, where = document) =>
    until(`${count} ${state}`, () => entries(state, where).length === count);
const kept = () => new Promise((resolve) => {
    indexedDB.databases().then((all) => {
        const {name} = all.find((one) => one.name.startsWith("maker-entries-"));
        const open = indexedDB.open(name);
        open.onsuccess = () => {
            const shelf = open.result.transaction("entries", "readwrite")
                .objectStore("entries");
            resolve(shelf);
        };
    });
});
const phone = async () => {
    const frame = document.createElement("iframe");
    frame.src = "/maker/bench";
    frame.style = "width: 390px; height: 700px";
    document.body.append(frame);
    await until("phone", () => $("#o_maker_bench_search", frame.contentDocument));
    return frame;
};
const run = async (page, test) => {
    try {
        await until("the page", () => $(page));
        await until("products", () => !document.body.innerText.includes("come with"));
        await test();
        console.log("test successful");
    } catch (error) {
        console.error(error.message);
    }
};
"""

SEARCH = "#o_maker_bench_search"


class BenchPageCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hand = new_test_user(
            cls.env,
            "bench_phone",
            groups="maker_mrp.group_user",
            password="bench_phone",
        )
        gram = cls.env.ref("uom.product_uom_gram")
        cls.wax, cls.oil, cls.candle = cls.env["product.product"].create(
            [
                {
                    "name": "Phone wax",
                    "uom_id": gram.id,
                    "is_storable": True,
                    "maker_kind": "material",
                },
                {
                    "name": "Phone oil",
                    "uom_id": gram.id,
                    "is_storable": True,
                    "maker_kind": "material",
                    "tracking": "lot",
                },
                {"name": "Phone candle", "is_storable": True},
            ]
        )
        stock = cls.env["stock.warehouse"].search([], limit=1).lot_stock_id
        cls.lot = cls.env["stock.lot"].create(
            {"name": "PHONE-OIL-7", "product_id": cls.oil.id}
        )
        quants = cls.env["stock.quant"]
        quants._update_available_quantity(cls.wax, stock, 5000)
        quants._update_available_quantity(cls.oil, stock, 900, lot_id=cls.lot)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.candle.product_tmpl_id.id,
                "bom_line_ids": [
                    (0, 0, {"product_id": cls.wax.id, "product_qty": 200})
                ],
            }
        )

    def _play(self, code, size="390x844", home="/maker/bench", wait=SEARCH):
        handle = ChromeBrowser._handle_console

        def listen(browser, type, args=None, **more):
            word = str(args[0].get("value", "")) if args else ""
            if word.startswith("network: "):
                conditions = {
                    "offline": word.endswith("off"),
                    "latency": 0,
                    "downloadThroughput": -1,
                    "uploadThroughput": -1,
                }
                browser._websocket_send("Network.enable")
                browser._websocket_send(
                    "Network.emulateNetworkConditions", params=conditions
                )
            return handle(browser, type, args=args, **more)

        self.browser_size = size
        with patch.object(ChromeBrowser, "_handle_console", listen):
            self.browser_js(
                home,
                f"{HELPERS} run({wait!r}, async () => {{ {code} }});",
                ready="document.readyState === 'complete'",
                login="bench_phone",
                timeout=180,
                error_checker=lambda message: (
                    "service-worker" not in message and "ERR_" not in message
                ),
            )

    def _entries(self):
        return self.env["maker.entry"].search(
            [("user_id", "=", self.hand.id)], order="id"
        )

    def _runs(self):
        return self.env["mrp.production"].search(
            [("product_id", "=", self.candle.id)], order="id"
        )
