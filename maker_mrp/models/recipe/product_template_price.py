from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...cost_flow import MARGIN, PriceRule
from ...recipe_math import exact, plain

PRICE_RULES = [("markup", "Markup on the cost"), ("margin", "Margin of the price")]


class ProductTemplate(models.Model):
    """Packaging, and the rule that suggests prices."""

    _inherit = "product.template"

    maker_packaging = fields.Boolean(
        string="Packaging",
        help="A jar, box or wrapper: shown apart from the other materials in the cost "
        "of a recipe.",
        groups="base.group_user",
    )
    maker_price_rule = fields.Selection(
        PRICE_RULES,
        string="Own price rule",
        help="Leave empty to price this product by the rule of the company.",
        groups="base.group_user",
    )
    maker_wholesale_pct = fields.Float(string="Wholesale (%)", groups="base.group_user")
    maker_retail_pct = fields.Float(string="Retail (%)", groups="base.group_user")

    @api.constrains("maker_price_rule", "maker_wholesale_pct", "maker_retail_pct")
    def _check_price_rule(self):
        for template in self.filtered("maker_price_rule"):
            for percent in (template.maker_wholesale_pct, template.maker_retail_pct):
                template._maker_check_percent(template.maker_price_rule, percent)

    @api.model
    def _maker_check_percent(self, rule, percent):
        """Refuse a percentage that cannot make a price."""
        if percent < 0 or (rule == MARGIN and percent >= 100):
            raise ValidationError(
                self.env._(
                    "%(percent)s %% makes no price: a markup is at least 0 %%, a "
                    "margin at least 0 %% and under 100 %%.",
                    percent=percent,
                )
            )

    @api.onchange("list_price")
    def _onchange_list_price_below_cost(self):
        product = self._origin.product_variant_id
        if len(self._origin.product_variant_ids) != 1 or not product.bom_ids:
            return None
        cost = product.recipe_unit_cost
        if self.currency_id.compare_amounts(self.list_price, cost) >= 0:
            return None
        return {
            "warning": {
                "title": self.env._("Price below cost"),
                "message": self.env._(
                    "%(product)s costs %(cost)s to make and would be sold for "
                    "%(price)s.",
                    product=self.name,
                    cost=self.currency_id.format(cost),
                    price=self.currency_id.format(self.list_price),
                ),
            }
        }

    def _maker_price_rules(self):
        """The wholesale and the retail :class:`PriceRule` of a product."""
        company = self.company_id or self.env.company
        owner = self if self.maker_price_rule else company
        return tuple(
            PriceRule(
                owner.maker_price_rule, exact(percent), exact(company.maker_price_step)
            )
            for percent in (owner.maker_wholesale_pct, owner.maker_retail_pct)
        )

    def _maker_price_rule_text(self):
        """The rule in one sentence."""
        wholesale, retail = self._maker_price_rules()
        values = {
            "wholesale": plain(wholesale.percent, 2),
            "retail": plain(retail.percent, 2),
        }
        if wholesale.kind == MARGIN:
            return self.env._(
                "Margin of the price: wholesale %(wholesale)s %%, retail %(retail)s %%",
                **values,
            )
        return self.env._(
            "Markup on the cost: wholesale %(wholesale)s %%, retail %(retail)s %%",
            **values,
        )
