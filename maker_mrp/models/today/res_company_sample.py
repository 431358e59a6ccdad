from odoo import fields, models


class ResCompany(models.Model):
    """Says of a company that it is a sample studio, to be looked around in."""

    _inherit = "res.company"

    maker_sample = fields.Char(
        "Sample studio of",
        readonly=True,
        copy=False,
        help="The craft of a sample studio. It is removed whole from Maker’s Today.",
        groups="maker_mrp.group_manager",
    )

    _maker_sample_unique = models.Constraint(
        "UNIQUE (maker_sample)",
        "This sample studio is there already. Reload the page to open it.",
    )
