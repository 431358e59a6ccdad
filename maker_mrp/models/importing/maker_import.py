import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...public import only_for


class MakerImport(models.Model):
    """A file of products being read: looked at first, then brought in."""

    _name = "maker.import"
    _description = "Import"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    format = fields.Selection(
        [("shopify_products", "Shopify product export (CSV)")],
        required=True,
        default="shopify_products",
    )
    file = fields.Binary(required=True, attachment=True)
    file_name = fields.Char()
    with_stock = fields.Boolean(
        string="Take over the stock",
        default=True,
        help="Also enter the quantities of the file as counted stock.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        help="Where the stock of the file lies.",
    )
    state = fields.Selection(
        [("draft", "New"), ("checked", "Checked"), ("done", "Imported")],
        default="draft",
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many("maker.import.line", "import_id", copy=False)
    created_count = fields.Integer("Rows created", compute="_compute_counts")
    skipped_count = fields.Integer("Rows skipped", compute="_compute_counts")
    error_count = fields.Integer("Rows with errors", compute="_compute_counts")
    costless_count = fields.Integer(
        "Rows with stock and no cost", compute="_compute_counts"
    )

    @api.depends("file_name", "format")
    def _compute_name(self):
        labels = dict(self._fields["format"]._description_selection(self.env))
        for job in self:
            job.name = job.file_name or labels.get(job.format)

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for job in self:
            job.warehouse_id = self.env["stock.warehouse"].search(
                [("company_id", "=", job.company_id.id)], limit=1
            )

    @api.depends("line_ids.outcome", "line_ids.without_cost")
    def _compute_counts(self):
        for job in self:
            outcomes = job.line_ids.mapped("outcome")
            job.created_count = sum(o in ("create", "created") for o in outcomes)
            job.skipped_count = outcomes.count("skip")
            job.error_count = outcomes.count("error")
            job.costless_count = len(
                job.line_ids.filtered(
                    lambda line: (
                        line.without_cost and line.outcome in ("create", "created")
                    )
                )
            )

    def _format_model(self):
        return self.env[f"maker.import.format.{self.format}"].with_company(
            self.company_id
        )

    def _content(self):
        return base64.b64decode(self.with_context(bin_size=False).file)

    @only_for("base.group_user")
    def action_check(self):
        """Say row by row what importing would do; nothing but that is written."""
        self.ensure_one()
        if self.state == "done":
            raise UserError(self.env._("This file has been imported already."))
        values = self._format_model()._check(self, self._content())
        self.line_ids.unlink()
        self.line_ids = [fields.Command.create(line) for line in values]
        self.state = "checked"
        return True

    @only_for("base.group_user")
    def action_import(self):
        """Import the whole file or, where any row has an error, nothing of it."""
        self.ensure_one()
        self.lock_for_update()
        self.action_check()
        errors = self.line_ids.filtered(lambda line: line.outcome == "error")
        if errors:
            raise UserError(
                self.env._(
                    "Nothing was imported. Correct the file, then import it again:"
                    "\n%(errors)s",
                    errors="\n".join(
                        self.env._(
                            "Row %(row)s, %(label)s: %(note)s",
                            row=line.row,
                            label=line.label,
                            note=line.note,
                        )
                        for line in errors
                    ),
                )
            )
        created = self._format_model()._run(self, self._content())
        for line in self.line_ids.filtered(lambda line: line.outcome == "create"):
            line.write({"outcome": "created", "product_id": created[line.row].id})
        self.state = "done"
        return True

    @only_for("base.group_user")
    def action_view_products(self):
        """Open the products that this import created."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported products"),
            "res_model": "product.product",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.product_id.ids)],
        }
