from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...cost_flow.parts import (
    BY_FIELD,
    BY_KIND,
    Place,
    fields_at,
    signed_sum,
    statement,
)
from ...flags import COGS_PART
from ...public import only_for, takes

LABELS = {name: part.on_period for name, part in BY_FIELD.items()}
FIGURES = {name for _sign, name in statement()}


def a_kind(value):
    """Whether ``value`` is a kind of move."""
    return isinstance(value, str) and value in BY_KIND


def a_figure(value):
    """Whether ``value`` is a figure of the statement that rows of products have."""
    return isinstance(value, str) and value in FIGURES - {
        "gone_value",
        "residual_value",
    }


class MakerCogsPeriod(models.Model):
    """Cost of goods sold of a month, quarter or year, tied out to the cent."""

    _name = "maker.cogs.period"
    _description = "Costing period"
    _inherit = ("mail.thread",)
    # an accountant, who may change nothing, asks and answers beside the figures
    _mail_post_access = "read"
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self._default_date_to()
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Closed: the figures stand, and nothing may be dated in this period.",
    )
    worked_out_on = fields.Datetime("Worked out on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    line_ids = fields.One2many("maker.cogs.line", "period_id", "Moves")
    product_ids = fields.One2many("maker.cogs.product", "period_id", "Products")
    snapshot_ids = fields.One2many(
        "maker.cogs.snapshot", "period_id", "Inventory at the close"
    )
    opening_value = fields.Monetary(
        LABELS["opening_value"],
        readonly=True,
        copy=False,
        help="What was in stock, at cost, when the period began: "
        "exactly the closing inventory of the period before.",
    )
    counted_value = fields.Monetary(
        LABELS["counted_value"],
        readonly=True,
        copy=False,
        help="What was there, at cost, when a product was first counted: neither "
        "bought nor found.",
    )
    late_value = fields.Monetary(
        LABELS["late_value"],
        readonly=True,
        copy=False,
        help="What was recorded in closed periods after their close: bills and landed "
        "costs that came later, entries dated back. It counts here, for a closed "
        "period stands.",
    )
    purchase_value = fields.Monetary(
        LABELS["purchase_value"],
        readonly=True,
        copy=False,
        help="Value of what came from vendors, less what went back.",
    )
    made_value = fields.Monetary(LABELS["made_value"], readonly=True, copy=False)
    used_value = fields.Monetary(LABELS["used_value"], readonly=True, copy=False)
    added_value = fields.Monetary(
        "Labour and overhead in runs",
        compute="_compute_statement",
        help="Value of what runs made, less the materials they used: "
        "labour, overhead and extra cost.",
    )
    closing_value = fields.Monetary(
        "Closing inventory",
        readonly=True,
        copy=False,
        help="What was in stock, at cost, when the period ended.",
    )
    gone_value = fields.Monetary(
        "What left the inventory",
        compute="_compute_statement",
        help="Opening, what was late, counted and bought, and labour, less closing: "
        "everything that left the inventory, whatever the reason.",
    )
    sold_value = fields.Monetary(
        LABELS["sold_value"],
        readonly=True,
        copy=False,
        help="Sum of the values of all moves to customers, less returns.",
    )
    supply_value = fields.Monetary(LABELS["supply_value"], readonly=True, copy=False)
    waste_value = fields.Monetary(LABELS["waste_value"], readonly=True, copy=False)
    shrinkage_value = fields.Monetary(
        LABELS["shrinkage_value"],
        readonly=True,
        copy=False,
        help="Lost less found in counts, at cost.",
    )
    other_value = fields.Monetary(LABELS["other_value"], readonly=True, copy=False)
    revaluation_value = fields.Monetary(
        LABELS["revaluation_value"],
        readonly=True,
        copy=False,
        help="Costs that were changed by hand while there was stock.",
    )
    correction_value = fields.Monetary(
        LABELS["correction_value"],
        readonly=True,
        copy=False,
        help="Goods left at a cost that later proved different: a bill that came "
        "later, an entry dated back, stock below zero, or a standard price.",
    )
    rounding_value = fields.Monetary(
        LABELS["rounding_value"], readonly=True, copy=False
    )
    unexplained_value = fields.Monetary(
        "Differs from Odoo's valuation",
        readonly=True,
        copy=False,
        help="What Odoo's inventory valuation says now, less the closing inventory "
        "here. Compared while the period is running; look at the products.",
    )
    difference_value = fields.Monetary(
        "Other than sold",
        compute="_compute_statement",
        help="What left the inventory and was not sold.",
    )
    residual_value = fields.Monetary(
        "Left unexplained",
        compute="_compute_statement",
        help="What left the inventory, less the named differences and the values of "
        "all moves to customers. Must be 0.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "A period must not end before it begins."
    )

    @api.model
    def _default_date_from(self):
        latest = self.search(
            [("company_id", "=", self.env.company.id)], order="date_to desc", limit=1
        )
        if latest:
            return latest.date_to + timedelta(1)
        running = self.env.company._maker_today().replace(day=1)
        before = running - relativedelta(months=1)
        # the month that is over can be worked out and closed, the running one cannot
        return before if self._anything_moved(before, running) else running

    @api.model
    def _anything_moved(self, start, end):
        """Whether stock of this company moved from ``start`` until before ``end``."""
        company = self.env.company
        first, after = map(company._maker_moment_of, (start, end))
        domain = [
            ("company_id", "=", company.id),
            ("state", "=", "done"),
            ("date", ">=", first),
            ("date", "<", after),
        ]
        # sudo: an accountant need not read stock
        return bool(self.env["stock.move"].sudo().search_count(domain, limit=1))

    @api.model
    def _default_date_to(self):
        return self._default_date_from() + relativedelta(day=31)

    @api.depends("date_from", "date_to")
    def _compute_name(self):
        for period in self:
            start, end = period.date_from, period.date_to
            if not start or not end:
                period.name = self.env._("New period")
            elif start.day == 1 and end == start + relativedelta(day=31):
                period.name = format_date(self.env, start, date_format="MMMM y")
            elif (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
                period.name = format_date(self.env, start, date_format="y")
            else:
                period.name = (
                    f"{format_date(self.env, start)} – {format_date(self.env, end)}"
                )

    @api.depends(*BY_FIELD, "closing_value")
    def _compute_statement(self):
        sold, apart = fields_at(Place.SOLD), fields_at(Place.APART)
        came = fields_at(Place.START, Place.RUNS)
        for period in self:
            period.added_value = signed_sum(period, fields_at(Place.RUNS))
            period.gone_value = signed_sum(period, came) - period.closing_value
            period.difference_value = 0 - signed_sum(period, apart)  # never -0.0
            period.residual_value = (
                period.currency_id or self.env.company.currency_id
            ).round(
                period.gone_value - period.difference_value + signed_sum(period, sold)
            )

    @api.constrains("date_from", "date_to", "company_id")
    def _check_overlap(self):
        for period in self:
            other = self.search(
                [
                    ("id", "!=", period.id),
                    ("company_id", "=", period.company_id.id),
                    ("date_from", "<=", period.date_to),
                    ("date_to", ">=", period.date_from),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(period)s overlaps %(other)s. Change its dates, so that "
                        "every day belongs to one period.",
                        period=period.name,
                        other=other.name,
                    )
                )

    @only_for("base.group_user")
    def action_work_out(self):
        """Work the figures of open periods out from what moved."""
        self.check_access("write")
        self._refuse_closed()
        for period in self.sorted("date_from"):
            self.env["maker.cogs.builder"]._build(period)

    @only_for("base.group_user")
    @takes(kind=a_kind)
    def action_open_moves(self, kind=None):
        """All moves of the period, or those of a kind."""
        self.ensure_one()
        if not kind:
            return self._open_lines([])
        return {
            **self._open_lines([("kind", "=", kind)]),
            "display_name": self._title_of(BY_KIND[kind].field),
        }

    @only_for("base.group_user")
    @takes(name=a_figure)
    def action_open_products(self, name=None):
        """The identity, product by product, or those of which a figure consists."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.maker_cogs_product_action"
        )
        domain = Domain("period_id", "=", self.id)
        if not name:
            return {**action, "domain": list(domain)}
        title = self._title_of(name)
        parts = fields_at(Place.RUNS) if name == "added_value" else [name]
        domain &= Domain.OR([(part, "!=", 0)] for part in parts)
        return {
            **action,
            "display_name": title,
            "domain": list(domain),
            "context": {COGS_PART: name},
        }

    def _title_of(self, name):
        """What the list behind a figure of this period is called."""
        label = self.fields_get([name], ["string"])[name]["string"]
        return self.env._("%(figure)s, %(period)s", figure=label, period=self.name)

    @only_for("base.group_user")
    def action_open_snapshot(self):
        """Quantity and value of every product when the period was closed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.maker_cogs_snapshot_action"
        )
        return {**action, "domain": [("period_id", "=", self.id)]}

    @only_for("base.group_user")
    def action_export(self):
        """Download statement, products and moves as one workbook."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/maker/books/workbook/{self.id}",
            "target": "download",
        }

    @only_for("base.group_user")
    def action_export_moves(self):
        """Download every move of the period as CSV."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/maker/books/moves/{self.id}",
            "target": "download",
        }

    @api.model
    def _cron_work_out(self):
        for company in self.env["res.company"].search([("active", "=", True)]):
            periods = self.with_company(company)
            periods._ensure_current()
            periods.search(
                [("company_id", "=", company.id), ("state", "=", "open")]
            ).action_work_out()
            self.env["ir.cron"]._commit_progress(1)

    def _open_lines(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.maker_cogs_line_action"
        )
        return {**action, "domain": [("period_id", "=", self.id), *domain]}

    def _bounds(self):
        """First moment of the period and first moment after it (datetime, UTC)."""
        self.ensure_one()
        midnight = self.company_id._maker_moment_of
        return midnight(self.date_from), midnight(self.date_to + timedelta(1))
