from odoo import fields, models


class ResCompany(models.Model):
    """How often a company drills a recall."""

    _inherit = "res.company"

    maker_drill_months = fields.Integer(
        "Recall drill every (months)",
        help="A drill traces a recently used lot and times it. 0: no drills by "
        "themselves.",
        groups="base.group_user",
    )
