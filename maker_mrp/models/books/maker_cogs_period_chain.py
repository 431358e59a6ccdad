from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

#: what people write themselves; every figure comes from what moved
TYPED = {"name", "date_from", "date_to", "company_id"}
#: kept by Odoo for the conversation beside a record
CONVERSATION = ("message_", "activity_", "website_message_")


class MakerCogsPeriod(models.Model):
    """Periods follow one another, day by day, and only typed fields are typed."""

    _inherit = "maker.cogs.period"

    warnings = fields.Text(
        compute="_compute_warnings",
        help="What would make the figures of this period incomplete.",
    )

    @api.depends("date_from", "date_to", "company_id", "worked_out_on")
    def _compute_warnings(self):
        for period in self:
            known = period.ids and period.date_from and period.date_to
            sentences = known and [
                period._gap_sentence(),
                period._future_sentence(),
                period._archived_sentence(),
            ]
            period.warnings = "\n".join(filter(None, sentences or ()))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_figures(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_figures(vals)
        if TYPED & vals.keys():
            self._refuse_closed()
        return super().write(vals)

    @api.model
    def _refuse_figures(self, vals):
        """Refuse to have figures or the state written, by whoever.

        Work out, close and reopen write them with rights that no user has.
        """
        if self.env.su:
            return
        own = self._fields.keys() & vals.keys()
        wrong = [
            self._fields[name].string or name
            for name in own - TYPED
            if not name.startswith(CONVERSATION)
        ]
        if wrong:
            raise UserError(
                self.env._(
                    "%(fields)s: these are worked out from what moved and cannot be "
                    "typed. Use Work out, Close and Reopen.",
                    fields=", ".join(sorted(wrong)),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_between(self):
        """A period may go from either end; in the middle it would leave a gap."""
        for company in self.company_id:
            left = self.search(
                [("company_id", "=", company.id), ("id", "not in", self.ids)],
                order="date_from",
            )
            gone = self.filtered(lambda period, c=company: period.company_id == c)
            for period in gone:
                before = left.filtered(lambda one, p=period: one.date_to < p.date_from)
                after = left.filtered(lambda one, p=period: one.date_from > p.date_to)
                if before and after:
                    raise UserError(
                        self.env._(
                            "%(period)s lies between %(before)s and %(after)s: its "
                            "days would belong to no period. Delete the later ones "
                            "first.",
                            period=period.name,
                            before=before[-1].name,
                            after=after[0].name,
                        )
                    )

    @api.constrains("date_from", "date_to", "company_id")
    def _check_follows(self):
        self._check_overlap()  # said first, for there is another way out
        for period in self:
            others = self.search(
                [("company_id", "=", period.company_id.id), ("id", "!=", period.id)]
            )
            period._check_after_closed(others)
            before = others.filtered(lambda one, p=period: one.date_to < p.date_from)
            after = others.filtered(lambda one, p=period: one.date_from > p.date_to)
            day = timedelta(1)
            last = max(before, key=lambda one: one.date_to, default=before)
            first = min(after, key=lambda one: one.date_from, default=after)
            if last and last.date_to + day != period.date_from:
                period._raise_gap(last, last.date_to + day, period.date_from - day)
            if first and period.date_to + day != first.date_from:
                period._raise_gap(first, period.date_to + day, first.date_from - day)

    def _check_after_closed(self, others):
        closed = others.filtered(lambda one: one.state == "closed")
        last = max(closed, key=lambda one: one.date_to, default=closed)
        if last and self.date_from <= last.date_to:
            raise ValidationError(
                self.env._(
                    "%(closed)s is closed, and what was there before it is its opening "
                    "inventory. A new period begins on %(day)s or later; to divide "
                    "earlier days, reopen what is closed, the last first.",
                    closed=last.name,
                    day=format_date(self.env, last.date_to + timedelta(1)),
                )
            )

    def _raise_gap(self, other, first, last):
        raise ValidationError(
            self.env._(
                "Between %(period)s and %(other)s the days from %(first)s to %(last)s "
                "would belong to no period. Create the one for these days first, or "
                "change the dates.",
                period=self.name,
                other=other.name,
                first=format_date(self.env, first),
                last=format_date(self.env, last),
            )
        )

    def _before(self):
        """The nearest period before this one."""
        self.ensure_one()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_to", "<", self.date_from),
            ],
            order="date_to desc",
            limit=1,
        )

    def _open_before(self):
        """Whether a period before this one is open."""
        return self._before().state == "open"

    def _gap_sentence(self):
        """What days before this period belong to none; they did so before."""
        before = self._before()
        first = before and before.date_to + timedelta(1)
        if not before or first >= self.date_from:
            return ""
        return self.env._(
            "The days from %(first)s to %(last)s belong to no period. Begin %(period)s "
            "on %(first)s, or create a period for them.",
            first=format_date(self.env, first),
            last=format_date(self.env, self.date_from - timedelta(1)),
            period=self.name,
        )

    def _future_sentence(self):
        """What is done already and dated after today."""
        now = fields.Datetime.now()
        if not self._bounds()[0] <= now < self._bounds()[1]:
            return ""
        # the books count all stock, whoever looks at them
        moves = self.env["stock.move"].sudo()
        groups = moves._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("date", ">", now),
                "|",
                ("is_in", "=", True),
                ("is_out", "=", True),
            ],
            groupby=["is_in"],
            aggregates=["__count", "value:sum"],
        )
        if not groups:
            return ""
        values = {incoming: value for incoming, _count, value in groups}
        return self.env._(
            "%(count)s moves are done but dated in the future: %(gained)s come in, "
            "%(gone)s go out. They count on their day; correct their dates if they "
            "happened.",
            count=sum(count for _incoming, count, _value in groups),
            gained=self.currency_id.format(values.get(True, 0.0)),
            gone=self.currency_id.format(values.get(False, 0.0)),
        )

    def _archived_sentence(self):
        """What of the closing inventory is of archived products."""
        rows = self.env["maker.cogs.product"].search(
            [
                ("period_id", "=", self.id),
                ("product_id.active", "=", False),
                ("closing_value", "!=", 0),
            ]
        )
        if not rows:
            return ""
        return self.env._(
            "%(value)s of the closing inventory is stock of archived products "
            "(%(products)s), which Odoo's own valuation leaves out.",
            value=self.currency_id.format(sum(rows.mapped("closing_value"))),
            products=", ".join(rows[:5].product_id.mapped("display_name")),
        )

    @api.model
    def _ensure_current(self):
        """Have a period for today: months after the last, without a gap."""
        company = self.env.company
        today = company._maker_today()
        last = self.search(
            [("company_id", "=", company.id)], order="date_to desc", limit=1
        )
        if not last:
            start = today.replace(day=1)
            self.create({"date_from": start, "date_to": start + relativedelta(day=31)})
        while last and last.date_to < today:
            start = last.date_to + timedelta(1)
            last = self.create(
                {"date_from": start, "date_to": start + relativedelta(day=31)}
            )
