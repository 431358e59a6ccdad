from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAKER_KINDS = [
    ("material", "Material"),
    ("component", "Component"),
    ("product", "Product"),
    ("supply", "Supply"),
]


class ProductTemplate(models.Model):
    """Kinds of products, density, and the weight of a piece."""

    _inherit = "product.template"

    maker_kind = fields.Selection(
        MAKER_KINDS,
        string="Kind",
        index=True,
        tracking=True,
        help="Material: bought and used in recipes.\n"
        "Component: made, and used in other recipes.\n"
        "Product: made or bought, and sold.\n"
        "Supply: used up by the business, never part of a product.\n"
        "Changing it leaves past moves, runs and costs as they were.",
        groups="base.group_user",
    )
    density = fields.Float(
        digits=(12, 5),
        help="Kilograms per litre, the same number as grams per millilitre. "
        "Needed to use a material kept by weight in a recipe written by volume, "
        "or the other way round. A lot may carry its own.",
        groups="base.group_user",
    )
    piece_weight = fields.Float(
        string="Weight per piece (g)",
        digits=(16, 5),
        help="Grams in one piece. Needed to use pieces in a recipe of a material "
        "kept by weight, or the other way round.",
        groups="base.group_user",
    )

    conversion_tolerance = fields.Float(
        string="Rounding allowed (%)",
        digits=(16, 2),
        default=2.0,
        help="How far storing may change a quantity written in another unit than the "
        "material is kept in, such as ½ tsp of a powder kept in grams. The recipe "
        "tells what is taken. What is written in the unit it is kept in changes by "
        "0.1 % at most.",
        groups="base.group_user",
    )

    _conversion_tolerance_share = models.Constraint(
        "CHECK (conversion_tolerance >= 0 AND conversion_tolerance <= 50)",
        "The rounding allowed is between 0 and 50 %.",
    )

    @api.constrains("density", "piece_weight")
    def _check_material_facts(self):
        for template in self:
            for name in ("density", "piece_weight"):
                if template[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(product)s: %(field)s cannot be negative. Leave it "
                            "empty when it is not known.",
                            product=template.display_name,
                            field=template._fields[name]._description_string(self.env),
                        )
                    )

    @api.constrains("maker_kind")
    def _check_supply_not_in_recipe(self):
        supplies = self.filtered(lambda template: template.maker_kind == "supply")
        lines = self.env["mrp.bom.line"].search(
            [("product_tmpl_id", "in", supplies.ids), ("bom_id.active", "=", True)]
        )
        lines._check_no_supply()

    def write(self, vals):
        if "maker_kind" in vals:
            # moves done so far in this transaction take the kind they had
            self.env["stock.move"].flush_model(["maker_kind"])
        return super().write(vals)
