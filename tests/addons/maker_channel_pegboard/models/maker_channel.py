from odoo import fields, models


class MakerChannel(models.Model):
    _inherit = "maker.channel"

    code = fields.Selection(
        selection_add=[("pegboard", "Pegboard")], ondelete={"pegboard": "cascade"}
    )
