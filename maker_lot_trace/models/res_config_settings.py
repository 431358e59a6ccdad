from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    maker_drill_months = fields.Integer(
        related="company_id.maker_drill_months", readonly=False
    )
