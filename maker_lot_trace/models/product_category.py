from odoo import fields, models


class ProductCategory(models.Model):
    """Lot patterns of a category and those below it."""

    _inherit = "product.category"

    lot_pattern_id = fields.Many2one(
        "maker.lot.pattern",
        "Lot pattern",
        help="How lots of products in this category and those below are named, where "
        "the product says nothing else.",
        groups="base.group_user",
    )

    def _maker_lot_pattern(self):
        """The pattern of this category or of the nearest one above, or none."""
        category = self
        while category and not category.lot_pattern_id:
            category = category.parent_id
        return category.lot_pattern_id
