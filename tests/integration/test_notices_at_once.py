"""One notice that a shop delivers twice at the same moment, in two transactions."""

from channel_case import ChannelCase, credentials
from fakes.listener import Listener
from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestNoticesAtOnce(ChannelCase):
    codes = ("woocommerce",)

    def _transaction(self):
        """An environment of its own, as each request of a server has one."""
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        return api.Environment(cr, SUPERUSER_ID, {})

    def _committed_channel(self):
        """The id of a channel that other transactions see, removed at the end."""
        shop = self.shops["woocommerce"]
        env = self._transaction()
        channel = env["maker.channel"].create(
            {
                "name": shop.name,
                "code": "woocommerce",
                "warehouse_id": env["stock.warehouse"].search([], limit=1).id,
                "mode": "paused",
                **credentials(shop),
            }
        )
        env.cr.commit()

        def remove():
            env.cr.rollback()
            channel.unlink()
            env.cr.commit()

        self.addCleanup(remove)
        return channel.id

    def _notice(self):
        """``(headers, body)`` of what the shop sends when somebody bought."""
        listener = Listener().start()
        self.addCleanup(listener.stop)
        shop = self.shops["woocommerce"]
        shop.webhook_target(listener.url)
        shop.buy([("CANDLE", 1)])
        shop.webhooks.settle()
        heard = [(dict(headers), body) for headers, body in listener.heard]
        return next(one for one in heard if b'"line_items"' in one[1])

    def test_it_is_stored_once_and_no_error_is_logged(self):
        channel_id, notice = self._committed_channel(), self._notice()
        first, second = self._transaction(), self._transaction()
        for env in (first, second):
            channel = env["maker.channel"].browse(channel_id)
            self.assertEqual(channel.mode, "paused")  # both have begun
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            told = first["maker.channel"].browse(channel_id)._receive(*notice)
            self.assertEqual(told, 200)
            first.cr.commit()
            with self.assertRaises(SerializationFailure):
                second["maker.channel"].browse(channel_id)._receive(*notice)
            # what a server does with such a request: it tries again
            second.cr.rollback()
            second.transaction.reset()
            told = second["maker.channel"].browse(channel_id)._receive(*notice)
            self.assertEqual(told, 200)
            second.cr.commit()
        stored = second["maker.channel.event"].search_count(
            [("channel_id", "=", channel_id)]
        )
        self.assertEqual(stored, 1)
