from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MrpWorkcenter(models.Model):
    """Overhead of an hour at a work centre."""

    _inherit = "mrp.workcenter"

    maker_overhead_hour = fields.Float(
        string="Of which overhead",
        help="Part of the cost per hour that pays for rent, power and tools rather "
        "than for work. Shown apart in the cost of a recipe.",
        groups="base.group_user",
    )

    @api.constrains("maker_overhead_hour", "costs_hour")
    def _check_overhead(self):
        for centre in self:
            if not 0 <= centre.maker_overhead_hour <= centre.costs_hour:
                raise ValidationError(
                    self.env._(
                        "%(place)s: overhead is part of the cost per hour, so it lies "
                        "between zero and %(cost)s.",
                        place=centre.display_name,
                        cost=centre.currency_id.format(centre.costs_hour),
                    )
                )
