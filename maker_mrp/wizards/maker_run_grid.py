from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..flags import SCREEN
from ..public import only_for


class MakerRunGrid(models.TransientModel):
    _name = "maker.run.grid"
    _description = "Log many runs"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    picking_type_id = fields.Many2one(
        "stock.picking.type",
        "Made in",
        required=True,
        default=lambda self: self._default_picking_type_id(),
        check_company=True,
        domain="[('code', '=', 'mrp_operation'), ('company_id', '=', company_id)]",
        help="Where the materials come from and the goods go.",
    )
    date = fields.Datetime(
        help="For lines that have no date of their own; empty for now."
    )
    policy = fields.Selection(
        [
            ("all", "Log all lines, or none if one has an error"),
            ("good", "Log the good lines and keep the others here"),
        ],
        string="When a line has an error",
        default="all",
        required=True,
    )
    line_ids = fields.One2many("maker.run.grid.line", "grid_id", "Runs")
    add_product_ids = fields.Many2many(
        "product.product",
        string="Add products",
        domain="[('bom_ids.type', '=', 'normal'),"
        " ('company_id', 'in', (False, company_id))]",
        help="Adds a line for each of them.",
    )
    error_count = fields.Integer(compute="_compute_error_count")
    run_ids = fields.Many2many("mrp.production", string="Logged runs", readonly=True)

    def _default_picking_type_id(self):
        return self.env["mrp.production"]._get_default_picking_type_id(
            self.env.company.id
        )

    @api.depends("line_ids.error")
    def _compute_error_count(self):
        for grid in self:
            grid.error_count = len(grid.line_ids.filtered("error"))

    @api.onchange("add_product_ids")
    def _onchange_add_product_ids(self):
        self.line_ids = [
            Command.create({"product_id": product._origin.id})
            for product in self.add_product_ids
        ]
        self.add_product_ids = False

    def _compute_display_name(self):
        self.display_name = self.env._("Log many runs")

    @only_for("base.group_user")
    def action_check(self):
        """Write what is wrong with each line next to it; log nothing."""
        self.ensure_one()
        self._mark_errors()
        return self._reopen()

    @only_for("base.group_user")
    def action_log(self):
        """Log the lines, as the policy says.

        :return: the logged runs as an action, or this grid again with its errors
        """
        self.ensure_one()
        lines = self.line_ids
        if not lines:
            raise UserError(self.env._("Add a line for each run that was made."))
        bad = self._mark_errors()
        if bad and self.policy == "all":
            return self._reopen()
        good = lines - bad
        if good:
            runs = self.env["mrp.production"]._maker_log([g._entry() for g in good])
            self.run_ids |= runs
            good.unlink()
        return self._reopen() if bad else self._show_runs()

    def _mark_errors(self):
        """Check every line against the others and what is in stock.

        :return: the lines that cannot be logged
        """
        lines = self.line_ids
        entries = [line._entry() for line in lines]
        errors = self.env["mrp.production"]._maker_entry_errors(entries)
        bad = lines.browse()
        for index, line in enumerate(lines):
            text = "\n".join(errors.get(index, [])) or False
            if line.error != text:
                line.error = text
            if text:
                bad |= line
        return bad

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log many runs"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def _show_runs(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Logged runs"),
            "res_model": "mrp.production",
            "view_mode": "list,form",
            "views": [
                (self.env.ref("maker_mrp.mrp_production_view_list_runs").id, "list"),
                (self.env.ref("maker_mrp.mrp_production_view_form_run").id, "form"),
            ],
            "domain": [("id", "in", self.run_ids.ids)],
            "context": {SCREEN: True},
        }
