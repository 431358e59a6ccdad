import re
from datetime import datetime, timezone

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError

from odoo.addons.maker_mrp.public import check_texts, only_for

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PAYMENTS = [("cash", "Cash"), ("card", "Card"), ("other", "Other")]
# No stall sells or charges more at once; a bigger number is a broken message.
MOST = 1_000_000
MOST_LINES = 200


class MakerStallSale(models.Model):
    """One sale as the phone at the stall told it: kept whatever becomes of it."""

    _name = "maker.stall.sale"
    _description = "Sale at a market stall"
    _order = "sold_at desc, id desc"
    _rec_name = "key"
    _check_company_auto = True

    key = fields.Char(
        "Sale number on the phone",
        required=True,
        readonly=True,
        help="Made up by the phone, so that a sale sent twice is booked once.",
    )
    day_id = fields.Many2one(
        "maker.market.day", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="day_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Sold by", readonly=True)
    sold_at = fields.Datetime("Sold", required=True, readonly=True)
    content = fields.Json(
        required=True, readonly=True, help="The sale in the phone's own words."
    )
    payment = fields.Selection(PAYMENTS, required=True, readonly=True)
    total = fields.Monetary(readonly=True, help="What the customer paid, tip included.")
    tip = fields.Monetary(readonly=True)
    discount = fields.Monetary(readonly=True)
    state = fields.Selection(
        [("done", "Booked"), ("problem", "Needs you"), ("left_out", "Left out")],
        required=True,
        default="problem",
        index=True,
        readonly=True,
    )
    problem = fields.Char(readonly=True)
    oversold = fields.Char(
        "More than packed",
        readonly=True,
        help="What was sold beyond what was packed, and where it was taken from.",
    )
    order_id = fields.Many2one(
        "sale.order", readonly=True, check_company=True, index="btree_not_null"
    )

    _key_once = models.Constraint("UNIQUE (key)", "This sale is booked already.")

    @api.model
    def _receive(self, day, content):
        """Record a sale once and book it; the same answer whenever it is repeated.

        :param day: the market day; who may write it may sell there
        :param content: decoded JSON of the stall page (see ``docs/stall.md``)
        :return: the sale
        :raises UserError: naming everything that is wrong with the message; nothing
            is recorded then
        """
        day.check_access("write")
        self._raise_message_errors(day, content)
        # any key ever used counts, also on days the user cannot see
        known = self.sudo().search([("key", "=", content["key"])])
        if known:
            if known.day_id != day or known.content != content:
                raise UserError(
                    self.env._(
                        "Another sale was sent under the same number before. Enter it "
                        "again on the page."
                    )
                )
            return known
        try:
            with self.env.cr.savepoint():
                # nobody writes sales but this door
                sale = self.sudo().create(self._values(day, content))
        except UniqueViolation as twice:
            # it arrived twice at once; the next try finds it
            raise ConcurrencyError("the same stall sale at the same time") from twice
        sale._book()
        return self.browse(sale.id)

    @api.model
    def _values(self, day, content):
        return {
            "key": content["key"],
            "day_id": day.id,
            "user_id": self.env.uid,
            "sold_at": day._sold_at(content["sold_at"]),
            "content": content,
            "payment": content["payment"],
            "total": content["total"],
            "tip": content.get("tip", 0),
            "discount": content.get("discount", 0),
        }

    @api.model
    def _raise_message_errors(self, day, content):
        """Refuse what no stall page sends; what people do is never refused here."""
        if not isinstance(content, dict):
            raise UserError(self.env._("This is no sale."))
        check_texts(self.env, content)
        errors = []
        if not KEY.fullmatch(str(content.get("key"))):
            errors.append(self.env._("The sale has no number of its own."))
        if str(content.get("payment")) not in dict(PAYMENTS):
            errors.append(self.env._("How it was paid is missing."))
        if not self._moment(content.get("sold_at")) or (
            content.get("seen_at") and not self._moment(content["seen_at"])
        ):
            errors.append(self.env._("When it was sold is missing."))
        amounts = [content.get(name, 0) for name in ("total", "tip", "discount")]
        if not all(self._is_amount(amount) for amount in amounts):
            errors.append(
                self.env._("The total, tip and discount must be amounts of money.")
            )
        errors += self._line_errors(content.get("lines"))
        if not errors:
            errors = self._sum_errors(day.currency_id, content)
        if errors:
            raise UserError("\n".join(errors))

    @api.model
    def _line_errors(self, lines):
        if not isinstance(lines, list) or not 0 < len(lines) <= MOST_LINES:
            return [self.env._("A sale needs at least one line.")]
        errors = []
        for number, line in enumerate(lines, 1):
            line = line if isinstance(line, dict) else {}
            product = line.get("product")
            named = isinstance(line.get("name"), str) and line["name"].strip()
            if not (isinstance(product, int) and 0 < product < 2**31) and not (
                product in (None, False) and named
            ):
                errors.append(
                    self.env._("Line %s: neither a product nor a name.", number)
                )
            if not self._is_amount(line.get("quantity")) or line["quantity"] == 0:
                errors.append(self.env._("Line %s: how many were sold?", number))
            if not self._is_amount(line.get("price")):
                errors.append(self.env._("Line %s: at what price?", number))
        return errors

    @api.model
    def _sum_errors(self, currency, content):
        goods = sum(line["quantity"] * line["price"] for line in content["lines"])
        discount = content.get("discount", 0)
        total = goods - discount + content.get("tip", 0)
        if currency.compare_amounts(discount, goods) > 0:
            return [self.env._("The discount is larger than the sale.")]
        if abs(total - content["total"]) > currency.rounding:
            return [
                self.env._(
                    "The lines add up to %(sum)s, the total says %(total)s.",
                    sum=currency.format(total),
                    total=currency.format(content["total"]),
                )
            ]
        return []

    @api.model
    def _is_amount(self, value):
        return (
            isinstance(value, (int, float))
            and not isinstance(value, bool)
            and 0 <= value <= MOST
        )

    @api.model
    def _moment(self, text):
        """A moment told in ISO 8601 as naive UTC, None when it is none."""
        try:
            # Python 3.10 does not know the Z
            moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
            if moment.tzinfo:
                moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
        except (ValueError, OverflowError):
            return None
        return moment.replace(microsecond=0)

    @only_for("base.group_user")
    def action_retry(self):
        """Try again to book what could not be booked."""
        self.day_id.check_access("write")
        for sale in self.filtered(lambda sale: sale.state == "problem"):
            if not sale.order_id:
                sale._book()

    @only_for("base.group_user")
    def action_leave_out(self):
        """Give a sale up: it stays on record and counts nowhere."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("maker_mrp.group_manager")):
            raise AccessError(
                self.env._("Ask a manager of Maker to leave this sale out.")
            )
        booked = self.filtered(lambda sale: sale.state == "done")
        if booked:
            raise UserError(
                self.env._(
                    "%s is booked. Cancel or return its order instead.",
                    ", ".join(booked.order_id.mapped("name")),
                )
            )
        self.sudo().state = "left_out"  # a manager decided; nobody writes sales

    def _answer(self):
        """What the stall page is told of this sale."""
        self.ensure_one()
        return {
            "key": self.key,
            "state": self.state,
            "order": self.order_id.sudo().name or "",  # its name only
            "message": self.problem
            or " ".join(filter(None, (self.stopped, self.oversold))),
        }
