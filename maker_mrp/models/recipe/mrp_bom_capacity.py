from odoo import models

from ...public import only_for
from ...recipe_math import Workshop
from .recipe_book import RecipeBook


class MrpBom(models.Model):
    """How many units the materials on hand would make."""

    _name = "mrp.bom"
    _inherit = ["mrp.bom", "maker.capacity"]

    def _maker_capacity_keys(self):
        book = self._maker_book()
        return book, book.keys

    @only_for("base.group_user")
    def action_show_can_make(self):
        """Open what can be made of this product, each variant on its line."""
        return self._maker_product_action("maker_mrp.maker_can_make_action")

    @only_for("base.group_user")
    def action_show_prices(self):
        """Open costs and prices of this product, each variant on its line."""
        return self._maker_product_action("maker_mrp.maker_price_action")

    def _maker_product_action(self, xml_id):
        self.ensure_one()
        products = self.product_id or self.product_tmpl_id.product_variant_ids
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "domain": [("id", "in", products.ids)], "context": {}}

    def _maker_bought_needs(self, quantity, product=None):
        """Everything to buy for a quantity, through all components, stock ignored.

        :param quantity: how much to make, in the unit the product is kept in
        :param product: the variant to make (default: the one shown)
        :return: ``{product: quantity}`` in each product's own unit, a float; set-up
            quantities and steps count once per component
        """
        self.ensure_one()
        product = product or self._maker_product()
        book = RecipeBook(self.env, boms=[(product, self)])
        shop = Workshop(book.plans(), {}, book.endless())
        return self._maker_shortages(shop, book.key(product, self), quantity)

    def _maker_missing_for(self, quantity, product):
        """What has to be bought to make ``quantity`` besides what is free.

        :return: ``{product: quantity}`` in each product's own unit
        """
        self.ensure_one()
        book = RecipeBook(self.env, boms=[(product, self)])
        shop = self._maker_workshop(book)
        return self._maker_shortages(shop, book.key(product, self), quantity)

    def _maker_shortages(self, shop, key, quantity):
        short = shop.shortages({key: quantity})
        products = self.env["product.product"].browse(short)
        return dict(zip(products, short.values(), strict=True))
