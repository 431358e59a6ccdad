from odoo import api, fields, models

from ..public import only_for


class MakerRunUndo(models.TransientModel):
    _name = "maker.run.undo"
    _description = "Undo finished runs"

    run_ids = fields.Many2many("mrp.production", string="Runs", required=True)
    changes = fields.Text("What changes", compute="_compute_effects")
    followers = fields.Text("What came after", compute="_compute_effects")
    blocks = fields.Text("In the way", compute="_compute_effects")

    @api.depends("run_ids")
    def _compute_effects(self):
        for wizard in self:
            changes, followers, blocks = [], [], []
            for run in wizard.run_ids._origin:
                effects = run._maker_undo_effects()
                changes += effects["changes"]
                followers += effects["followers"]
                blocks += effects["blocks"]
            wizard.changes = "\n".join(changes)
            wizard.followers = "\n".join(followers)
            wizard.blocks = "\n".join(blocks)

    @only_for("base.group_user")
    def action_undo(self):
        """Undo the runs that are listed."""
        self.run_ids.action_maker_undo()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
