from odoo import api, fields, models


class ProductTemplate(models.Model):
    """Says on the form whose price counts as the cost so far."""

    _inherit = "product.template"

    maker_vendor_cost_note = fields.Char(
        "Where its cost comes from",
        compute="_compute_maker_vendor_cost_note",
        groups="base.group_user",
    )

    @api.depends("product_variant_ids.maker_vendor_cost_note")
    @api.depends_context("company", "lang")
    def _compute_maker_vendor_cost_note(self):
        for template in self:
            variants = template.product_variant_ids
            # several have a cost each, and Odoo shows none here
            template.maker_vendor_cost_note = (
                variants.maker_vendor_cost_note if len(variants) == 1 else False
            )
