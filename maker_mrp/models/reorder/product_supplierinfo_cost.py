from odoo import api, fields, models
from odoo.tools import formatLang

from ...recipe_math import decimals


class ProductSupplierinfo(models.Model):
    """What a vendor's price makes for a unit in which the product is kept."""

    _inherit = "product.supplierinfo"

    maker_unit_cost = fields.Char(
        "Makes",
        compute="_compute_maker_unit_cost",
        help="What one unit in stock costs at this price: discount and included taxes "
        "taken off, in the currency of the company.",
        groups="base.group_user",
    )

    @api.depends(
        *("price", "discount", "currency_id", "product_uom_id"),
        *("product_id", "product_tmpl_id.uom_id", "partner_id"),
    )
    @api.depends_context("company", "lang")
    def _compute_maker_unit_cost(self):
        currency = self.env.company.currency_id
        for offer in self:
            product = offer.product_id or offer.product_tmpl_id.product_variant_id
            if not product or offer.price <= 0:
                offer.maker_unit_cost = False
                continue
            cost = offer._maker_cost_of_unit(product)
            shown = round(cost, decimals(cost)).normalize()
            digits = max(currency.decimal_places, -shown.as_tuple().exponent)
            offer.maker_unit_cost = self.env._(
                "%(cost)s / %(unit)s",
                cost=product.product_tmpl_id._maker_with_currency(
                    formatLang(self.env, float(shown), digits=digits)
                ),
                unit=product.uom_id.name,
            )
