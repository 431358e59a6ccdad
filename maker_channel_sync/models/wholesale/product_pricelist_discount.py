from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

OVERALL = {"applied_on": "3_global", "compute_price": "percentage"}


class ProductPricelist(models.Model):
    """A price list that takes one percentage off all sales prices."""

    _inherit = "product.pricelist"

    maker_discount = fields.Float(
        "Discount (%)",
        digits=(16, 2),
        compute="_compute_maker_discount",
        inverse="_inverse_maker_discount",
        help="Off the sales price of every product. The prices below are for what "
        "costs something else.",
        groups="base.group_user",
    )

    def _maker_overall_rule(self):
        """The rule that takes a percentage off everything, at any time."""
        self.ensure_one()
        return self.item_ids.filtered(
            lambda item: (
                item.applied_on == OVERALL["applied_on"]
                and item.compute_price == OVERALL["compute_price"]
                and not (item.min_quantity or item.date_start or item.date_end)
                and not item.base_pricelist_id
            )
        )[:1]

    @api.depends(
        "item_ids.applied_on",
        "item_ids.compute_price",
        "item_ids.percent_price",
        "item_ids.min_quantity",
        "item_ids.date_start",
        "item_ids.date_end",
        "item_ids.base_pricelist_id",
    )
    def _compute_maker_discount(self):
        for pricelist in self:
            pricelist.maker_discount = pricelist._maker_overall_rule().percent_price

    def _inverse_maker_discount(self):
        for pricelist in self:
            discount = pricelist.maker_discount
            if not 0 <= discount < 100:
                raise ValidationError(
                    self.env._(
                        "%(list)s: a discount is between 0 and 100 %%, not "
                        "%(discount)s %%.",
                        list=pricelist.display_name,
                        discount=f"{discount:g}",
                    )
                )
            rule = pricelist._maker_overall_rule()
            values = {**OVERALL, "percent_price": discount}
            if rule and discount:
                rule.percent_price = discount
            elif rule:
                rule.unlink()
            elif discount:
                pricelist.item_ids = [Command.create(values)]
