from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date

from ..public import only_for

KINDS = ("material", "supply", "component", "product")


class MakerInventoryValue(models.TransientModel):
    """What the stock was worth at the end of a day: one's own page of figures."""

    _name = "maker.inventory.value"
    _description = "Inventory value at a date"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        "At the end of",
        required=True,
        default=lambda self: self.env.company._maker_today(),
        help="A day of the company. The last day of a closed period is as it was "
        "closed.",
    )
    line_ids = fields.One2many(
        "maker.inventory.value.line", "value_id", "Lines", readonly=True
    )
    value = fields.Monetary("Inventory value", readonly=True)
    material_value = fields.Monetary("Materials", readonly=True)
    supply_value = fields.Monetary("Supplies", readonly=True)
    component_value = fields.Monetary("Components", readonly=True)
    product_value = fields.Monetary("Products", readonly=True)
    other_value = fields.Monetary(
        "Of no kind", readonly=True, help="Products of which nobody said what they are."
    )
    notes = fields.Text(readonly=True)

    @api.depends("date")
    def _compute_display_name(self):
        for page in self:
            day = format_date(self.env, page.date)
            page.display_name = self.env._("Inventory value, %(day)s", day=day)

    @api.constrains("date", "company_id")
    def _check_date(self):
        for page in self:
            if page.company_id not in self.env.companies:
                raise AccessError(
                    self.env._("Choose a company that you are working in.")
                )
            if page.date > page.company_id._maker_today():
                raise ValidationError(
                    self.env._(
                        "%(date)s is still to come: choose a day up to today.",
                        date=format_date(self.env, page.date),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        pages = super().create(vals_list)
        pages._fill()
        return pages

    def write(self, vals):
        result = super().write(vals)
        if {"date", "company_id"} & vals.keys():
            self._fill()
        return result

    @only_for("maker_mrp.group_manager", "maker_mrp.group_accountant")
    @api.model
    def action_open(self):
        """Open the page of today, of the company one works in."""
        page = self.create({})
        return page.action_show()

    @only_for("maker_mrp.group_manager", "maker_mrp.group_accountant")
    def action_show(self):
        """Show the figures of the day that was chosen."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.maker_inventory_value_action"
        )
        return {**action, "res_id": self.id}

    @only_for("maker_mrp.group_manager", "maker_mrp.group_accountant")
    def action_open_lines(self):
        """The rows to group, chart and export."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.maker_inventory_value_line_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("value_id", "=", self.id)],
        }

    def _fill(self):
        """Work the rows out anew, each value in cents, and the sums of them."""
        for page in self:
            # figures are worked out here, and nobody has the right to type them
            shown = page.sudo()
            shown.line_ids.unlink()
            lines = shown.env["maker.inventory.value.line"].create(page._rows())
            sums = defaultdict(float)
            for line in lines:
                sums[line.kind or "other"] += line.value
            shown.write(
                {
                    **{f"{kind}_value": sums[kind] for kind in (*KINDS, "other")},
                    "value": sum(sums.values()),
                    "notes": "\n".join(page._sentences(lines)),
                }
            )

    def _rows(self):
        """Field values of the rows: what was there or had a value."""
        company = self.company_id
        holdings = self.env["maker.cogs.builder"]._holdings_at(company, self.date)
        places = self.env["product.product"]._maker_digits()
        rows = []
        for (product_id, lot_id), holding in holdings.items():
            quantity = round(float(holding.quantity), places)
            value = company.currency_id.round(float(holding.value))
            if quantity or value:
                rows.append(
                    {
                        "value_id": self.id,
                        "product_id": product_id,
                        "lot_id": lot_id,
                        "quantity": quantity,
                        "value": value,
                    }
                )
        return rows

    def _sentences(self, lines):
        """What a reader of the figures should know, in words."""
        free = lines.filtered(lambda line: line.quantity > 0 and not line.value)
        below = lines.filtered(lambda line: line.quantity < 0)
        gone = lines.filtered("is_archived")
        worth = self.company_id.currency_id.format(sum(gone.mapped("value")))
        named = self.env["maker.cogs.period"]._free_sample
        if free:
            yield self.env._(
                "In stock at no cost: %(names)s.", names=named(free.product_id)
            )
        if below:
            yield self.env._(
                "Less than nothing in stock: %(names)s. Count them.",
                names=named(below.product_id),
            )
        if gone:
            yield self.env._(
                "Archived products are part of it, with %(value)s: %(names)s.",
                value=worth,
                names=named(gone.product_id),
            )
        yield from self._beside_odoo(lines)

    def _beside_odoo(self, lines):
        """A sentence where Odoo's own valuation of this moment says otherwise."""
        company = self.company_id
        if self.date != company._maker_today():
            return
        closing = defaultdict(Decimal)
        for line in lines:
            closing[line.product_id.id] += Decimal(str(line.value))
        cent = Decimal(str(company.currency_id.rounding))
        builder = self.env["maker.cogs.builder"]
        differences = builder._odoo_differences(company, closing, cent)
        if differences:
            yield self.env._(
                "Odoo's own valuation differs by %(value)s: %(names)s.",
                value=company.currency_id.format(float(sum(differences.values()))),
                names=self.env["maker.cogs.period"]._free_sample(
                    self.env["product.product"].browse(differences)
                ),
            )
