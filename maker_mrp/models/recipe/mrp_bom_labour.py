from odoo import models

from ...recipe_math import part_minutes


class MrpBom(models.Model):
    """How long a quantity takes by its recipe."""

    _inherit = "mrp.bom"

    def _maker_expected_minutes(self, product, quantity, uom):
        """Labour minutes that ``quantity`` of ``product`` takes by this recipe."""
        self.ensure_one()
        boms, _lines = self.explode(product, 1.0, picking_type=self.picking_type_id)
        minutes = 0.0
        for bom, data in boms:
            parent = data["parent_line"]
            if parent and parent.bom_id.operation_ids == bom.operation_ids:
                continue  # Odoo takes work that a bundle shares with its recipe once
            maker = parent.product_id if parent else data["product"]
            for operation in bom.operation_ids:
                if not operation._skip_operation_line(maker):
                    whole = operation._maker_minutes(quantity, uom, product, self)
                    minutes += part_minutes(whole, 0, quantity, quantity)
        return minutes
