from odoo import fields, models


class MakerImportLine(models.Model):
    """What becomes of one row of an imported file."""

    _name = "maker.import.line"
    _description = "Imported row"
    _order = "row, id"

    import_id = fields.Many2one("maker.import", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id", store=True)
    row = fields.Integer(help="Line of the file, counting its header as 1.")
    label = fields.Char(string="What")
    outcome = fields.Selection(
        [
            ("create", "Create"),
            ("created", "Created"),
            ("skip", "Skipped"),
            ("error", "Error"),
        ],
        required=True,
    )
    note = fields.Text(string="Why")
    without_cost = fields.Boolean(
        help="Stock is taken over whose cost the file does not say."
    )
    product_id = fields.Many2one("product.product", ondelete="set null")
