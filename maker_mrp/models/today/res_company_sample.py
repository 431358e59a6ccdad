from odoo import api, fields, models
from odoo.exceptions import AccessError


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

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._maker_keep_sample(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._maker_keep_sample(vals)
        return super().write(vals)

    @api.model
    def _maker_keep_sample(self, vals):
        """Only what Maker built is a sample: a business must not become removable."""
        if "maker_sample" in vals and not self.env.su:
            raise AccessError(
                self.env._("Only Maker itself says which company is a sample studio.")
            )
