from odoo import models

from .recipe_book import RecipeBook


class ProductProduct(models.Model):
    """What a product can be made of, for the capacity of its recipes."""

    _name = "product.product"
    _inherit = ["product.product", "maker.capacity"]

    def _maker_capacity_keys(self):
        book = RecipeBook(self.env, self)
        return book, {
            product: product.id for product in self if product.id in book.recipes
        }
