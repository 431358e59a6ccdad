from odoo import fields, models


class ProductTemplate(models.Model):
    """Whether orders plan runs of a product."""

    _inherit = "product.template"

    maker_make_on_order = fields.Selection(
        [
            ("never", "Never"),
            ("propose", "Propose a run"),
            ("start", "Start a run"),
        ],
        string="When an order takes the last",
        default="never",
        required=True,
        help="What happens when a confirmed order would take the available quantity "
        "below zero.\n"
        "Never: nothing, you plan it yourself.\n"
        "Propose a run: a draft for what is short, on the bench board.\n"
        "Start a run: it is confirmed and, where the materials are there, started.\n"
        "Components follow their own setting.",
        groups="base.group_user",
    )
