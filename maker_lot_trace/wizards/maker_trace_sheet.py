from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.maker_mrp.public import only_for


class MakerTraceSheet(models.TransientModel):
    _name = "maker.trace.sheet"
    _description = "Traceability sheet"

    date_from = fields.Date(
        "First day",
        required=True,
        default=lambda self: fields.Date.subtract(
            fields.Date.context_today(self), years=2
        ),
    )
    date_to = fields.Date("Last day", required=True, default=fields.Date.context_today)
    product_ids = fields.Many2many(
        "product.product", help="Empty: every product and material with lots."
    )
    business_only = fields.Boolean(
        "Only shipments to businesses",
        default=True,
        help="The US rule asks for shipments to shops, not to whoever uses it up.",
    )
    file_type = fields.Selection(
        [("xlsx", "Excel"), ("csv", "CSV")], "File", required=True, default="xlsx"
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for sheet in self:
            if sheet.date_from > sheet.date_to:
                raise ValidationError(
                    self.env._("The first day comes after the last one.")
                )

    def _domain(self):
        self.ensure_one()
        domain = [
            ("date", ">=", self.date_from),
            ("date", "<", fields.Date.add(self.date_to, days=1)),
            ("company_id", "in", self.env.companies.ids),
        ]
        if self.product_ids:
            domain.append(("product_id", "in", self.product_ids.ids))
        if self.business_only:
            domain += ["|", ("event", "!=", "shipping"), ("is_business", "=", True)]
        return domain

    def _table_rows(self):
        """The sheet, oldest event first.

        :return: rows, the first being the header
        """
        events = self.env["maker.trace.event"].search(self._domain(), order="date, id")
        names = dict(events._fields["event"]._description_selection(self.env))

        header = [
            self.env._("Event"),
            self.env._("Traceability lot code"),
            self.env._("Product"),
            self.env._("Quantity"),
            self.env._("Unit"),
            self.env._("Date and time (UTC)"),
            self.env._("Place"),
            self.env._("Source or recipient"),
            self.env._("Supplier's lot"),
            self.env._("Input lots"),
            self.env._("Document"),
        ]
        rows = [
            [
                names[event.event],
                event.lot_id.name or "",
                event.product_id.display_name or "",
                event.quantity,
                event.unit_id.name or "",
                fields.Datetime.to_string(event.date) or "",
                event.location_id.display_name or "",
                event.partner_id.display_name or "",
                event.supplier_lot or "",
                event.input_lots or "",
                event.reference or "",
            ]
            # the sheet names partners and orders the bench may not open
            for event in events.sudo()
        ]
        return [header, *rows]

    @only_for("base.group_user")
    def action_download(self):
        """Download the sheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/maker_lot_trace/sheet/{self.id}",
            "target": "download",
        }
