from odoo import api, fields, models

from ...cost_flow import Cost
from ...recipe_math import exact, expected
from .recipe_book import RecipeBook


class ProductProduct(models.Model):
    """What a product costs by its recipe, and what to ask for it."""

    _inherit = "product.product"

    recipe_unit_cost = fields.Float(
        string="Cost by recipe",
        compute="_compute_recipe_prices",
        min_display_digits="Product Price",
        help="What one costs to make by its recipe at current costs, through all "
        "components; for things bought: their current cost.",
        groups="base.group_user",
    )
    suggested_wholesale_price = fields.Float(
        compute="_compute_recipe_prices",
        min_display_digits="Product Price",
        groups="base.group_user",
    )
    suggested_retail_price = fields.Float(
        compute="_compute_recipe_prices",
        min_display_digits="Product Price",
        groups="base.group_user",
    )
    recipe_margin_pct = fields.Float(
        string="Margin (%)",
        compute="_compute_recipe_prices",
        digits=(16, 1),
        help="Percent of the sales price that is left after the cost by recipe.",
        groups="base.group_user",
    )
    is_below_cost = fields.Boolean(
        string="Sold below cost",
        compute="_compute_recipe_prices",
        search="_search_is_below_cost",
        groups="base.group_user",
    )

    @api.depends_context("company")
    @api.depends("standard_price", "lst_price", "seller_ids.price")
    def _compute_recipe_prices(self):
        costs = self._maker_unit_costs()
        for product in self:
            template, cost = product.product_tmpl_id, costs[product].total
            wholesale, retail = template._maker_price_rules()
            product.recipe_unit_cost = unit = float(cost)
            product.suggested_wholesale_price = float(wholesale.price(cost))
            product.suggested_retail_price = float(retail.price(cost))
            price = product.lst_price
            product.recipe_margin_pct = (price - unit) / price * 100 if price else 0.0
            product.is_below_cost = bool(
                template.sale_ok
                and template.maker_kind not in ("material", "component", "supply")
                and product.currency_id.compare_amounts(unit, price) > 0
            )

    def _search_is_below_cost(self, operator, value):
        if operator != "in":
            return NotImplemented
        products = self.search(
            [("sale_ok", "=", True), ("maker_kind", "in", ("product", False))]
        )
        below = products.filtered("is_below_cost")
        return [("id", "in" if True in value else "not in", below.ids)]

    def _maker_unit_costs(self):
        """Cost of one unit of each product, worked out in one pass.

        :return: ``{product: Cost}``; what is bought counts as material (or
            packaging) at its current cost
        :raise UserError: when a recipe contains itself, naming the products
        """
        saved = self.filtered("id")
        book = RecipeBook(self.env, saved)
        units = self.env["mrp.bom"]._maker_roll_up(book)
        prices = book.prices()
        costs = {}
        for product in self:
            cost = units.get(product.id)
            if cost is None:
                price = prices.get(product.id, exact(0))
                part = "packaging" if product.maker_packaging else "material"
                cost = Cost(**{part: price})
            costs[product] = cost
        return costs

    def _compute_bom_price(self, bom, boms_to_recompute=False, byproduct_bom=False):
        """Odoo's cost of a recipe, plus what it does not know of the lines.

        Losses, set-up quantities, steps and size factors are added to its own
        figure; a recipe without any is left to Odoo.
        """
        price = super()._compute_bom_price(bom, boms_to_recompute, byproduct_bom)
        if not bom or byproduct_bom:
            return price
        extra = sum(
            line._maker_extra_cost(self, boms_to_recompute or ())
            for line in bom.bom_line_ids
        )
        if not extra:
            return price
        share = 1 - sum(bom.byproduct_ids.mapped("cost_share")) / 100
        extra = extra * share / bom.product_qty
        return price + bom.product_uom_id._compute_price(extra, self.uom_id)


class MrpBomLine(models.Model):
    """What a line costs beyond quantity times batches."""

    _inherit = "mrp.bom.line"

    def _maker_extra_cost(self, product, boms_to_recompute):
        """Cost of a batch that comes from more than quantity times batches."""
        rule = self._maker_rule(product)
        if rule.is_plain or self._skip_bom_line(product):
            return 0.0
        more = float(expected(rule, exact(1)) - rule.per_batch)
        component, child = self.product_id, self.child_bom_id
        unit = component.standard_price
        if child and child in boms_to_recompute:
            unit = component._compute_bom_price(child, boms_to_recompute)
        return component.uom_id._compute_price(unit, self.product_uom_id) * more
