from odoo import api, fields, models

from ..recipe_book import RecipeBook
from ..recipe_math import Answer


class ProductProduct(models.Model):
    _inherit = "product.product"

    can_make_qty = fields.Float(
        string="Can make",
        compute="_compute_can_make",
        digits="Product Unit",
        help="How many could be made now of what is free in stock, through components "
        "and substitutes, beside those already finished.",
    )
    joint_can_make_qty = fields.Float(
        string="Can make together",
        compute="_compute_joint_can_make",
        digits="Product Unit",
        help="How many could be made when all products that share its materials are "
        "made as well.",
    )
    limiting_product_id = fields.Many2one(
        "product.product", string="Limited by", compute="_compute_can_make"
    )
    next_batch_needs = fields.Char(
        string="Next batch lacks", compute="_compute_can_make"
    )

    @api.depends_context("company", "allowed_company_ids")
    def _compute_can_make(self):
        recipes = self.env["mrp.bom"]
        book = RecipeBook(self.env, self.filtered("id"))
        shop = recipes._maker_workshop(book)
        made = [product.id for product in self if product.id in book.recipes]
        answers = {key: shop.can_make(key) for key in made}
        texts = recipes._maker_quantities_texts(answers)
        for product in self:
            answer = answers.get(product.id) or Answer(0.0)
            product.can_make_qty = answer.quantity
            product.limiting_product_id = answer.limiting
            product.next_batch_needs = texts.get(product.id, "")

    @api.depends_context("company", "allowed_company_ids")
    def _compute_joint_can_make(self):
        book = RecipeBook(self.env, self.filtered("id"))
        made = {product.id for product in self if product.id in book.recipes}
        joint = self.env["mrp.bom"]._maker_joint(book, made) if made else {}
        for product in self:
            product.joint_can_make_qty = joint.get(product.id, 0.0)
