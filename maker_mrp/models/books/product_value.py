from odoo import fields, models


class ProductValue(models.Model):
    """Costs by hand are kept with all their digits."""

    _inherit = "product.value"

    # As money it would be rounded to the cent, and a gram of wax costs 0.01984.
    value = fields.Float(digits=(16, 6), required=True)
