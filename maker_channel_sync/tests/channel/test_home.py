from odoo.tests import new_test_user

from ..common import ChannelCase


class TestHome(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.shopify, cls.candle)

    def _copy(self):
        """What a restored copy is: everything the same, under another identity."""
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "another")

    def test_a_copy_that_wakes_up_sends_nothing_and_says_why(self):
        self._drain(self.shopify)
        self._receive(self.candle, 5)
        self.env.cr.flush()
        self._copy()
        calls = self.clients[self.shopify].calls
        self.assertFalse(self.shopify._drain())
        self.assertEqual(self.clients[self.shopify].calls, calls)
        self.assertEqual(self._shown(self.listing), 10)
        self.assertEqual(self.shopify.mode, "paused")
        self.assertIn("is a copy of", self.shopify.last_error)

    def test_a_person_may_decide_that_the_copy_takes_over(self):
        self._drain(self.shopify)
        self._copy()
        self.shopify._drain()
        manager = new_test_user(self.env, "owner", groups="maker_mrp.group_manager")
        self.shopify.with_user(manager).mode = "automatic"
        self._receive(self.candle, 5)
        self.env.cr.flush()
        self.assertTrue(self.shopify._drain())
        self.assertEqual(self._shown(self.listing), 15)
        self.assertFalse(self.shopify.last_error)

    def test_the_database_that_connected_the_shop_is_not_disturbed(self):
        self._drain(self.shopify)
        home = self.shopify.sudo().home
        self.assertIn(self.env.cr.dbname, home)
        self._drain(self.shopify)
        self.assertEqual(self.shopify.sudo().home, home)
