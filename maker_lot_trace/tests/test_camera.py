from odoo.tests import tagged

from odoo.addons.maker_mrp.tests.common_phone import BenchPageCase

CAMERA = """
const canvas = Object.assign(document.createElement("canvas"), {
    width: 640,
    height: 640,
});
const holdBefore = async (label) => {
    const picture = new Image();
    picture.src = `data:image/svg+xml,${encodeURIComponent(label)}`;
    await picture.decode();
    // Odoo reads what lies in the frame, a band four times as wide as it is high
    const draw = () => {
        const paper = canvas.getContext("2d");
        paper.fillStyle = "white";
        paper.fillRect(0, 0, 640, 640);
        paper.drawImage(picture, 245, 245, 150, 150);
    };
    setInterval(draw, 50);
    draw();
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
};
"""


@tagged("post_install", "-at_install", "maker_tour")
class TestCamera(BenchPageCase):
    """The code on a label, held before the camera."""

    def _scan(self, code, home, wait):
        label = str(self.lot._maker_qr("21mm"))
        self._play(
            f"{CAMERA} await holdBefore({label!r}); {code}", home=home, wait=wait
        )

    def test_a_count_begins_with_the_label_of_a_lot(self):
        self._scan(
            """
            $("button[name=count]").click();
            await until("count", () => $("button[name=count].btn-primary"));
            $("button[name=scan]").click();
            await until("lot", () => $("#o_maker_bench_lot")?.value === "PHONE-OIL-7");
            type("#o_maker_bench_quantity", "1/2 kg");
            $("button[name=keep]").click();
            await many("settled", 1);
            """,
            "/maker/bench",
            "#o_maker_bench_search",
        )
        self.assertEqual(self._entries().mapped("state"), ["done"])
        self.assertEqual(self.oil.qty_available, 500)

    def test_a_trace_begins_with_the_label_of_a_lot(self):
        self._scan(
            """
            (await until("scan", () => $(".o_maker_trace_search .fa-qrcode")))
                .closest("button").click();
            await until("the lot", () => $(".o_maker_trace h1, .o_maker_trace h2")
                && $("input[name=code]")?.value.includes("PHONE-OIL-7"));
            """,
            "/odoo/action-maker_lot_trace.maker_trace_action",
            ".o_maker_trace_search",
        )
