from odoo import api, fields, models

from ...public import only_for
from ...tools import format_quantity


class MakerEntry(models.Model):
    """What a phone keeps, to choose from while there is no connection."""

    _inherit = "maker.entry"

    @api.model
    @api.readonly
    @only_for("maker_mrp.group_user")
    def get_catalog(self):
        """Products, places and lots of the company, as a phone keeps them.

        :return: see ``docs/on-the-move.md``
        """
        company = self.env.company
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        products = self._catalog_products()
        return {
            "at": fields.Datetime.now().isoformat() + "Z",
            "company": {"id": company.id, "name": company.display_name},
            "may_go_on": company._maker_lets_go_on(),
            "products": self._catalog_rows(products),
            "places": self._catalog_places(),
            "place": warehouse.lot_stock_id.id,
            "lots": self._catalog_lots(products),
        }

    @api.model
    def _catalog_products(self):
        """What can be made or counted."""
        return self.env["product.product"].search(
            [
                ("type", "=", "consu"),
                ("company_id", "in", (False, self.env.company.id)),
                "|",
                ("maker_kind", "!=", False),
                ("bom_ids", "!=", False),
            ]
        )

    @api.model
    def _catalog_rows(self, products):
        recipes = self.env["mrp.bom"]._bom_find(
            products, company_id=self.env.company.id, bom_type="normal"
        )
        named = products.with_context(display_default_code=False)
        return [
            {
                "id": product.id,
                "name": product.display_name,
                "sku": product.default_code or "",
                "barcode": product.barcode or "",
                "unit": product.uom_id.name,
                "lots": product.tracking != "none",
                "counted": product.is_storable,
                "made": bool(recipes[product]),
                "batch": self._catalog_batch(recipes[product]),
            }
            for product in named
        ]

    @api.model
    def _catalog_batch(self, recipe):
        """How much a batch of a recipe is, in words; empty without recipe."""
        if not recipe:
            return ""
        unit = recipe.product_uom_id.name
        return f"{format_quantity(self.env, recipe.product_qty)} {unit}"

    @api.model
    def _catalog_places(self):
        """Where stock is counted: not what was set aside, as on the bench."""
        places = self.env["stock.location"].search(
            [
                ("usage", "=", "internal"),
                ("maker_role", "=", False),
                ("company_id", "=", self.env.company.id),
            ]
        )
        return [{"id": place.id, "name": place.display_name} for place in places]

    @api.model
    def _catalog_lots(self, products):
        """The lots in stock, and what is written on them besides their name."""
        lots = self.env["stock.lot"].search(
            [
                ("product_id", "in", products.ids),
                ("quant_ids.location_id.usage", "=", "internal"),
                ("company_id", "in", (False, self.env.company.id)),
            ]
        )
        codes = self._lot_codes(lots)
        return [
            {"product": lot.product_id.id, "name": lot.name, "codes": codes[lot]}
            for lot in lots
        ]

    @api.model
    def _lot_codes(self, lots):
        """``{lot: [further code, ...]}`` by which a lot is found when scanned."""
        return {lot: [lot.ref] if lot.ref else [] for lot in lots}
