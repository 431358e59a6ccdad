from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .mrp_bom_in_use import SUBSTITUTES


class MakerRecipeSubstitute(models.Model):
    """What may be used in place of a recipe's material."""

    _name = "maker.recipe.substitute"
    _description = "Substitute of a material in a recipe"
    _order = "sequence, id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "mrp.bom.line",
        string="Recipe line",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="May be used instead",
        required=True,
        check_company=True,
        domain="[('maker_kind', '!=', 'supply')]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    ratio = fields.Float(
        digits=(16, 6),
        default=1.0,
        required=True,
        help="How much of the substitute replaces one unit of the material, each in "
        "the unit it is kept in.",
    )
    note = fields.Char(help="When to use it, or what changes in the product.")

    _product_once = models.Constraint(
        "UNIQUE(line_id, product_id)", "Each substitute is listed once per line."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["mrp.bom"]._maker_comes_to_use(SUBSTITUTES)
        return super().create(vals_list)

    @api.constrains("ratio", "product_id", "line_id")
    def _check_substitute(self):
        for substitute in self:
            name = substitute.product_id.display_name
            if substitute.ratio <= 0:
                raise ValidationError(
                    self.env._("%(product)s: a ratio is above zero.", product=name)
                )
            if substitute.product_id == substitute.line_id.product_id:
                raise ValidationError(
                    self.env._("%(product)s cannot replace itself.", product=name)
                )
            if substitute.product_id.maker_kind == "supply":
                raise ValidationError(
                    self.env._(
                        "%(product)s is a supply and never part of a product. Change "
                        "its kind to material to allow it as a substitute.",
                        product=name,
                    )
                )
