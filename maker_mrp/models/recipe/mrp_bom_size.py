from odoo import api, fields, models

from ...recipe_math import exact, requirement

#: more variants than this are not listed one by one
MOST_SIZES = 12


class MrpBom(models.Model):
    """What a recipe of several sizes says of which size."""

    _inherit = "mrp.bom"

    shown_size = fields.Char(
        string="Size shown",
        compute="_compute_shown_size",
        help="The size that costs and “can make” are of: the one the recipe is "
        "written for.",
        groups="base.group_user",
    )
    ingredient_cost = fields.Char(
        string="Ingredients of a batch",
        compute="_compute_ingredient_cost",
        help="Cost of all that one batch takes, at current costs; of each size that "
        "differs.",
        groups="base.group_user",
    )

    @api.depends("product_id", "product_tmpl_id")
    def _compute_shown_size(self):
        for bom in self:
            product = bom._maker_product()
            bom.shown_size = product._maker_size_name() if product else ""

    @api.depends(
        "product_id",
        "product_tmpl_id",
        "bom_line_ids.line_cost",
        "bom_line_ids.bom_product_template_attribute_value_ids",
        "bom_line_ids.replaces_line_id",
        "bom_line_ids.scales_with_size",
        "scale_ids.value_id",
        "scale_ids.factor",
    )
    def _compute_ingredient_cost(self):
        for bom in self:
            amounts = bom._maker_ingredient_costs()
            texts = [bom.currency_id.format(amount) for amount in amounts.values()]
            if len(set(texts)) > 1:
                names = [product._maker_size_name() for product in amounts]
                rows = list(zip(names, texts, strict=True))
                texts = [f"{name}: {text}" for name, text in rows[:MOST_SIZES]]
                texts += ["…"] * (len(rows) > MOST_SIZES)
            else:
                texts = texts[:1]
            bom.ingredient_cost = " · ".join(texts)

    def _maker_ingredient_costs(self):
        """What the ingredients of a batch cost, ``{variant: float}``.

        Also while the recipe is being written, when nothing of it is stored yet.
        """
        self.ensure_one()
        template = self.product_tmpl_id._origin
        variants = self.product_id._origin or template.product_variant_ids
        lines = self.bom_line_ids.filtered(
            lambda line: line._maker_safe_need() is not None
        )
        costs = lines.product_id._maker_unit_costs()
        amounts = {}
        for variant in variants:
            scale = self._maker_scale(variant)
            amounts[variant] = sum(
                float(
                    requirement(line._maker_rule(variant, scale), exact(1))
                    * line._maker_unit_cost(costs)
                )
                for line in lines
                if line._maker_applies_to(variant, lines)
            )
        return amounts
