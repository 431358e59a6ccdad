from odoo import api, fields, models


class MakerRecipeCompare(models.TransientModel):
    _name = "maker.recipe.compare"
    _description = "Two revisions of a recipe side by side"

    bom_id = fields.Many2one("mrp.bom", string="Recipe", required=True)
    old_id = fields.Many2one(
        "maker.recipe.revision",
        string="Compare",
        required=True,
        domain="[('bom_id', '=', bom_id)]",
    )
    new_id = fields.Many2one(
        "maker.recipe.revision",
        string="With",
        required=True,
        domain="[('bom_id', '=', bom_id)]",
    )
    old_author = fields.Char(compute="_compute_authors")
    new_author = fields.Char(compute="_compute_authors")
    difference = fields.Text(compute="_compute_difference")

    @api.depends("old_id", "new_id")
    def _compute_authors(self):
        for wizard in self:
            wizard.old_author = wizard._maker_author(wizard.old_id)
            wizard.new_author = wizard._maker_author(wizard.new_id)

    @api.depends("old_id", "new_id")
    def _compute_difference(self):
        for wizard in self:
            sentences = wizard.new_id._maker_describe(
                wizard.old_id.snapshot or {}, wizard.new_id.snapshot or {}
            )
            wizard.difference = "\n".join(sentences) or self.env._(
                "These two revisions are the same."
            )

    def _maker_author(self, revision):
        if not revision:
            return ""
        date = fields.Datetime.context_timestamp(self, revision.date)
        # the name of a colleague, who may be archived or of another company
        return f"{revision.user_id.sudo().name}, {date:%Y-%m-%d %H:%M}"
