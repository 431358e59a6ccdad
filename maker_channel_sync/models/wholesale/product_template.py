from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """Cases, minimum and what stays for the shop when a product is sold wholesale."""

    _inherit = "product.template"

    maker_wholesale_ok = fields.Boolean(
        "On line sheets",
        default=True,
        help="Offered to shops that buy to resell.",
        groups="base.group_user",
    )
    maker_case_qty = fields.Float(
        "Units per case",
        digits="Product Unit",
        help="Wholesale orders take whole cases. 0: sold by the piece.",
        groups="base.group_user",
    )
    maker_wholesale_min = fields.Float(
        "Wholesale minimum",
        digits="Product Unit",
        help="The fewest units of it a wholesale order may take. 0: no minimum.",
        groups="base.group_user",
    )
    maker_keep_for_shop = fields.Float(
        "Keep for the shop",
        digits="Product Unit",
        help="Units a wholesale order leaves for your own customers: taking more asks "
        "first whether to make them, to send them later, or to take them anyway.",
        groups="base.group_user",
    )

    @api.constrains("maker_case_qty", "maker_wholesale_min", "maker_keep_for_shop")
    def _check_wholesale(self):
        for template in self:
            amounts = (
                template.maker_case_qty,
                template.maker_wholesale_min,
                template.maker_keep_for_shop,
            )
            if min(amounts) < 0:
                raise ValidationError(
                    self.env._(
                        "%s: a case, a minimum and what is kept for the shop cannot "
                        "be negative.",
                        template.display_name,
                    )
                )
