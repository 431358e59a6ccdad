from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Maker's settings of lots."""

    _inherit = "res.config.settings"

    maker_drill_months = fields.Integer(
        related="company_id.maker_drill_months", readonly=False
    )
