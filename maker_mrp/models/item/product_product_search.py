import re

from odoo import api, models
from odoo.fields import Domain

from ...flags import SCREEN

MOST_WORDS = 12


class ProductProduct(models.Model):
    """Products found in Maker by their size, and by the name as it is shown."""

    _inherit = "product.product"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        found = super().name_search(name, domain, operator, limit)
        left = limit and limit - len(found)
        asked = self.env.context.get(SCREEN) and operator == "ilike" and left != 0
        asked = asked and isinstance(name, str)
        words = re.findall(r"[^\s\[\](),]+", name)[:MOST_WORDS] if asked else []
        if not words:
            return found
        rest = Domain("id", "not in", [product_id for product_id, _name in found])
        wanted = rest & Domain(domain or Domain.TRUE)
        for word in words:
            wanted &= self._maker_word_domain(word)
        more = self.search_fetch(wanted, ["display_name"], limit=left or None)
        return found + [(product.id, product.display_name) for product in more]

    @api.model
    def _maker_word_domain(self, word):
        """Products that show ``word`` in their name, SKU or size."""
        return Domain.OR(
            [
                [("product_tmpl_id.name", "ilike", word)],
                [("default_code", "ilike", word)],
                [("product_template_variant_value_ids.name", "ilike", word)],
            ]
        )
