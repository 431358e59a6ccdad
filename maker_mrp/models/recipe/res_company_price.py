from odoo import api, fields, models

from .product_template_price import PRICE_RULES


class ResCompany(models.Model):
    """How a company's prices are suggested."""

    _inherit = "res.company"

    maker_price_rule = fields.Selection(
        PRICE_RULES,
        string="Price rule",
        required=True,
        default="markup",
        help="How wholesale and retail prices are suggested from the cost. A product "
        "may have its own.",
        groups="base.group_user",
    )
    maker_wholesale_pct = fields.Float(
        string="Wholesale (%)", default=100.0, groups="base.group_user"
    )
    maker_retail_pct = fields.Float(
        string="Retail (%)", default=300.0, groups="base.group_user"
    )
    maker_price_step = fields.Float(
        string="Round prices up to",
        default=0.0,
        help="A suggested price is rounded up to a multiple of this, for example 0.50. "
        "Zero: not rounded.",
        groups="base.group_user",
    )

    @api.constrains("maker_price_rule", "maker_wholesale_pct", "maker_retail_pct")
    def _check_price_rule(self):
        for company in self:
            for percent in (company.maker_wholesale_pct, company.maker_retail_pct):
                self.env["product.template"]._maker_check_percent(
                    company.maker_price_rule, percent
                )
