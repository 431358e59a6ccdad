# pylint: disable=translation-required
# What people wrote in the chatter is not Maker's to translate.
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from odoo.tools import mute_logger

from ...channel_clients.types import Address
from ..common import ChannelCase

INTAKE = "odoo.addons.maker_channel_sync.models.order.maker_channel_order_intake"
PRIVACY = "odoo.addons.maker_channel_sync.models.order.maker_channel_order_privacy"
HOME = Address(
    name="Candle buyer",
    street="1 Main St",
    city="Salem",
    zip="97301",
    country="US",
    email="buyer@example.com",
    phone="+1 503 555 0100",
)


class TestPrivacy(ChannelCase):
    """Buyers are forgotten when their time is over; the books stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]
        cls.etsy.keep_days = 30

    def _sell(self, days=40, leave=True, **values):
        moment = datetime.now(timezone.utc) - timedelta(days=days)
        values = {"created": moment, "updated": moment, "delivery": HOME, **values}
        order = self.client.sell(self.listing.remote_id, 1, **values)
        line = replace(order.lines[0], note="For Nana")
        self.env["maker.channel.order.intake"]._take(
            self.etsy, [replace(order, lines=(line,), note="Ring at Nana's")]
        )
        known = self.env["maker.channel.order"].search(
            [("remote_id", "=", order.remote_id), ("channel_id", "=", self.etsy.id)]
        )
        if leave:
            known.sale_order_id.picking_ids.move_ids.picked = True
            known.sale_order_id.picking_ids.button_validate()
        return known

    def _forget(self):
        return self.env["maker.channel.order"]._cron_forget()

    def _everything(self, known):
        """All words that could tell who bought."""
        sale = known.sale_order_id
        partners = sale.partner_id | sale.partner_shipping_id
        words = [known.payload, sale.note, *sale.order_line.mapped("name")]
        for partner in partners:
            words += [partner[name] for name in ("name", "street", "city", "email")]
            words += [partner.phone, partner.maker_channel_customer]
        words += sale.picking_ids.move_ids.mapped("description_picking")
        words += sale.message_ids.mapped("body")
        return " ".join(str(word) for word in words if word)

    def test_an_old_delivered_order_loses_its_buyer_and_keeps_its_total(self):
        known = self._sell()
        sale = known.sale_order_id
        total, lots = sale.amount_total, sale.picking_ids.move_ids.mapped("quantity")
        sale.message_post(
            body="Hello Candle buyer, it is late.", partner_ids=sale.partner_id.ids
        )
        sale.message_post(body="Packed twice.")
        self.assertIn("Nana", self._everything(known))
        self.assertEqual(self._forget(), 1)
        for word in ("Nana", "Candle buyer", "Main St", "Salem", "@", "555"):
            self.assertNotIn(word, self._everything(known))
        self.assertIn("Packed twice.", self._everything(known))
        self.assertTrue(known.forgotten_at)
        self.assertEqual(sale.amount_total, total)
        self.assertEqual(sale.picking_ids.move_ids.mapped("quantity"), lots)
        self.assertEqual(sale.partner_id.country_id.code, "US")
        self.assertEqual(self._forget(), 0)

    def test_what_is_young_or_has_not_left_is_kept(self):
        young = self._sell(days=20, customer_id="A")
        waiting = self._sell(leave=False, customer_id="B")
        self._forget()
        for known in (young, waiting):
            self.assertIn("Candle buyer", self._everything(known))
            self.assertFalse(known.forgotten_at)

    def test_without_a_setting_nothing_is_forgotten(self):
        self.etsy.keep_days = 0
        known = self._sell()
        self._forget()
        self.assertIn("Candle buyer", self._everything(known))

    def test_a_buyer_who_came_back_is_kept_until_that_order_is_old_too(self):
        old = self._sell(customer_id="C7")
        again = self._sell(days=5, customer_id="C7")
        self._forget()
        partner = old.sale_order_id.partner_id
        self.assertEqual(partner.name, "Candle buyer")
        self.assertTrue(old.forgotten_at)
        again.ordered_at -= timedelta(days=40)
        self._forget()
        self.assertEqual(partner.name, "Former buyer")

    def test_partners_entered_by_hand_are_never_touched(self):
        known = self._sell()
        mine = self.env["res.partner"].create({"name": "Corner shop"})
        known.sale_order_id.partner_shipping_id = mine
        self._forget()
        self.assertEqual(mine.name, "Corner shop")

    def test_a_buyer_of_an_ordinary_order_is_kept(self):
        known = self._sell()
        partner = known.sale_order_id.partner_id
        self.env["sale.order"].create({"partner_id": partner.id})
        self._forget()
        self.assertEqual(partner.name, "Candle buyer")

    def test_a_buyer_with_an_invoice_stays_as_long_as_the_books(self):
        known = self._sell()
        partner = known.sale_order_id.partner_id
        self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": partner.id}
        )
        self._forget()
        self.assertEqual(partner.name, "Candle buyer")

    def test_a_forgotten_order_does_not_bring_its_buyer_back(self):
        known = self._sell()
        self._forget()
        order = self.client.change(
            known.remote_id, delivery=replace(HOME, street="9 New Rd")
        )
        self.env["maker.channel.order.intake"]._take(self.etsy, [order])
        self.assertNotIn("New Rd", self._everything(known))
        again = self._sell(days=1)
        self.assertNotEqual(
            again.sale_order_id.partner_id, known.sale_order_id.partner_id
        )

    def _messages(self, known):
        sale = known.sale_order_id
        records = (known, sale, *sale.picking_ids)
        texts = [body for one in records for body in one.message_ids.mapped("body")]
        values = [one.message_ids.sudo().tracking_value_ids for one in records]
        for some in values:
            texts += some.mapped("old_value_char") + some.mapped("new_value_char")
        return " ".join(str(text) for text in texts if text)

    def test_notes_and_changes_that_name_the_buyer_go_with_him(self):
        known = self._sell()
        sale = known.sale_order_id
        known.issue = "Nobody at 1 Main St answers"
        known.message_post(body="Problem: Candle buyer, 1 Main St")
        sale.message_post(body="Called <b>Candle buyer</b> & left word.")
        sale.message_post(body="Packed twice.")
        sale.picking_ids.message_post(body="Parcel for buyer@example.com is heavy")
        moved = sale.message_post(body="")
        field = self.env["ir.model.fields"]._get("sale.order", "partner_id")
        self.env["mail.tracking.value"].sudo().create(
            {
                "field_id": field.id,
                "mail_message_id": moved.id,
                "old_value_char": "Candle buyer",
                "new_value_char": "Somebody",
            }
        )
        self._forget()
        for word in ("Candle buyer", "Main St", "@example"):
            self.assertNotIn(word, f"{self._messages(known)} {known.issue}")
        self.assertIn("Packed twice.", self._messages(known))

    @mute_logger(INTAKE)
    def test_an_order_that_never_could_be_taken_is_forgotten_by_its_age(self):
        old, young = (
            self._sell(days=days, leave=False, problem="It is odd.", raw={"to": HOME})
            for days in (40, 10)
        )
        known = old | young
        self.assertEqual(known.mapped("state"), ["frozen", "frozen"])
        known.write({"issue": "Candle buyer has no street", "retry": True})
        self.assertEqual(self._forget(), 1)
        self.assertTrue(old.forgotten_at)
        self.assertNotIn("Candle buyer", f"{old.issue} {old.payload}")
        self.assertFalse(old.activity_ids or old.retry)
        self.assertIn("Candle buyer", young.issue)
        self.assertTrue(young.payload)
        self.assertEqual(self._forget(), 0)

    def test_one_buyer_who_cannot_be_forgotten_holds_up_no_other(self):
        first, bad, last = (self._sell(customer_id=name) for name in "ABC")
        partners = type(self.env["res.partner"])
        forget = partners._maker_forget

        def fail(buyers):
            if bad.sale_order_id.partner_id in buyers:
                raise ValueError("a rule forbids it")
            return forget(buyers)

        with (
            patch.object(partners, "_maker_forget", fail),
            self.assertLogs(PRIVACY, "ERROR") as log,
        ):
            self.assertEqual(self._forget(), 2)
        self.assertEqual(len(log.output), 1)
        self.assertTrue(first.forgotten_at and last.forgotten_at)
        self.assertFalse(bad.forgotten_at)
        self.assertIn("Candle buyer", self._everything(bad))
        self.assertEqual(self._forget(), 1)

    def test_orders_that_were_not_taken_lose_what_the_shop_sent(self):
        known = self._sell(state="cancelled", leave=False)
        known.payload = '{"buyer": "Candle buyer"}'
        self._forget()
        self.assertFalse(known.payload)
