from odoo import api, fields, models
from odoo.exceptions import UserError

from ...public import only_for


class MakerTerm(models.Model):
    """A word of the trade: what it means, and the screen where Maker has it."""

    _name = "maker.term"
    _description = "Glossary term"
    _order = "name, id"
    _rec_names_search = ["name", "also"]

    name = fields.Char("Term", required=True, translate=True)
    also = fields.Char("Also called", translate=True)  # separated by commas
    explanation = fields.Text("What it means", required=True, translate=True)
    topic = fields.Selection(
        [
            ("make", "Making"),
            ("stock", "Stock"),
            ("buy", "Buying"),
            ("trace", "Lots"),
            ("sell", "Selling"),
            ("books", "Books"),
        ],
        required=True,
    )
    menu_id = fields.Many2one("ir.ui.menu", "Screen", ondelete="set null")
    place = fields.Char("Where in Maker", compute="_compute_place")
    can_open = fields.Boolean(compute="_compute_can_open")

    @api.depends("menu_id")
    @api.depends_context("lang")
    def _compute_place(self):
        for term in self:
            term.place = ", ".join(term._path()[1:].mapped("name"))

    @api.depends("menu_id")
    @api.depends_context("uid")
    def _compute_can_open(self):
        shown = self.env["ir.ui.menu"]._visible_menu_ids()
        for term in self:
            path = term._path()
            term.can_open = bool(term.menu_id.action) and shown.issuperset(path.ids)

    def _path(self):
        """The term's menu after those above it: all must be shown for it to be."""
        path = menu = self.menu_id
        while menu.parent_id:
            menu = menu.parent_id
            path = menu + path
        return path

    @only_for("base.group_user")
    def action_open(self):
        """Open the term's screen, as its menu does."""
        self.ensure_one()
        if not self.can_open:
            raise UserError(
                self.env._(
                    "%(place)s is not among your menus. Ask an administrator to give "
                    "you the right.",
                    place=self.place or self.name,
                )
            )
        # an action's own fields are for administrators; what its menu shows is not
        return self.menu_id.sudo().action._get_action_dict()
