from odoo import fields, models


class ProductTemplate(models.Model):
    """The bin a product usually lies in."""

    _inherit = "product.template"

    maker_bin = fields.Char(
        "Bin",
        help="Where it lives, such as Shelf B3: shown wherever it is picked, "
        "unless its stock is kept in locations of its own.",
        groups="base.group_user",
    )
