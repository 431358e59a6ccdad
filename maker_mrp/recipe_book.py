"""All recipes in the making of some products, read once for every question."""

from decimal import Decimal

from .cost_flow import Batch, Need
from .recipe_math import (
    COUNT,
    Plan,
    RecipeMathError,
    Step,
    conversion_ratio,
    exact,
    per_batch_gross,
    requirement,
)

_ONE = Decimal(1)


class RecipeBook:
    """The recipes Odoo would use for ``products``, their components, and so on.

    Recipes named in ``boms``, pairs (product, bom), are added beside them.
    ``recipes`` is ``{key: (product, bom, lines)}``, see :meth:`key`;
    ``components`` are the products that are bought.
    """

    def __init__(self, env, products=None, boms=()):
        self.env = env
        self.company = env.company
        self._units = {}
        self._ratios = {}
        self.recipes = {}
        products = products or env["product.product"]
        todo = products.browse([*products._ids, *(p.id for p, _bom in boms if p)])
        self.components = self._load(todo)
        self._load_others([(product, bom) for product, bom in boms if product])

    def key(self, product, bom=None):
        """The key of a product's recipe, or of a recipe that is not its first."""
        known = self.recipes.get(product.id)
        if bom and not (known and known[1] == bom):
            return ("bom", bom.id, product.id)
        return product.id

    def _load(self, products):
        bought, seen = products.browse(), set(self.recipes)
        while products:
            seen.update(products._ids)
            found = self.env["mrp.bom"]._bom_find(products, company_id=self.company.id)
            made = [(product, found[product]) for product in products if found[product]]
            bought |= products.browse([p.id for p in products if not found[p]])
            products = products.browse(self._add(made) - seen)
        return bought

    def _load_others(self, boms):
        others = [(p, bom) for p, bom in boms if self.key(p, bom) not in self.recipes]
        needed = self._add(others, first=False)
        known = set(self.recipes) | set(self.components._ids)
        products = self.env["product.product"].browse(needed - known)
        self.components |= self._load(products)

    def _add(self, made, first=True):
        """Read the lines of recipes; return the ids of what they contain."""
        needed = set()
        for product, bom in made:
            lines = [
                line
                for line in bom.bom_line_ids
                if not (
                    line.bom_product_template_attribute_value_ids
                    or line.replaced_by_ids
                )
                or not line._skip_bom_line(product)
            ]
            key = product.id if first else ("bom", bom.id, product.id)
            self.recipes[key] = (product, bom, lines)
            needed.update(line.product_id.id for line in lines)
        return needed

    def unit(self, uom):
        """The :class:`Unit` of ``uom``."""
        unit = self._units.get(uom.id)
        if unit is None:
            unit = self._units[uom.id] = uom._maker_unit()
        return unit

    def ratio(self, product, uom):
        """How many of the product's own units one ``uom`` holds, a Decimal.

        Lines written before Maker may mix units that nothing links; they count
        as Odoo counts them.
        """
        own = product.product_tmpl_id.uom_id  # several times as fast as product.uom_id
        if own == uom:
            return _ONE
        source, target = self.unit(uom), self.unit(own)
        if source.family == target.family:
            key = (uom.id, own.id)
            if key not in self._ratios:
                self._ratios[key] = source.factor / target.factor
            return self._ratios[key]
        try:
            return conversion_ratio(source, target, product._maker_material())
        except RecipeMathError:
            return source.factor / target.factor

    def output(self, product, bom):
        """What a batch makes, in the product's own unit, a Decimal."""
        return exact(bom.product_qty) * self.ratio(product, bom.product_uom_id)

    def batches(self):
        """Every recipe as a :class:`Batch`, ``{key: Batch}``."""
        return {
            key: self._batch(product, bom, lines)
            for key, (product, bom, lines) in self.recipes.items()
        }

    def _batch(self, product, bom, lines):
        needs = []
        for line in lines:
            component = line.product_id
            quantity = requirement(line._maker_rule(product), _ONE)
            quantity *= self.ratio(component, line.product_uom_id)
            packaging = component.product_tmpl_id.maker_packaging
            needs.append(Need(component.id, quantity, packaging))
        labour, overhead = self.work(product, bom)
        return Batch(
            output=self.output(product, bom),
            needs=tuple(needs),
            labour=labour,
            overhead=overhead,
            share=self._share(product, bom),
        )

    def work(self, product, bom):
        """Labour and overhead of one batch, two Decimals."""
        labour = overhead = Decimal(0)
        for operation in bom.operation_ids:
            if operation._skip_operation_line(product):
                continue
            cost = exact(operation.cost)
            centre = operation.workcenter_id
            part = Decimal(0)
            if centre.costs_hour:
                part = exact(centre.maker_overhead_hour) / exact(centre.costs_hour)
            overhead += cost * part
            labour += cost * (1 - part)
        return labour, overhead

    def _share(self, product, bom):
        if not bom.byproduct_ids:
            return _ONE
        shares = [
            exact(byproduct.cost_share)
            for byproduct in bom.byproduct_ids
            if not byproduct._skip_byproduct_line(product)
        ]
        return 1 - sum(shares, Decimal(0)) / 100

    def prices(self):
        """Current cost of one unit of everything bought, ``{product_id: Decimal}``."""
        products = self.components.with_company(self.company)
        return {product.id: exact(product.standard_price) for product in products}

    def plans(self):
        """Every recipe as a :class:`Plan` for a workshop, ``{key: Plan}``."""
        plans = {}
        for key, (product, bom, lines) in self.recipes.items():
            plans[key] = Plan(
                float(self.output(product, bom)),
                tuple(self._step(product, line) for line in lines),
                whole=self.unit(product.uom_id).family == COUNT,
            )
        return plans

    def _step(self, product, line):
        rule = line._maker_rule(product)
        ratio = self.ratio(line.product_id, line.product_uom_id)
        return Step(
            line.product_id.id,
            float(per_batch_gross(rule) * ratio),
            float(rule.setup * ratio),
            float(rule.multiple * ratio),
            tuple((x.product_id.id, x.ratio) for x in line.substitute_ids),
        )

    def stocked(self):
        """Every product whose stock these recipes draw on, substitutes included."""
        products = self.components
        ids = set(products._ids)
        for _product, _bom, lines in self.recipes.values():
            for line in lines:
                ids.add(line.product_id.id)
                ids.update(line.substitute_ids.product_id._ids)
        return products.browse(ids)

    def endless(self):
        """Ids of what is bought and not kept in stock: it never runs out."""
        return {product.id for product in self.components if not product.is_storable}
