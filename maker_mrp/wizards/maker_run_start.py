from odoo import api, fields, models

from ..public import only_for


class MakerRunStart(models.TransientModel):
    _name = "maker.run.start"
    _description = "Start runs although materials are missing"

    run_ids = fields.Many2many("mrp.production", string="Runs", required=True)
    missing = fields.Text(compute="_compute_missing")

    @api.depends("run_ids")
    def _compute_missing(self):
        for wizard in self:
            runs = wizard.run_ids._origin
            wizard.missing = "\n".join(
                f"{shortage.run.display_name}: "
                + runs._maker_missing_text(
                    shortage.product, shortage.needed, shortage.here
                )
                for shortage in runs._maker_shortages(runs._maker_start_needs())
            )

    @only_for("base.group_user")
    def action_start(self):
        """Take what is there; what is missing is fetched by starting again."""
        self.run_ids.action_maker_start(allow_missing=True)
        return {"type": "ir.actions.act_window_close"}
