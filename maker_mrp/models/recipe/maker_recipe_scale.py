from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .mrp_bom_in_use import SIZES


class MakerRecipeScale(models.Model):
    """How much of a recipe one size of the product takes."""

    _name = "maker.recipe.scale"
    _description = "Size factor of a recipe"
    _order = "sequence, id"

    bom_id = fields.Many2one(
        "mrp.bom", string="Recipe", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="bom_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    possible_value_ids = fields.Many2many(
        related="bom_id.possible_product_template_attribute_value_ids"
    )
    value_id = fields.Many2one(
        "product.template.attribute.value",
        string="Size",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', possible_value_ids)]",
    )
    factor = fields.Float(
        digits=(16, 6),
        default=1.0,
        required=True,
        help="How many times the quantities of the recipe this size takes. Lines "
        "that do not scale with the size keep their quantity.",
    )

    _value_once = models.Constraint(
        "UNIQUE(bom_id, value_id)", "Each size has one factor in a recipe."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["mrp.bom"]._maker_comes_to_use(SIZES)
        return super().create(vals_list)

    @api.constrains("factor", "value_id", "bom_id")
    def _check_scale(self):
        for scale in self:
            if scale.factor <= 0:
                raise ValidationError(
                    self.env._(
                        "%(size)s: a size factor is above zero. Leave the size out of "
                        "the list when it takes what the recipe says.",
                        size=scale.value_id.display_name,
                    )
                )
            if scale.value_id.product_tmpl_id != scale.bom_id.product_tmpl_id:
                raise ValidationError(
                    self.env._(
                        "%(size)s is not a size of %(product)s.",
                        size=scale.value_id.display_name,
                        product=scale.bom_id.product_tmpl_id.display_name,
                    )
                )

    def _maker_snapshot(self):
        """This size as plain data, for the revisions of a recipe."""
        self.ensure_one()
        return {
            "key": self.value_id.id,
            "size": self.value_id.display_name,
            "factor": self.factor,
        }
