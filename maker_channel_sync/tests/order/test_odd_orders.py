import logging
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

import psycopg2

from odoo.exceptions import LockError, RedirectWarning, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ...channel_clients.errors import (
    RequestRefused,
    Transient,
)
from ...channel_clients.sentences import _lt
from ..orders import OrderCase

INTAKE = "odoo.addons.maker_channel_sync.models.order.maker_channel_order_intake"


class TestOddOrders(OrderCase):
    """One order that nobody foresaw holds up neither the others nor the stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._list(cls.shopify, cls.candle)
        cls.etsy.access_token = "very-secret-token"

    def _sell(self, quantity=1, **values):
        return self.client.sell(self.listing.remote_id, quantity, **values)

    def _raising(self, bad, error):
        """Have building this one order raise something no one foresaw."""
        builder = type(self.env["maker.channel.order.builder"])
        build = builder._build_one

        def build_one(model, channel, order, *args):
            if order.remote_id == bad.remote_id:
                raise error
            return build(model, channel, order, *args)

        return patch.object(builder, "_build_one", build_one)

    def test_any_fault_freezes_that_order_alone_and_pushing_goes_on(self):
        faults = KeyError("x"), TypeError("y"), ValueError("z"), RecursionError("deep")
        self._receive(self.candle, 10)
        self._drain()
        left = 20
        for fault in faults:
            with self.subTest(fault=fault):
                first, bad, last = (self._sell() for _ in range(3))
                with self._raising(bad, fault), self.assertLogs(INTAKE, "ERROR") as log:
                    self._drain()
                left -= 3  # what could not be imported is sold all the same
                self.assertEqual(self._known(first).state, "imported")
                self.assertEqual(self._known(last).state, "imported")
                self.assertEqual(self._known(bad).state, "frozen")
                self.assertNotIn(type(fault).__name__, self._known(bad).issue)
                self.assertIn("does not foresee", self._known(bad).issue)
                self.assertIn("Try again", self._known(bad).issue)
                self.assertIn(type(fault).__name__, "".join(log.output))
                self.assertTrue(self._known(bad).activity_ids)
                self.assertIn("Traceback", "".join(log.output))
                self.assertEqual(self._shown(self.other), left)
                self.assertFalse(self.etsy.failures)

    def test_secrets_are_masked_in_the_words_and_in_the_log(self):
        bad = self._sell()
        fault = ValueError("very-secret-token is odd")
        with self._raising(bad, fault), self.assertLogs(INTAKE, "ERROR") as log:
            self._drain(self.etsy)
        self.assertNotIn("very-secret-token", "".join(log.output))
        self.assertNotIn("very-secret-token", self._known(bad).issue)

    def test_a_clash_in_the_database_is_logged_also_when_tried_again(self):
        bad = self._sell()
        clash = psycopg2.IntegrityError("duplicate key of very-secret-token")
        with self._raising(bad, clash), self.assertLogs(INTAKE, "ERROR") as log:
            self._drain(self.etsy)
        self.assertEqual(self._known(bad).state, "failed")
        self._assert_explained(bad, log)
        self.client.change(bad.remote_id)
        with self._raising(bad, clash), self.assertLogs(INTAKE, "ERROR") as log:
            self._drain(self.etsy)
        self.assertEqual(self._known(bad).state, "failed")
        self._assert_explained(bad, log)

    def test_a_busy_database_is_no_fault_of_an_order_tried_again(self):
        bad = self._sell()
        with self._raising(bad, UserError("No such product.")):
            self._drain(self.etsy)
        failed = self._known(bad)
        with self._raising(bad, LockError("busy")), self.assertRaises(LockError):
            self.env["maker.channel.order.intake"]._import_anew(failed, bad)
        self.assertEqual(failed.state, "failed")
        self.assertEqual(failed.issue, "No such product.")

    def _assert_explained(self, order, log):
        """The person is sent to the log, and the log has the fault."""
        self.assertIn("does not foresee", self._known(order).issue)
        self.assertIn("Traceback", "".join(log.output))
        self.assertIn("duplicate key of •••", "".join(log.output))

    def test_what_odoo_says_with_a_button_is_told(self):
        bad = self._sell()
        refusal = RedirectWarning("Choose a chart of accounts.", 1, "Settings")
        with self._raising(bad, refusal), self.assertNoLogs(INTAKE, "WARNING"):
            self._drain(self.etsy)
        self.assertEqual(self._known(bad).state, "failed")
        self.assertEqual(self._known(bad).issue, "Choose a chart of accounts.")

    def test_secrets_are_masked_where_even_the_values_are_odd(self):
        bad = self._sell()
        fault = ValueError("very-secret-token is odd")
        orders = type(self.env["maker.channel.order"])
        odd = patch.object(orders, "_values", side_effect=fault)
        with odd, self.assertLogs(INTAKE, logging.INFO) as log:
            self.env["maker.channel.order.intake"]._fail(self.etsy, bad, fault)
        text = "".join(log.output)
        self.assertIn("has odd values", text)
        self.assertIn("ValueError: ••• is odd", text)
        self.assertNotIn("very-secret-token", text)

    def test_a_frozen_order_is_left_alone_until_it_changes_or_someone_asks(self):
        bad = self._sell()
        with self._raising(bad, KeyError("x")), self.assertLogs(INTAKE) as log:
            self._drain(self.etsy)
            self._drain(self.etsy)
        self.assertEqual(len(log.output), 1)
        self._known(bad).action_retry()
        self.assertEqual(self._known(bad).state, "imported")
        again = self._sell()
        with self._raising(again, KeyError("x")), self.assertLogs(INTAKE):
            self._drain(self.etsy)
        self.client.change(again.remote_id)
        self._drain(self.etsy)
        self.assertEqual(self._known(again).state, "imported")
        self.assertFalse(self._known(again).payload)

    def test_what_cannot_be_read_is_kept_as_the_shop_sent_it(self):
        odd = self._sell(2)
        bare = replace(
            odd,
            lines=(),
            problem=_lt("The shop's order has no “%(field)s”.", field="quantity"),
            trace="KeyError: very-secret-token",
            raw={"id": odd.remote_id, "items": [{"nonsense": "ü"}]},
        )
        self.client.orders[odd.remote_id] = bare
        good = self._sell()
        with self.assertLogs(INTAKE, "ERROR") as log:
            self._drain()
        known = self._known(odd)
        self.assertEqual((known.state, known.sale_order_id.id), ("frozen", False))
        self.assertIn("The shop's order has no “quantity”.", known.issue)
        self.assertNotIn("KeyError", known.issue)
        self.assertIn("KeyError", "".join(log.output))
        self.assertIn('"nonsense": "ü"', known.payload)
        self.assertNotIn("very-secret-token", "".join(log.output))
        self.assertEqual(self._known(good).state, "imported")
        self.client.orders[odd.remote_id] = odd
        known.action_retry()
        self.assertEqual(self._known(odd).state, "imported")

    def test_a_known_order_that_turns_odd_keeps_what_it_was(self):
        order, other = self._sell(2), self._sell()
        self._drain(self.etsy)
        moment = self.client.change(order.remote_id).updated
        odd = replace(order, updated=moment, lines=(), problem="It is odd.")
        self.client.orders[order.remote_id] = odd
        self.client.change(other.remote_id, note="Ring twice")
        with self.assertLogs(INTAKE, "ERROR") as log:
            self._drain(self.etsy)
            self._drain(self.etsy)
        self.assertEqual(len(log.output), 1)
        known = self._known(order)
        self.assertEqual(known.sale_order_id.order_line.product_uom_qty, 2)
        self.assertTrue(known.activity_ids)

    def test_a_fault_while_following_is_that_orders_own(self):
        order, other = self._sell(3), self._sell(3)
        self._drain()
        for one in (order, other):
            line = replace(one.lines[0], cancelled=1)
            self.client.change(one.remote_id, lines=(line,))
        follow = type(self.env["maker.channel.order.follow"])
        amend = follow._amend

        def fail(this, record, there, before):
            if there.remote_id == order.remote_id:
                raise AttributeError("nobody thought of this")
            return amend(this, record, there, before)

        failing = patch.object(follow, "_amend", fail)
        with failing, self.assertLogs(INTAKE, "ERROR") as log:
            self._drain()
        self.assertIn("does not foresee", self._known(order).issue)
        self.assertIn("nobody thought of this", "".join(log.output))
        self.assertEqual(self._known(other).sale_order_id.order_line.product_uom_qty, 2)
        self.assertEqual(self._shown(self.other), 5)

    def test_conflicts_and_outages_are_not_the_orders_fault(self):
        conflict = psycopg2.errors.SerializationFailure("concurrent update")
        for fault in (conflict, Transient("timeout")):
            with self.subTest(fault=fault):
                order = self._sell()
                with (
                    self._raising(order, fault),
                    self.assertRaises(type(fault)),
                    self.cr.savepoint(),
                ):
                    self.env["maker.channel.order.intake"]._take(self.etsy, [order])
                self.assertFalse(self._known(order))

    @mute_logger(INTAKE)
    def test_forty_good_orders_survive_one_bad_in_a_batch(self):
        self._receive(self.candle, 100)
        orders = [self._sell() for _ in range(41)]
        with self._raising(orders[17], KeyError("x")):
            self._drain(self.etsy)
        states = [self._known(order).state for order in orders]
        self.assertEqual(states.count("imported"), 40)
        self.assertEqual(states[17], "frozen")

    def test_trying_again_runs_in_the_channels_company(self):
        company = self.env["res.company"].create({"name": "Second studio"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        channel = self._channel(
            "faire", company_id=company.id, warehouse_id=warehouse.id
        )
        adapter = type(self.env["maker.channel.adapter.faire"])
        self.startPatcher(
            patch.object(adapter, "_client", lambda _self, one: self.clients[one])
        )
        client = self.clients[channel]
        self.addCleanup(self.clients.pop, channel)
        client.put("new", sku="NEW", title="Soap")
        order = client.sell("new", 2)
        intake = self.env["maker.channel.order.intake"].with_company(company)
        intake._take(channel, [order])
        known = self.env["maker.channel.order"].search(
            [("channel_id", "=", channel.id)]
        )
        self.assertEqual(known.state, "frozen")
        self._product("NEW")
        user = new_test_user(
            self.env,
            "both-studios",
            "maker_mrp.group_manager",
            company_id=self.env.company.id,
            company_ids=[(6, 0, (self.env.company | company).ids)],
        )
        retried = known.with_user(user).with_context(
            allowed_company_ids=(self.env.company | company).ids
        )
        self.assertEqual(retried.env.company, self.env.company)
        retried.action_retry()
        known = self.env["maker.channel.order"].search(
            [("channel_id", "=", channel.id)]
        )
        self.assertEqual(known.state, "imported")
        sale = known.sale_order_id
        self.assertEqual(
            (sale.company_id, sale.picking_ids.company_id), (company, company)
        )

    def test_what_belongs_to_another_company_freezes_the_order_with_words(self):
        company = self.env["res.company"].create({"name": "Second studio"})
        foreign = self._product("FOREIGN")
        listing = self._list(self.etsy, foreign, "foreign")
        self.env.cr.flush()
        self.env.cr.execute(
            "UPDATE product_template SET company_id = %s WHERE id = %s",
            [company.id, foreign.product_tmpl_id.id],
        )
        self.env.invalidate_all()
        order = self.client.sell(listing.remote_id)
        good = self._sell()
        self._drain(self.etsy)
        self.assertEqual(self._known(order).state, "frozen")
        self.assertIn("another company", self._known(order).issue)
        self.assertIn("Foreign", self._known(order).issue)
        self.assertEqual(self._known(good).state, "imported")

    def _sales(self):
        return self.env["sale.order"].search([("maker_channel_id", "=", self.etsy.id)])

    def test_what_a_person_confirmed_is_not_sold_again(self):
        order = self._sell(2)
        bare = replace(
            order, lines=(replace(order.lines[0], sku="", listing_id="later"),)
        )
        self.client.orders[order.remote_id] = bare
        self._drain(self.etsy)
        known = self._known(order)
        self.assertEqual(known.state, "frozen")
        known.sale_order_id.action_confirm()
        self.client.orders[order.remote_id] = order
        known.retry = True
        self._drain(self.etsy)
        known.action_retry()
        self.assertEqual(len(self._sales()), 1)
        self.assertEqual((known.state, known.retry), ("imported", False))
        self.assertFalse(known.sale_order_id.maker_channel_hold)

    def test_an_order_that_the_shop_does_not_show_holds_nothing_up(self):
        bad = self._sell()
        with self._raising(bad, KeyError("x")), self.assertLogs(INTAKE):
            self._drain()
        self._known(bad).retry = True
        self._receive(self.candle, 5)
        refuse = RequestRefused("Not for you", 400, "")
        with patch.object(self.client, "get_order", side_effect=refuse):
            self._drain()
        self.assertFalse(self._known(bad).retry)
        self.assertEqual(self._known(bad).state, "frozen")
        self.assertFalse(self.etsy.failures)

    def test_an_unpaid_order_confirmed_by_hand_follows_its_payment(self):
        order = self._sell(2, state="open")
        self._drain(self.etsy)
        known = self._known(order)
        self.assertEqual(known.state, "waiting")
        known.sale_order_id.action_confirm()
        self.client.change(order.remote_id, state="paid")
        self._drain(self.etsy)
        self.assertEqual((known.state, known.issue), ("imported", False))
        self.assertFalse(known.activity_ids)

    def test_an_order_cancelled_while_it_could_not_be_taken_is_left_out(self):
        bad = self._sell(2)
        with self._raising(bad, KeyError("x")), self.assertLogs(INTAKE):
            self._drain(self.etsy)
        self.client.change(bad.remote_id, state="cancelled")
        self._drain(self.etsy)
        known = self._known(bad)
        self.assertEqual((known.state, known.sale_order_id.id), ("skipped", False))
        self.assertFalse(known.activity_ids)
        self.assertFalse(self._sales())

    def test_a_shop_whose_clock_is_ahead_hides_no_later_order(self):
        ahead = datetime.now(timezone.utc) + timedelta(days=400)
        early = self._sell(updated=ahead)
        self._drain(self.etsy)
        late = self._sell()
        self.etsy.orders_read_at = False
        self._drain(self.etsy)
        self.assertEqual(self._known(early).state, "imported")
        self.assertEqual(self._known(late).state, "imported")
