from odoo import api, fields, models
from odoo.exceptions import UserError

from ..recipe_book import RecipeBook
from ..recipe_math import (
    COUNT,
    Answer,
    RecipeCycle,
    Workshop,
    exact,
    round_up,
)
from ..tools import format_quantity


class MrpBom(models.Model):
    _inherit = "mrp.bom"

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
        help="How many could be made when all recipes that share its materials are "
        "made as well, each getting the same part of what it could have alone.",
    )
    limiting_product_id = fields.Many2one(
        "product.product",
        string="Limited by",
        compute="_compute_can_make",
        help="What runs out first.",
    )
    next_batch_needs = fields.Char(
        string="Next batch lacks",
        compute="_compute_can_make",
        help="What would have to be bought for one batch more than can be made.",
    )

    @api.depends_context("company", "allowed_company_ids")
    def _compute_can_make(self):
        book, products = self.filtered("id")._maker_book()
        answers = self._maker_answers(book, products)
        texts = self._maker_quantities_texts(answers)
        for bom in self:
            product = products.get(bom)
            key = book.key(product, bom) if product else None
            answer = answers.get(key) or Answer(0.0)
            bom.can_make_qty = answer.quantity
            bom.limiting_product_id = answer.limiting
            bom.next_batch_needs = texts.get(key, "")

    @api.depends_context("company", "allowed_company_ids")
    def _compute_joint_can_make(self):
        book, products = self.filtered("id")._maker_book()
        keys = {
            bom: book.key(product, bom) for bom, product in products.items() if product
        }
        joint = self._maker_joint(book, set(keys.values()))
        for bom in self:
            bom.joint_can_make_qty = joint.get(keys.get(bom), 0.0)

    def action_show_can_make(self):
        """Open what can be made of this product, each variant on its line."""
        return self._maker_product_action("maker_mrp.maker_can_make_action")

    def action_show_prices(self):
        """Open costs and prices of this product, each variant on its line."""
        return self._maker_product_action("maker_mrp.maker_price_action")

    def _maker_product_action(self, xml_id):
        self.ensure_one()
        products = self.product_id or self.product_tmpl_id.product_variant_ids
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "domain": [("id", "in", products.ids)], "context": {}}

    def _maker_answers(self, book, products):
        """What can be made by these recipes, ``{key: Answer}``."""
        shop = self._maker_workshop(book)
        keys = [book.key(product, bom) for bom, product in products.items() if product]
        return {key: shop.can_make(key) for key in keys}

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
        needs = shop.shortages({book.key(product, self): quantity})
        return {self.env["product.product"].browse(key): q for key, q in needs.items()}

    def _maker_missing_for(self, quantity, product):
        """What has to be bought to make ``quantity`` besides what is free.

        :return: ``{product: quantity}`` in each product's own unit
        """
        self.ensure_one()
        book = RecipeBook(self.env, boms=[(product, self)])
        shop = self._maker_workshop(book)
        short = shop.shortages({book.key(product, self): quantity})
        return {self.env["product.product"].browse(key): q for key, q in short.items()}

    @api.model
    def _maker_workshop(self, book):
        """Plans of a book with the stock that is free for them.

        :raise UserError: when a recipe contains itself, naming the products
        """
        free = self.env["stock.quant"]._maker_free_by_product(book.stocked())
        try:
            return Workshop(book.plans(), free, book.endless())
        except RecipeCycle as cycle:
            raise UserError(self._maker_cycle_message(cycle.path)) from cycle

    @api.model
    def _maker_joint(self, book, keys):
        """Quantities all products that share materials can have together.

        Recipes outside the question count as well when they are sold products:
        they compete for the same materials.
        """
        rivals = self._maker_rivals(book)
        if rivals:
            products = self.env["product.product"].browse(rivals)
            made = [book.recipes[key][:2] for key in keys]
            book = RecipeBook(self.env, products, boms=made)
        shop = self._maker_workshop(book)
        singles = {key: shop.can_make(key).quantity for key in {*keys, *rivals}}
        return shop.jointly(singles)

    @api.model
    def _maker_rivals(self, book):
        """Ids of finished products whose recipes use what this book uses."""
        variants = self.env["product.product"]
        items, boms = book.stocked(), self.browse()
        while items:
            lines = self.env["mrp.bom.line"].search(
                [
                    ("product_id", "in", items.ids),
                    ("bom_id", "not in", boms.ids),
                    ("bom_id.active", "=", True),
                    ("bom_id.type", "=", "normal"),
                ]
            )
            boms |= lines.bom_id
            items = self.env["product.product"]
            for bom in lines.bom_id:
                items |= bom.product_id or bom.product_tmpl_id.product_variant_ids
            items -= variants
            variants |= items
        found = self._bom_find(variants, company_id=self.env.company.id)
        return [
            product.id
            for product in variants
            if product.maker_kind != "component"
            and found[product] in boms
            and product.id not in book.recipes
        ]

    @api.model
    def _maker_quantities_texts(self, answers):
        """What answers lack, as “200 g Beeswax, 3 × Jar”, ``{key: text}``."""
        ids = {item for answer in answers.values() for item in answer.missing}
        names = {
            product.id: (product.display_name, product.uom_id)
            for product in self.env["product.product"].browse(ids)
        }
        texts = {}
        for key, answer in answers.items():
            texts[key] = ", ".join(
                f"{self._maker_lacking(quantity, names[item][1])} {names[item][0]}"
                for item, quantity in answer.missing.items()
            )
        return texts

    @api.model
    def _maker_lacking(self, quantity, uom):
        """A quantity to get, rounded up to digits that matter: “2,236 g”, “3 ×”."""
        quantity, unit = exact(quantity), uom._maker_unit()
        if unit.family == COUNT:
            quantity = round_up(quantity, exact(1))
            words = format_quantity(self.env, float(quantity), 0)
            return f"{words} ×" if unit.factor == 1 else f"{words} {unit.name}"
        digits = max(0, 3 - (quantity.adjusted() if quantity else 0))
        quantity = round_up(quantity, exact(1).scaleb(-digits))
        return f"{format_quantity(self.env, float(quantity), digits)} {unit.name}"
