from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    yield_loss_pct = fields.Float(
        string="Expected loss of the batch (%)",
        digits=(16, 4),
        help="Share of a finished batch that usually fails or stays in the mould. "
        "Every line takes that much more, so that the batch yields what it says.",
    )
    is_formula = fields.Boolean(
        string="Percentage recipe",
        help="Write the lines as shares of the batch. They keep their proportions "
        "when the batch weight changes.",
    )

    @api.constrains("yield_loss_pct", "product_qty")
    def _check_yield(self):
        for bom in self:
            if not 0 <= bom.yield_loss_pct < 100:
                raise ValidationError(
                    self.env._(
                        "%(recipe)s: the expected loss of the batch is at least 0 %% "
                        "and under 100 %%, or nothing is left.",
                        recipe=bom.display_name,
                    )
                )

    def _maker_scale(self, product):
        """The size factor of a variant; 1 for the size the recipe is written for."""
        return 1.0

    def _maker_settle(self):
        """Bring derived quantities up to date after any change of a recipe."""
