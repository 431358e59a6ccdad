from odoo import api, fields, models
from odoo.exceptions import UserError

from ...recipe_math import (
    COUNT,
    Answer,
    RecipeCycle,
    Workshop,
    decimals,
    exact,
    readable,
    round_up,
)
from ...tools import format_quantity
from .recipe_book import RecipeBook


class MakerCapacity(models.AbstractModel):
    """How many can be made, of whatever has a recipe or is one."""

    _name = "maker.capacity"
    _description = "How many can be made"

    can_make_qty = fields.Float(
        string="Can make",
        compute="_compute_can_make",
        digits="Product Unit",
        help="How many could be made now of what is free in stock, through components "
        "and substitutes, beside those already finished.",
        groups="base.group_user",
    )
    joint_can_make_qty = fields.Float(
        string="Can make together",
        compute="_compute_joint_can_make",
        digits="Product Unit",
        help="How many could be made when everything that shares its materials is "
        "made as well, each getting the same part of what it could have alone.",
        groups="base.group_user",
    )
    limiting_product_id = fields.Many2one(
        "product.product",
        string="Limited by",
        compute="_compute_can_make",
        help="What runs out first.",
        groups="base.group_user",
    )
    next_batch_needs = fields.Char(
        string="Next batch lacks",
        compute="_compute_can_make",
        help="What would have to be bought for one batch more than can be made.",
        groups="base.group_user",
    )

    def _maker_capacity_keys(self):
        """The book that answers for these records, and ``{record: key in it}``.

        Records that nothing is known of are absent.
        """
        raise NotImplementedError

    @api.depends_context("company", "allowed_company_ids")
    def _compute_can_make(self):
        book, keys = self.filtered("id")._maker_capacity_keys()
        shop = self._maker_workshop(book)
        answers = {key: shop.can_make(key) for key in set(keys.values())}
        texts = self._maker_quantities_texts(answers)
        for record in self:
            key = keys.get(record)
            answer = answers.get(key) or Answer(0.0)
            record.can_make_qty = answer.quantity
            record.limiting_product_id = answer.limiting
            record.next_batch_needs = texts.get(key, "")

    @api.depends_context("company", "allowed_company_ids")
    def _compute_joint_can_make(self):
        book, keys = self.filtered("id")._maker_capacity_keys()
        joint = self._maker_joint(book, set(keys.values())) if keys else {}
        for record in self:
            record.joint_can_make_qty = joint.get(keys.get(record), 0.0)

    @api.model
    def _maker_workshop(self, book):
        """Plans of a book with the stock that is free for them.

        :raise UserError: when a recipe contains itself, naming the products
        """
        free = self.env["stock.quant"]._maker_free_by_product(book.stocked())
        try:
            return Workshop(book.plans(), free, book.endless())
        except RecipeCycle as cycle:
            message = self.env["mrp.bom"]._maker_cycle_message(cycle.path)
            raise UserError(message) from cycle

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
        recipes, variants = self.env["mrp.bom"], self.env["product.product"]
        items, boms = book.stocked(), recipes
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
            ids = set()
            for bom in lines.bom_id:
                made = bom.product_id or bom.product_tmpl_id.product_variant_ids
                ids.update(made._ids)
            items = variants.browse(ids - set(variants._ids))
            variants |= items
        found = recipes._bom_find(variants, company_id=self.env.company.id)
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
            product.id: (product.display_name, product.product_tmpl_id.uom_id)
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
        finer = self.env["uom.uom"]._maker_finer_units()
        quantity, unit = readable(exact(quantity), uom._maker_unit(), finer)
        digits = 0 if unit.family == COUNT else decimals(quantity)
        quantity = round_up(quantity, exact(1).scaleb(-digits))
        words = format_quantity(self.env, float(quantity), digits)
        alone = unit.family == COUNT and unit.factor == 1
        return f"{words} ×" if alone else f"{words} {unit.name}"
