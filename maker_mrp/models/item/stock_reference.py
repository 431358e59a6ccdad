from odoo import models


class StockReference(models.Model):
    """Who only keeps the books reads references and changes none."""

    _name = "stock.reference"
    _inherit = ("stock.reference", "maker.read.only")
