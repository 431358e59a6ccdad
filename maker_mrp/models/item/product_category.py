from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .sku_pattern import FACTS, NUMBER, BadPattern, check

DEFAULT_PATTERN = "{kind:1}-{name:6}-{variant:4}"


class ProductCategory(models.Model):
    """SKU patterns of a category and those below it."""

    _inherit = "product.category"

    maker_sku_pattern = fields.Char(
        string="SKU pattern",
        help="How codes of this category are made: {name:4} takes four letters of the "
        "name, and likewise {category}, {kind} and {variant}; {number:3} counts with "
        "three digits. Empty: as the category above.",
        groups="base.group_user",
    )

    @api.constrains("maker_sku_pattern")
    def _check_sku_pattern(self):
        for category in self.filtered("maker_sku_pattern"):
            self._maker_check_pattern(category.maker_sku_pattern)

    @api.model
    def _maker_check_pattern(self, pattern):
        """Refuse a pattern no code can be made from, saying what is possible."""
        try:
            return check(pattern)
        except BadPattern as error:
            raise ValidationError(
                self.env._(
                    "“%(pattern)s” makes no code: “%(fragment)s” is not understood. "
                    "Use letters, digits, dashes and %(facts)s, each with a length if "
                    "wanted, as in {name:4}.",
                    pattern=error.pattern,
                    fragment=error.fragment,
                    facts=", ".join(f"{{{fact}}}" for fact in (*FACTS, NUMBER)),
                )
            ) from error

    def _maker_pattern(self):
        """The pattern of this category, or of the nearest one above it."""
        category = self
        while category:
            if category.maker_sku_pattern:
                return category.maker_sku_pattern
            category = category.parent_id
        return DEFAULT_PATTERN
