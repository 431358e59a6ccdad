from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Maker's settings of the company."""

    _inherit = "res.config.settings"

    maker_rules = fields.Selection(related="company_id.maker_rules", readonly=False)
    maker_reorder_policy = fields.Selection(
        related="company_id.maker_reorder_policy", readonly=False
    )
    maker_reorder_user_id = fields.Many2one(
        related="company_id.maker_reorder_user_id", readonly=False
    )
    maker_usage_days = fields.Integer(
        related="company_id.maker_usage_days", readonly=False
    )
    maker_cover_days = fields.Integer(
        related="company_id.maker_cover_days", readonly=False
    )
    maker_order_cost = fields.Monetary(
        related="company_id.maker_order_cost",
        readonly=False,
        currency_field="company_currency_id",
    )
    maker_holding_rate = fields.Float(
        related="company_id.maker_holding_rate", readonly=False
    )
    maker_safety_in_level = fields.Boolean(
        related="company_id.maker_safety_in_level", readonly=False
    )
    maker_missing_policy = fields.Selection(
        related="company_id.maker_missing_policy", readonly=False
    )
    maker_spoil_policy = fields.Selection(
        related="company_id.maker_spoil_policy", readonly=False
    )
    maker_labour_rate = fields.Float(
        string="Cost of an hour",
        compute="_compute_maker_labour_rate",
        inverse="_inverse_maker_labour_rate",
        min_display_digits="Product Price",
    )
    maker_vendor_cost = fields.Boolean(
        related="company_id.maker_vendor_cost", readonly=False
    )
    maker_price_rule = fields.Selection(
        related="company_id.maker_price_rule", readonly=False
    )
    maker_wholesale_pct = fields.Float(
        related="company_id.maker_wholesale_pct", readonly=False
    )
    maker_retail_pct = fields.Float(
        related="company_id.maker_retail_pct", readonly=False
    )
    maker_price_step = fields.Float(
        related="company_id.maker_price_step", readonly=False
    )
    maker_supplies_account_id = fields.Many2one(
        related="company_id.maker_supplies_account_id", readonly=False
    )

    def _compute_maker_labour_rate(self):
        for settings in self:
            bench = settings.company_id._maker_bench()
            settings.maker_labour_rate = bench.costs_hour

    def _inverse_maker_labour_rate(self):
        for settings in self:
            bench = settings.company_id._maker_bench()
            if abs(bench.costs_hour - settings.maker_labour_rate) > 1e-9:
                bench.costs_hour = settings.maker_labour_rate
