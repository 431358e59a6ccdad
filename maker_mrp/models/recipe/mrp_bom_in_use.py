from odoo import api, models, tools
from odoo.tools import SQL

from ...hints import comes_to_use, just_came_to_use

SIZES, SUBSTITUTES, REPLACEMENTS = "sizes", "substitutes", "replacements"
VARIANTS, BYPRODUCTS = "variants", "byproducts"


class MrpBom(models.Model):
    """What no recipe has is not looked for in each of them."""

    _inherit = "mrp.bom"

    @api.model
    def _maker_in_use(self):
        """Which of the above any recipe of this database has, a frozenset.

        A hint: some recipe may have had them.
        """
        return self._maker_once_in_use() | just_came_to_use(self.env)

    @api.model
    @tools.ormcache()
    def _maker_once_in_use(self):
        """What was found when it was asked first, at once for all.

        Asked by whoever may explode a recipe.
        """
        self.env["mrp.bom.line"].flush_model(
            ["replaces_line_id", "bom_product_template_attribute_value_ids"]
        )
        lines = self.env["mrp.bom.line"]._fields
        variants = lines["bom_product_template_attribute_value_ids"]
        [found] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT FROM maker_recipe_scale),
                       EXISTS (SELECT FROM maker_recipe_substitute),
                       EXISTS (SELECT FROM mrp_bom_line
                                WHERE replaces_line_id IS NOT NULL),
                       EXISTS (SELECT FROM %(variants)s),
                       EXISTS (SELECT FROM mrp_bom_byproduct)
                """,
                variants=SQL.identifier(variants.relation),
            )
        )
        names = (SIZES, SUBSTITUTES, REPLACEMENTS, VARIANTS, BYPRODUCTS)
        return frozenset(name for name, used in zip(names, found, strict=True) if used)

    @api.model
    def _maker_comes_to_use(self, name):
        """Called before the first recipe gets one: everybody is to ask again."""
        if name not in self._maker_in_use():
            comes_to_use(self.env, name)
