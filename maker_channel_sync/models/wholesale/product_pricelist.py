from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.maker_mrp.models.books.sheet_file import csv_bytes
from odoo.addons.maker_mrp.public import check_groups, only_for
from odoo.addons.maker_mrp.tools import format_quantity


class ProductPricelist(models.Model):
    """Price lists for shops that buy, with their minimum and line sheet."""

    _inherit = "product.pricelist"

    maker_wholesale = fields.Boolean(
        "Wholesale",
        help="Orders at these prices take whole cases, keep to the minimums and leave "
        "the shop what is kept for it.",
        groups="base.group_user",
    )
    maker_minimum_order = fields.Monetary(
        "Minimum order",
        currency_field="currency_id",
        help="The smallest order of goods, without taxes and delivery. 0: none.",
        groups="base.group_user",
    )

    @api.constrains("maker_minimum_order")
    def _check_minimum_order(self):
        for pricelist in self:
            if pricelist.maker_minimum_order < 0:
                raise ValidationError(
                    self.env._(
                        "%s: the minimum order cannot be negative.",
                        pricelist.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("maker_wholesale") for vals in vals_list):
            self._maker_switch_on()
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("maker_wholesale"):
            self._maker_switch_on()
        return super().write(vals)

    @api.model
    def _maker_switch_on(self):
        """Customers have price lists of their own only once Odoo's setting is on."""
        setting = "product.group_product_pricelist"
        if not self.env["res.groups"]._is_feature_enabled(setting):
            # the setting of an administrator follows from what the manager asks for
            system = self.sudo().env
            system.ref("base.group_user")._apply_group(system.ref(setting))
            system["res.company"]._activate_or_create_pricelists()

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        """Wholesale prices are for those they were given to, never for everybody."""
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        return [*domain, ("maker_wholesale", "=", False)]

    def _maker_line_sheet(self):
        """What a shop may order, one row a product.

        :return: list of dicts ``sku name wholesale retail case minimum lead unit
            barcode``; prices in the price list's currency
        :raises AccessError: for who is no user of the business
        """
        self.ensure_one()
        check_groups(self.env, "base.group_user")
        company = self.company_id or self.env.company
        products = (
            self.env["product.product"]
            .with_company(company)
            .search(
                [
                    ("maker_kind", "=", "product"),
                    ("sale_ok", "=", True),
                    ("maker_wholesale_ok", "=", True),
                    ("company_id", "in", (False, company.id)),
                ],
                order="categ_id, default_code, name, id",
            )
        )
        return [self._maker_line_sheet_row(product, company) for product in products]

    def _maker_line_sheet_row(self, product, company):
        """One row of the line sheet; the price is that of the smallest order."""
        fewest = max(product.maker_wholesale_min, product.maker_case_qty, 1.0)
        return {
            "sku": product.default_code or "",
            "name": product.with_context(display_default_code=False).display_name,
            "wholesale": self._get_product_price(product, fewest),
            "retail": company.currency_id._convert(
                product.lst_price,
                self.currency_id,
                company,
                fields.Date.context_today(self),
            ),
            "case": product.maker_case_qty,
            "minimum": product.maker_wholesale_min,
            "lead": product.sale_delay,
            "unit": product.uom_id.name,
            "barcode": product.barcode or "",
        }

    def _maker_line_sheet_csv(self):
        """:return: bytes of the line sheet as CSV, readable by spreadsheets (UTF-8)"""
        columns = {
            "sku": self.env._("SKU"),
            "name": self.env._("Product"),
            "wholesale": self.env._("Wholesale (%s)", self.currency_id.name),
            "retail": self.env._("Suggested retail (%s)", self.currency_id.name),
            "case": self.env._("Units per case"),
            "minimum": self.env._("Minimum"),
            "unit": self.env._("Unit"),
            "lead": self.env._("Lead time (days)"),
            "barcode": self.env._("Barcode"),
        }
        rows = [[row[name] for name in columns] for row in self._maker_line_sheet()]
        return csv_bytes([[*columns.values()], *rows])

    def _maker_amount(self, quantity):
        """A quantity for the printed line sheet; nothing for 0."""
        return format_quantity(self.env, quantity) if quantity else ""

    @only_for("base.group_user")
    def action_maker_line_sheet(self):
        """Print what a shop may order, and on what terms."""
        return self.env.ref("maker_channel_sync.line_sheet_report").report_action(self)

    @only_for("base.group_user")
    def action_maker_line_sheet_csv(self):
        """The same as a file for a spreadsheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/maker/line-sheet/{self.id}",
            "target": "download",
        }
