from collections import defaultdict
from datetime import timedelta
from functools import partial

from odoo import api, fields, models

from ...public import only_for
from ...replenishment_math import (
    LeadStats,
    economic_order_quantity,
    max_level,
    reorder_point,
    safety_stock,
    summarise_lead_times,
    summarise_usage,
)
from ...tools import format_quantity

LEAD_HISTORY_DAYS = 365
# With fewer days a single busy morning would look like a habit.
SHORTEST_HISTORY = 7


class MakerReorderLevels(models.AbstractModel):
    """Levels worked out from history, for a record with a product and a company.

    The record has ``product_id``, ``warehouse_id`` and ``company_id``.
    """

    _name = "maker.reorder.levels"
    _description = "Reorder levels from history"

    avg_daily_usage = fields.Float(
        string="Average a day",
        digits=(16, 6),
        readonly=True,
        help="What was used and sold in the days of history, divided by those days.",
        groups="base.group_user",
    )
    max_daily_usage = fields.Float(
        string="Busiest day",
        digits=(16, 6),
        readonly=True,
        help="The most used and sold on one day.",
        groups="base.group_user",
    )
    min_daily_usage = fields.Float(
        string="Quietest day",
        digits=(16, 6),
        readonly=True,
        help="The least used and sold on one day; 0 when there was a day without.",
        groups="base.group_user",
    )
    avg_lead_days = fields.Float(
        string="Lead time (days)",
        readonly=True,
        help="From confirming the order to receiving it, on average over a year. "
        "Without receipts: the vendor's or the recipe's stated delay.",
        groups="base.group_user",
    )
    max_lead_days = fields.Float(
        string="Longest lead time",
        readonly=True,
        help="Days the slowest order took to arrive.",
        groups="base.group_user",
    )
    min_lead_days = fields.Float(
        string="Shortest lead time",
        readonly=True,
        help="Days the fastest order took to arrive.",
        groups="base.group_user",
    )
    maker_usage_days = fields.Integer(
        string="Days of history", readonly=True, groups="base.group_user"
    )
    maker_lead_orders = fields.Integer(
        string="Receipts behind the lead time",
        readonly=True,
        help="0: nothing was received yet, the stated delay is used.",
        groups="base.group_user",
    )
    maker_computed_on = fields.Datetime(
        string="Levels worked out on", readonly=True, groups="base.group_user"
    )
    maker_reorder_point = fields.Float(
        string="Reorder point",
        digits="Product Unit",
        compute="_compute_maker_levels",
        store=True,
        help="Average daily usage × lead time in days.",
        groups="base.group_user",
    )
    maker_safety_stock = fields.Float(
        string="Safety stock",
        digits="Product Unit",
        compute="_compute_maker_levels",
        store=True,
        help="(Busiest day − average day) × longest lead time: "
        "the buffer above the reorder point.",
        groups="base.group_user",
    )
    maker_eoq = fields.Float(
        string="Economic order quantity",
        digits="Product Unit",
        compute="_compute_maker_levels",
        store=True,
        help="√(2 × yearly use × cost of an order ÷ cost of holding a unit for a "
        "year); 0 when the product has no cost.",
        groups="base.group_user",
    )
    maker_order_qty = fields.Float(
        string="Order quantity",
        digits="Product Unit",
        compute="_compute_maker_levels",
        store=True,
        help="The economic order quantity, or the use of as many days as an order "
        "should last when there is none.",
        groups="base.group_user",
    )
    maker_max_level = fields.Float(
        string="Maximum level",
        digits="Product Unit",
        compute="_compute_maker_levels",
        store=True,
        help="Reorder point + order quantity − quietest day × shortest lead time.",
        groups="base.group_user",
    )

    maker_explanation = fields.Html(
        compute="_compute_maker_explanation", groups="base.group_user"
    )

    @api.depends(
        "avg_daily_usage",
        "max_daily_usage",
        "min_daily_usage",
        "avg_lead_days",
        "max_lead_days",
        "min_lead_days",
        "product_id.maker_current_cost",
        "company_id.maker_order_cost",
        "company_id.maker_holding_rate",
        "company_id.maker_cover_days",
    )
    def _compute_maker_levels(self):
        for rule in self:
            company = rule.company_id
            average = rule.avg_daily_usage
            rule.maker_reorder_point = reorder_point(average, rule.avg_lead_days)
            rule.maker_safety_stock = safety_stock(
                max(rule.max_daily_usage, average), average, rule.max_lead_days
            )
            holding = rule._maker_holding_cost()
            rule.maker_eoq = (
                economic_order_quantity(
                    average * 365, company.maker_order_cost, holding
                )
                if holding > 0
                else 0.0
            )
            rule.maker_order_qty = rule.maker_eoq or average * company.maker_cover_days
            rule.maker_max_level = max_level(
                rule.maker_reorder_point,
                rule.maker_order_qty,
                rule.min_daily_usage,
                rule.min_lead_days,
            )

    def _compute_maker_explanation(self):
        for rule in self:
            rule.maker_explanation = self.env["ir.qweb"]._render(
                "maker_mrp.reorder_explanation",
                {"rule": rule, "show": partial(format_quantity, self.env)},
            )

    @only_for("base.group_user")
    def action_maker_usage(self):
        """The stock moves behind the usage figures."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Used and sold: %(product)s", product=self.product_id.name
            ),
            "res_model": "stock.move.line",
            "view_mode": "list,form",
            "domain": self.env["maker.usage.history"]._usage_domain(
                self.product_id, self._maker_usage_since(self.company_id)
            ),
            "context": {"create": False, "edit": False},
        }

    @only_for("base.group_user")
    def action_maker_receipts(self):
        """The receipts and runs behind the lead times."""
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(LEAD_HISTORY_DAYS)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receipts: %(product)s", product=self.product_id.name),
            "res_model": "stock.move",
            "view_mode": "list,form",
            "domain": [
                ("product_id", "=", self.product_id.id),
                ("state", "=", "done"),
                ("date", ">=", since),
                "|",
                "&",
                ("purchase_line_id", "!=", False),
                ("location_id.usage", "=", "supplier"),
                ("production_id", "!=", False),
            ],
            "context": {"create": False, "edit": False},
        }

    def _maker_holding_cost(self):
        """What keeping one unit of the product for a year costs."""
        self.ensure_one()
        company = self.company_id
        cost = self.product_id.with_company(company).maker_current_cost
        return cost * company.maker_holding_rate / 100

    def _maker_refresh(self):
        """Set usage and lead times from history, for all rules at once."""
        for company in self.company_id:
            rules = self.filtered(lambda rule, c=company: rule.company_id == c)
            rules = rules.with_company(company)
            rules._maker_refresh_company(company)
            rules.maker_computed_on = fields.Datetime.now()

    def _maker_refresh_company(self, company):
        history = self.env["maker.usage.history"]
        today = company._maker_today()
        products = self.product_id
        since = self._maker_usage_since(company)
        usage = history._daily_usage(company, products, since)
        first = history._first_moves(company, products)
        leads = history._lead_times(
            company, products, fields.Datetime.now() - timedelta(LEAD_HISTORY_DAYS)
        )
        counts = dict(
            self._read_group(
                [("product_id", "in", products.ids), ("company_id", "=", company.id)],
                ["product_id"],
                ["__count"],
            )
        )
        for rule in self:
            product = rule.product_id
            totals = defaultdict(float)
            for warehouse, daily in usage.get(product.id, {}).items():
                if counts.get(product, 0) < 2 or warehouse == rule.warehouse_id.id:
                    for day, quantity in daily.items():
                        totals[day] += quantity
            moved = first.get(product.id)
            known = company.maker_usage_days
            if moved:
                first_day = company._maker_day(moved)
                known = max((today - first_day).days + 1, SHORTEST_HISTORY)
            days = min(company.maker_usage_days, known)
            rule._maker_write_history(
                summarise_usage(totals.values(), max(days, len(totals))),
                summarise_lead_times(leads.get(product.id, ())),
            )

    @api.model
    def _maker_usage_since(self, company):
        """First moment (UTC) of the days of history of a company."""
        history = timedelta(company.maker_usage_days - 1)
        return company._maker_moment_of(company._maker_today() - history)

    def _maker_write_history(self, usage, leads):
        if leads is None:
            delay = self._maker_stated_delay()
            leads = LeadStats(delay, delay, delay)
        vals = {
            "avg_daily_usage": usage.average,
            "max_daily_usage": usage.maximum,
            "min_daily_usage": usage.minimum,
            "maker_usage_days": usage.days,
            "avg_lead_days": leads.average,
            "max_lead_days": leads.maximum,
            "min_lead_days": leads.minimum,
            "maker_lead_orders": leads.orders,
        }
        changed = {
            name: value
            for name, value in vals.items()
            if abs(self[name] - value) > 1e-6
        }
        if changed:
            self.write(changed)
        self._maker_levels_changed()

    def _maker_levels_changed(self):
        """Hook: the levels of one record were worked out anew."""

    def _maker_stated_delay(self):
        """Hook: days it takes when nothing was received yet."""
        return 0.0
