from collections import defaultdict

from odoo import api, fields, models


class ProductProduct(models.Model):
    """In which bins a product lies."""

    _inherit = "product.product"

    maker_bins = fields.Char(
        "Bins",
        compute="_compute_maker_bins",
        help="Where there is stock of it, else the bin written on the product.",
        groups="base.group_user",
    )

    @api.depends("maker_bin")
    @api.depends_context("allowed_company_ids")
    def _compute_maker_bins(self):
        places = self._maker_bin_places()
        nowhere = self.env["stock.location"]
        for product in self:
            found = places.get(product.id, nowhere)
            product.maker_bins = product._maker_bin_text(found)

    def _maker_bin_places(self):
        """Locations with stock, of many products in one query.

        :return: ``{product_id: stock.location}``
        """
        places = defaultdict(self.env["stock.location"].browse)
        if not self or not self.env["stock.location"]._maker_any_bin():
            return places
        for product, location in self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", self.ids),
                ("location_id.usage", "=", "internal"),
                ("location_id.maker_role", "=", False),
                ("quantity", ">", 0),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["product_id", "location_id"],
        ):
            places[product.id] |= location
        return places

    def _maker_bin_text(self, locations):
        """Names of bins, without the warehouse's own; else the product's bin."""
        names = [
            location.name
            for location in locations
            if location.location_id.usage == "internal"
        ]
        return ", ".join(sorted(names)) or self.maker_bin or False
