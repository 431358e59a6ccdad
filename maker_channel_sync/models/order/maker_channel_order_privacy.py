import logging
import re
from datetime import timedelta
from html import unescape

import psycopg2

from odoo import api, fields, models
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

PER_RUN = 500
TELLING = ("name", "email", "phone", "street", "street2")
"""What tells a person apart in a message."""


class MakerChannelOrder(models.Model):
    """Buyers are known only as long as the channel's setting says."""

    _inherit = "maker.channel.order"

    forgotten_at = fields.Datetime(
        string="Buyer forgotten",
        readonly=True,
        copy=False,
        help="Name, address and words of the buyer were removed then. What was "
        "sold, for how much, and from which lot stays.",
    )

    @api.model
    def _cron_forget(self):
        """Forget the buyers of orders that are older than their channel allows.

        :return: number of orders forgotten
        """
        total = 0
        channels = self.env["maker.channel"].with_context(active_test=False)
        for channel in channels.search([("keep_days", ">", 0)]):
            until = fields.Datetime.now() - timedelta(days=channel.keep_days)
            old = self.search(
                [
                    ("channel_id", "=", channel.id),
                    ("forgotten_at", "=", False),
                    ("ordered_at", "<", until),
                ],
                order="ordered_at",
            )
            for some in split_every(PER_RUN, old.ids, self.browse):
                total += some._forget_apart()
                if self.env.context.get("cron_id"):
                    self.env["ir.cron"]._commit_progress(len(some))
        return total

    def _forget_apart(self):
        """Forget these orders together, halving until those that fail stand alone.

        :return: number of orders forgotten
        """
        try:
            with self.env.cr.savepoint():
                self.filtered("payload").payload = False
                settled = self.filtered(lambda order: order._settled())
                settled._forget()
        except psycopg2.OperationalError:
            raise
        except Exception:
            half = len(self) // 2
            if half:
                return self[:half]._forget_apart() + self[half:]._forget_apart()
            _logger.exception("Buyer of %s could not be forgotten", self)
            return 0
        return len(settled)

    def _settled(self):
        """Nothing of this order has to be made, sent, received or asked any more.

        An order that never became a sale order is settled by its age.
        """
        self.ensure_one()
        sale = self.sale_order_id
        if not sale:
            return True
        if sale.state == "cancel":
            return True
        return sale.state == "sale" and all(
            picking.state in ("done", "cancel") for picking in sale.picking_ids
        )

    def _forget(self):
        """Remove what tells who bought these orders, and leave what was sold."""
        if not self:
            return
        sales = self.sale_order_id
        self.write({"forgotten_at": fields.Datetime.now(), "retry": False})
        open_ones = self.filtered(lambda order: order.state in ("failed", "frozen"))
        (self.filtered("sale_order_id") | open_ones).issue = False
        (open_ones - self.filtered("sale_order_id")).issue = self.env._(
            "What the shop sent was removed with its buyer. Look the order up there."
        )
        self.activity_ids.unlink()
        sales.write({"note": False})
        for line in sales.order_line.filtered("maker_personalisation"):
            line.name = line.name.replace(line.maker_personalisation, "").strip()
            line.maker_personalisation = False
        runs = self.env["mrp.production"].search(
            [("sale_line_id", "in", sales.order_line.ids)]
        )
        runs.write({"product_description_variants": False})
        buyers = sales.partner_id | sales.partner_invoice_id | sales.partner_shipping_id
        self._forget_letters(sales, buyers)
        buyers._maker_forget()

    def _forget_letters(self, sales, buyers):
        """Remove what was written to the buyers, by them or with their names.

        Of the channel orders themselves only what changed stays: their notes quote
        what the shop sent.
        """
        letters = self._messages(self).filtered("body")
        words = {buyer[name] for buyer in buyers for name in TELLING} - {False, ""}
        any_word = "|".join(map(re.escape, words))
        names = re.compile(rf"(?<!\w)({any_word})(?!\w)") if words else None
        for records in (sales, sales.picking_ids):
            letters |= self._messages(records).filtered(
                lambda letter: (
                    letter.author_id in buyers
                    or letter.partner_ids & buyers
                    or (names and names.search(self._text(letter)))
                )
            )
        letters.unlink()

    @api.model
    def _messages(self, records):
        # sudo: messages are their authors' own, whoever runs the job
        messages = self.env["mail.message"].sudo()
        return messages.search(
            [("model", "=", records._name), ("res_id", "in", records.ids)]
        )

    @api.model
    def _text(self, letter):
        """What a message says, in words or as a change."""
        values = letter.tracking_value_ids
        texts = [
            unescape(str(letter.body or "")),
            *values.mapped("old_value_char"),
            *values.mapped("new_value_char"),
        ]
        return "\n".join(filter(None, texts))
