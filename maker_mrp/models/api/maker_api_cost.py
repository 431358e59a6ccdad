from odoo import api, models

from ...cost_flow import batch_cost
from ...public import only_for
from ...recipe_math import exact
from ..recipe.recipe_book import RecipeBook
from .maker_api import COSTERS

PARTS = ("material", "packaging", "labour", "overhead")


class MakerApi(models.AbstractModel):
    """What a product costs by its recipe, and what a run did cost."""

    _inherit = "maker.api"

    @api.model
    @api.readonly
    @only_for(*COSTERS)
    def cost_of(self, product):
        """What one costs now, and what its recipe says, by what it is paid for.

        :param product: id, SKU, barcode or whole name
        :return: see ``docs/api.md``
        """
        product = self._record("product.product", product)
        cost = product.maker_current_cost
        return {
            "product": self._product(product),
            "unit": product.uom_id.name,
            "currency": self._money().name,
            "current_cost": self._rounded(cost, "Product Price"),
            "recipe": self._recipe_cost(product),
        }

    @api.model
    def _recipe_cost(self, product):
        """What one unit and one batch cost by the recipe; None without one."""
        book = RecipeBook(self.env, product)
        key = book.key(product)
        if key not in book.recipes:
            return None
        bom = book.recipes[key][1]
        units = bom._maker_roll_up(book)
        batch = batch_cost(book.batch_of_one_run(key), units, book.prices())
        return {
            **self._named(bom),
            "per_unit": self._cost_parts(units[key], "Product Price"),
            "per_batch": {
                "quantity": self._rounded(bom.product_qty, bom.product_uom_id),
                "unit": bom.product_uom_id.name,
                **self._cost_parts(batch, self._money()),
            },
        }

    @api.model
    def _cost_parts(self, cost, digits):
        """The total of a cost and its parts."""
        parts = {name: getattr(cost, name) for name in (*PARTS, "total")}
        return {name: self._rounded(value, digits) for name, value in parts.items()}

    @api.model
    @api.readonly
    @only_for(*COSTERS)
    def cost_of_run(self, run):
        """What a finished run cost, by what was paid for, and of which materials.

        :param run: id or number
        :return: see ``docs/api.md``
        """
        run = self._record("mrp.production", run)
        money, unit = run.company_id.currency_id, run.product_uom_id
        used = run.move_raw_ids.filtered(lambda move: move.state == "done")
        made = self._rounded(run.qty_produced, unit)
        # the run's own figure is for whoever may read the run, its parts as well
        total, parts = run.maker_cost, self._run_parts(run.sudo(), used.sudo())
        parts["other"] = exact(total) - sum(parts.values())
        each = total / made if made else 0.0
        return {
            "run": {"id": run.id, "name": run.name},
            "state": run.state,
            "product": self._product(run.product_id),
            "made": made,
            "unit": unit.name,
            "currency": money.name,
            **{name: self._rounded(value, money) for name, value in parts.items()},
            "total": self._rounded(total, money),
            "per_unit": self._rounded(each, "Product Price"),
            "minutes": self._rounded(run.maker_minutes, "Product Unit"),
            "materials": [self._used(move, money) for move in used],
        }

    @api.model
    def _run_parts(self, run, used):
        """What a run was charged with, exactly; what is also made is taken off."""
        parts = dict.fromkeys((*PARTS, "also_made"), exact(0))
        for move in used:
            is_packaging = move.product_id.maker_packaging
            parts["packaging" if is_packaging else "material"] += exact(move.value)
        for step in run.workorder_ids if run.state == "done" else ():
            centre, cost = step.workcenter_id, exact(step._cal_cost())
            share = exact(0)
            if centre.costs_hour:
                share = exact(centre.maker_overhead_hour) / exact(centre.costs_hour)
            parts["overhead"] += cost * share
            parts["labour"] += cost * (1 - share)
        for move in run.move_byproduct_ids.filtered(lambda one: one.state == "done"):
            parts["also_made"] -= exact(move.value)
        return parts

    @api.model
    def _used(self, move, money):
        return {
            "product": self._product(move.product_id),
            "quantity": self._rounded(move.quantity, move.product_uom),
            "unit": move.product_uom.name,
            # as the sum above
            "value": self._rounded(move.sudo().value, money),
        }
