from odoo import api, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    """Sorts products of before into kinds by how they are used."""

    _inherit = "product.template"

    @api.model
    def _maker_sort_by_kind(self):
        """Give products that have no kind the one their use so far suggests.

        Made and used in a recipe: component. Made: product. Used: material. Sold
        and neither made nor used: product. What is bought, but neither sold nor
        used, is left for a person to say.

        :return: ``{kind: templates}``
        """
        goods = self.with_context(active_test=False)
        unset = goods.search([("maker_kind", "=", False), ("type", "=", "consu")])
        made = unset & self._maker_templates_made()
        used = unset & self._maker_templates_used()
        sold = unset & self._maker_templates_sold()
        kinds = {
            "component": made & used,
            "material": used - made,
            "product": (made | sold) - used,
        }
        for kind, templates in kinds.items():
            templates.with_context(tracking_disable=True).maker_kind = kind
        return kinds

    @api.model
    def _maker_templates_made(self):
        # bundles are packed of products, not made
        groups = self.env["mrp.bom"]._read_group(
            [("type", "=", "normal")], ["product_tmpl_id"]
        )
        return self.union(*(template for (template,) in groups))

    @api.model
    def _maker_templates_used(self):
        groups = self.env["mrp.bom.line"]._read_group(
            [("bom_id.active", "=", True), ("bom_id.type", "=", "normal")],
            ["product_tmpl_id"],
        )
        return self.union(*(template for (template,) in groups))

    @api.model
    def _maker_templates_sold(self):
        domain = Domain("state", "=", "sale") & Domain("display_type", "=", False)
        groups = self.env["sale.order.line"]._read_group(domain, ["product_id"])
        products = self.env["product.product"].union(*(item for (item,) in groups))
        return products.product_tmpl_id
