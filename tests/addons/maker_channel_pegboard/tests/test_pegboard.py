import json
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from odoo.tests import TransactionCase, tagged


class Pegboard(BaseHTTPRequestHandler):
    """The imaginary shop; its state is on the server."""

    def log_message(self, *_args):
        """Keep the test's output clean."""

    def do_GET(self):
        answers = {
            "/shop": {"name": "Pegboard", "id": "1"},
            "/hooks": list(self.server.hooks.values()),
            "/orders": self.server.orders,
        }
        self._answer(answers[self.path])

    def do_PUT(self):
        self.server.hooks[self.path.rpartition("/")[2]].update(self._given())
        self._answer({})

    def do_POST(self):
        self._given()
        self.server.shipped.append(self.path.split("/")[2])
        self._answer({})

    def _given(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, data):
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@tagged("post_install", "-at_install")
class TestPegboard(TransactionCase):
    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        kw["timeout"] = max(kw["timeout"])
        return super()._request_handler(s, r, **kw)

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param(
            "maker_channel_sync.allow_local_hosts", "1"
        )
        self.shop = ThreadingHTTPServer(("127.0.0.1", 0), Pegboard)
        hook = {"id": "h1", "title": "Ring", "sku": "RING", "quantity": 1}
        self.shop.hooks, self.shop.orders, self.shop.shipped = {"h1": hook}, [], []
        threading.Thread(target=self.shop.serve_forever, daemon=True).start()
        self.addCleanup(self.shop.server_close)
        self.addCleanup(self.shop.shutdown)

    def test_a_sixth_channel_lists_sells_and_ships(self):
        ring = self.env["product.product"].create(
            {"name": "Ring", "default_code": "RING", "is_storable": True}
        )
        channel = self.env["maker.channel"].create(
            {
                "name": "Pegboard",
                "code": "pegboard",
                "base_url": f"http://127.0.0.1:{self.shop.server_port}",
                "orders_from": "2020-01-01",
            }
        )
        stock = channel.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(ring, stock, 5)
        channel.action_test_connection()
        channel.action_fetch_listings()
        self.assertEqual(channel.listing_ids.product_id, ring)
        channel._drain()
        self.assertEqual(self.shop.hooks["h1"]["quantity"], 5)
        self.shop.orders.append(
            {
                "id": "P1",
                "hook": "h1",
                "count": 2,
                "price": "30.00",
                "buyer": "Ring buyer",
                "updated": datetime.now(timezone.utc).isoformat(),
            }
        )
        channel.orders_read_at = False
        channel._drain()
        sale = self.env["sale.order"].search([("maker_channel_id", "=", channel.id)])
        self.assertEqual((sale.state, sale.order_line.product_uom_qty), ("sale", 2))
        self.assertEqual(self.shop.hooks["h1"]["quantity"], 3)
        sale.picking_ids.move_ids.picked = True
        sale.picking_ids.button_validate()
        channel._drain()
        self.assertEqual(self.shop.shipped, ["P1"])
