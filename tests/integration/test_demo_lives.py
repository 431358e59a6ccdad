"""The demo's shops stay open: for days, through restarts and a machine that slept."""

import tempfile
from pathlib import Path
from unittest.mock import patch

import fakes
from channel_case import FACTORIES, ChannelCase
from maker_setup import day_shops, fakes_host
from maker_setup.day_context import FAKES, OPEN_SHOP, Day

from odoo import fields
from odoo.tests import freeze_time, tagged

DAY = 86400


@tagged("standard", "post_install", "-at_install")
class TestDemoLives(ChannelCase):
    codes = ()

    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for code in FAKES:
            self._open(code)
        self.day = Day(self.env, "http://127.0.0.1:1", self._told())
        self.day.memory["candle8"] = self.candle.id
        self.candle.default_code = day_shops.SKU
        self.day.memory["soap"] = self._product("SOAP", 5).id
        # the day commits nothing of its own, the test's transaction is rolled back
        day_shops.open_shops(self.day)
        for channel in self.env["maker.channel"].search([("code", "in", FAKES)]):
            self.channels[channel.code] = channel
        self.channels[OPEN_SHOP] = self._connect(OPEN_SHOP, self.shops[OPEN_SHOP])

    def _open(self, code):
        """Start a shop as the demo's process of shops does, with what it remembers."""
        shop = getattr(fakes, FACTORIES[code])()
        fakes_host.remember(shop, self.folder / f"{code}.state")
        self.shops[code] = shop.start()
        self.addCleanup(shop.stop)

    def _told(self):
        return {
            code: {
                "url": shop.url,
                "name": shop.name,
                "access_token": shop.access_token,
                "credentials": shop.credentials,
            }
            for code, shop in self.shops.items()
        }

    def _keep(self):
        fakes_host.keep_all(self.shops, self.folder)

    def _restart(self):
        """End the shops and start them again, each at another address."""
        for code in FAKES:
            self.shops[code].stop()
            self._open(code)
        self.day.fakes = self._told()
        day_shops.connect(self.day)
        self.env.invalidate_all()

    def _pass_time(self, seconds):
        for shop in self.shops.values():
            shop.ahead += seconds

    def _assert_all_alive(self, quantity):
        """A new count reaches every shop, and none complains."""
        self.env["stock.quant"]._update_available_quantity(
            self.candle, self.stock, quantity - self.candle.qty_available
        )
        self.env.cr.flush()
        for channel in self.channels.values():
            channel.orders_read_at = False
            channel._drain()
        for code, channel in self.channels.items():
            with self.subTest(shop=code):
                self.assertEqual(channel.state, "connected", channel.last_error)
                self.assertFalse(channel.last_error)
                self.assertEqual(self.shops[code].stock(day_shops.SKU), quantity)

    def test_five_shops_live_for_days(self):
        self._assert_all_alive(9)
        for day in range(3):
            self._pass_time(DAY)
            with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=day + 1)):
                self._assert_all_alive(8 - day)

    def test_the_day_reads_what_the_shop_shows_over_its_own_api(self):
        for quantity in (9, 4):
            self._assert_all_alive(quantity)
            self.assertEqual(day_shops.shopify_stock(self.day), quantity)

    def test_shops_live_through_restarts(self):
        self._assert_all_alive(9)
        self._pass_time(DAY)
        self._keep()
        self._restart()
        self._assert_all_alive(8)
        self._keep()
        self._restart()
        self._assert_all_alive(7)

    def test_shops_live_after_a_power_cut(self):
        self._assert_all_alive(9)
        self._keep()
        self._pass_time(DAY)
        etsy = self.channels["etsy"]
        token = etsy.access_token
        etsy.action_test_connection()
        self.assertNotEqual(etsy.access_token, token)
        # the shop issued a token since it was kept last, and forgets that it did
        self._restart()
        self.assertEqual(etsy.access_token, token)
        self._pass_time(DAY)
        self._assert_all_alive(8)

    def test_a_token_renewed_before_the_demo_connects_stays(self):
        self._pass_time(DAY)
        told = self._told()
        self.channels["etsy"]._token(rejected=self.channels["etsy"].access_token)
        renewed = self.channels["etsy"].access_token
        self.day.fakes = told
        day_shops.connect(self.day)
        self.assertEqual(self.channels["etsy"].access_token, renewed)
        self._assert_all_alive(8)

    def test_shops_count_their_limits_anew_on_a_machine_started_anew(self):
        self._assert_all_alive(9)
        self._keep()
        # after a boot the machine counts its seconds from zero again
        with patch("fakes.limits.time.monotonic", return_value=1.0):
            self._restart()
            self._assert_all_alive(8)

    def test_what_the_shops_remember_stays_small(self):
        shop = self.shops["etsy"]
        shop.requests.extend(shop.requests[:1] * (2 * fakes_host.REMEMBERED))
        self._keep()
        self.assertEqual(len(shop.requests), fakes_host.REMEMBERED)
