from odoo import api, fields, models


class ProductTemplate(models.Model):
    """What the lists say of a product that comes in several variants."""

    _inherit = "product.template"

    maker_sku = fields.Char(
        "SKU",
        compute="_compute_maker_sku",
        help="The number of variants where there are several: each has its own SKU.",
        groups="base.group_user",
    )
    maker_unit_cost = fields.Char(
        "Unit cost",
        compute="_compute_maker_unit_cost",
        help="What one unit in stock costs, or the vendor's price where nothing was "
        "received yet; lowest to highest where there are several variants.",
        groups="base.group_user",
    )

    @api.depends("product_variant_ids.default_code")
    def _compute_maker_sku(self):
        for template in self:
            variants = template.product_variant_ids
            template.maker_sku = (
                variants.default_code
                if len(variants) <= 1
                else self.env._("%(count)s variants", count=len(variants))
            )

    @api.depends("product_variant_ids.maker_current_cost", "uom_id")
    @api.depends_context("company")
    def _compute_maker_unit_cost(self):
        for template in self:
            costs = template.product_variant_ids.mapped("maker_current_cost") or [0.0]
            least = template._maker_readable_cost(min(costs))
            most = template._maker_readable_cost(max(costs))
            span = least if least == most else f"{least} – {most}"
            template.maker_unit_cost = f"{span} / {template.uom_id.name}"

    def _maker_cost_per_unit(self, cost):
        """``cost`` of one unit with its currency and the unit."""
        return f"{self._maker_readable_cost(cost)} / {self.uom_id.name}"

    def _maker_readable_cost(self, cost):
        """An amount with its currency; of less than a tenth, three digits that count.

        :param cost: per unit of the product, in the company's currency
        """
        currency = self.cost_currency_id
        digits = currency.decimal_places
        while 0 < abs(cost) < 10 ** (2 - digits) and digits < 6:
            digits += 1
        number = self.env["ir.qweb.field.float"].value_to_html(
            cost, {"precision": digits}
        )
        return self._maker_with_currency(number)

    def _maker_with_currency(self, number):
        """``number``, a text, with the currency of costs where that has it stand."""
        currency = self.cost_currency_id
        if currency.position == "after":
            return f"{number}\N{NO-BREAK SPACE}{currency.symbol}"
        return f"{currency.symbol}\N{NO-BREAK SPACE}{number}"

    @api.model
    def get_import_templates(self):
        if self.env.context.get("default_maker_kind") == "material":
            return [
                {
                    "label": self.env._("Import template for materials"),
                    "template": "/maker_mrp/static/xls/materials.csv",
                }
            ]
        return super().get_import_templates()
