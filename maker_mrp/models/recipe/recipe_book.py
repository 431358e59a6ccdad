"""All recipes in the making of some products, read once for every question."""

from decimal import Decimal

from odoo.tools import SQL

from ...cost_flow import Batch, Need
from ...recipe_math import (
    COUNT,
    Plan,
    RecipeMathError,
    Step,
    conversion_ratio,
    exact,
    expected,
    per_batch_gross,
    requirement,
)

#: all that is asked of a template; reading the others takes longer than the sums
TEMPLATE_FIELDS = ("active", "type", "uom_id", "maker_packaging", "is_storable")
LINE_RULES = ("loss_pct", "setup_qty", "rounding_multiple")
LINE_FIELDS = ("bom_id", "product_id", "product_qty", "product_uom_id", *LINE_RULES)
LINE_CHOICES = ("replaces_line_id", "bom_product_template_attribute_value_ids")
_ONE = Decimal(1)


class RecipeBook:
    """The recipes Odoo would use for ``products``, their components, and so on.

    Recipes named in ``boms``, pairs (product, bom), are added beside them; ``keys``
    is ``{bom: key}`` of these. ``recipes`` is ``{key: (product, bom, parts)}``, see
    :meth:`key`, with pairs (line, component) as parts.
    """

    def __init__(self, env, products=None, boms=()):
        self.env = env
        self.company = env.company
        self._units = {}
        self._ratios = {}
        self._own_uoms = {}
        self._packaging = {}
        self.recipes = {}
        self._bought = set()
        self._looked = set()
        self._special = set()
        boms = [(product, bom) for product, bom in boms if product]
        wanted = set(products._ids if products else ())
        wanted.update(product.id for product, _bom in boms)
        self._first = self._find(wanted, [bom.id for _product, bom in boms])
        self._load(wanted)
        self.keys, others = {}, {}
        for product, bom in boms:
            key = self.keys[bom] = self.key(product, bom)
            if key not in self.recipes:
                others[key] = (product, bom)
        self._load(self._add(others))

    @property
    def components(self):
        """The products that are bought."""
        return self.env["product.product"].browse(self._bought)

    def key(self, product, bom=None):
        """The key of a product's recipe, or of a recipe that is not its first."""
        known = self.recipes.get(product.id)
        if bom and not (known and known[1] == bom):
            return ("bom", bom.id, product.id)
        return product.id

    def _find(self, product_ids, bom_ids):
        """The recipe Odoo would use for everything that is made for these.

        :return: ``{product_id: (product, bom)}``
        """
        reach = self.env["product.product"].browse(
            product_ids | self._reachable(product_ids, bom_ids)
        )
        reach.product_tmpl_id.fetch(TEMPLATE_FIELDS)
        found = self.env["mrp.bom"]._bom_find(reach, company_id=self.company.id)
        return {product.id: (product, bom) for product, bom in found.items()}

    def _reachable(self, product_ids, bom_ids):
        """Ids of all that any recipe of these could contain, in one query.

        Which of them are needed is decided by records, under their access rules.
        """
        if not product_ids:
            return set()
        self.env["product.product"].flush_model(["product_tmpl_id"])
        self.env["mrp.bom.line"].flush_model(["bom_id", "product_id"])
        self.env["mrp.bom"].flush_model(
            ["active", "company_id", "product_id", "product_tmpl_id"]
        )
        query = SQL(
            """
            WITH RECURSIVE reach(id) AS (
                SELECT UNNEST(%(products)s)
             UNION
                SELECT product_id FROM mrp_bom_line WHERE bom_id = ANY(%(boms)s)
             UNION
                SELECT line.product_id
                  FROM reach
                  JOIN product_product product ON product.id = reach.id
                  JOIN mrp_bom bom
                    ON bom.product_tmpl_id = product.product_tmpl_id
                   AND (bom.product_id IS NULL OR bom.product_id = product.id)
                   AND (bom.company_id IS NULL OR bom.company_id = %(company)s)
                   AND bom.active
                  JOIN mrp_bom_line line ON line.bom_id = bom.id
            )
            SELECT id FROM reach
            """,
            products=list(product_ids),
            boms=list(bom_ids),
            company=self.company.id,
        )
        return {row[0] for row in self.env.execute_query(query)}

    def _load(self, product_ids):
        """Add the first recipes of these, of what they contain, and so on."""
        known = set(self.recipes) | self._bought
        todo = set(product_ids) - known
        while todo:
            known |= todo
            made = {item: self._first[item] for item in todo if item in self._first}
            self._bought |= todo - set(made)
            todo = self._add(made) - known

    def _add(self, made):
        """Read the lines of recipes; return the ids of what they contain.

        :param made: ``{key: (product, bom)}``
        """
        if not made:
            return set()
        needed = set()
        boms = self.env["mrp.bom"].union(*(bom for _product, bom in made.values()))
        self._look(boms._ids)
        boms.bom_line_ids.fetch(LINE_FIELDS)
        for key, (product, bom) in made.items():
            lines = bom.bom_line_ids
            if self._has("line", bom):
                lines = [line for line in lines if not line._skip_bom_line(product)]
            parts = [(line, line.product_id) for line in lines]
            self.recipes[key] = (product, bom, parts)
            needed.update(component.id for _line, component in parts)
        return needed

    def _look(self, bom_ids):
        """Note which recipes have more than lines: few do, and asking each is slow."""
        stored = [ident for ident in bom_ids if isinstance(ident, int)]
        self._looked.update(stored)
        for model, names in (
            ("maker.recipe.scale", ["bom_id"]),
            ("mrp.routing.workcenter", ["bom_id"]),
            ("mrp.bom.byproduct", ["bom_id"]),
            ("mrp.bom", ["yield_loss_pct"]),
            ("mrp.bom.line", ["bom_id", *LINE_RULES, *LINE_CHOICES]),
        ):
            self.env[model].flush_model(names)
        query = SQL(
            """
            SELECT 'scale', bom_id FROM maker_recipe_scale WHERE bom_id = ANY(%(ids)s)
             UNION
            SELECT 'work', bom_id FROM mrp_routing_workcenter
             WHERE bom_id = ANY(%(ids)s)
             UNION
            SELECT 'byproduct', bom_id FROM mrp_bom_byproduct
             WHERE bom_id = ANY(%(ids)s)
             UNION
            SELECT 'rule', id FROM mrp_bom
             WHERE id = ANY(%(ids)s) AND yield_loss_pct <> 0
             UNION
            SELECT 'rule', bom_id FROM mrp_bom_line
             WHERE bom_id = ANY(%(ids)s)
               AND (loss_pct <> 0 OR setup_qty <> 0 OR rounding_multiple <> 0)
             UNION
            SELECT 'line', line.bom_id
              FROM mrp_bom_line line
             WHERE line.bom_id = ANY(%(ids)s)
               AND (line.replaces_line_id IS NOT NULL
                    OR EXISTS (
                        SELECT FROM mrp_bom_line_product_template_attribute_value_rel r
                         WHERE r.mrp_bom_line_id = line.id))
            """,
            ids=stored,
        )
        self._special.update(self.env.execute_query(query))

    def _has(self, what, bom):
        """Whether a recipe may have sizes, losses, work, by-products, lines for some.

        One that is being typed is not looked up: it may.
        """
        return bom.id not in self._looked or (what, bom.id) in self._special

    def _scale(self, product, bom):
        return bom._maker_scale(product) if self._has("scale", bom) else 1.0

    def unit(self, uom):
        """The :class:`Unit` of ``uom``."""
        unit = self._units.get(uom.id)
        if unit is None:
            unit = self._units[uom.id] = uom._maker_unit()
        return unit

    def own_uom(self, product):
        """The unit a product is kept in."""
        uom = self._own_uoms.get(product.id)
        if uom is None:  # several times as fast as product.uom_id
            uom = self._own_uoms[product.id] = product.product_tmpl_id.uom_id
        return uom

    def ratio(self, product, uom):
        """How many of the product's own units one ``uom`` holds, a Decimal.

        Lines written before Maker may mix units that nothing links; they count
        as Odoo counts them.
        """
        own = self.own_uom(product)
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
        """Every recipe as a :class:`Batch`, ``{key: Batch}``.

        Losses of what is counted are taken by their share, as over many runs.
        """
        return {
            key: self._batch(product, bom, parts)
            for key, (product, bom, parts) in self.recipes.items()
        }

    def batch_of_one_run(self, key):
        """A recipe as a :class:`Batch` that is made alone, in whole pieces."""
        return self._batch(*self.recipes[key], needed=requirement)

    def _batch(self, product, bom, parts, needed=expected):
        needs, scale = [], self._scale(product, bom)
        plain = scale == 1 and not self._has("rule", bom)
        for line, component in parts:
            if plain:
                quantity = exact(line.product_qty)
            else:
                quantity = needed(line._maker_rule(product, scale), _ONE)
            quantity *= self.ratio(component, line.product_uom_id)
            needs.append(Need(component.id, quantity, self._is_packaging(component)))
        labour, overhead = self.work(product, bom)
        return Batch(
            output=self.output(product, bom),
            needs=tuple(needs),
            labour=labour,
            overhead=overhead,
            share=self._share(product, bom),
        )

    def _is_packaging(self, product):
        known = self._packaging.get(product.id)
        if known is None:
            known = product.product_tmpl_id.maker_packaging
            self._packaging[product.id] = known
        return known

    def work(self, product, bom):
        """Labour and overhead of one batch, two Decimals."""
        labour = overhead = Decimal(0)
        if not self._has("work", bom):
            return labour, overhead
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
        if not self._has("byproduct", bom):
            return _ONE
        shares = [
            exact(byproduct.cost_share)
            for byproduct in bom.byproduct_ids
            if not byproduct._skip_byproduct_line(product)
        ]
        return 1 - sum(shares, Decimal(0)) / 100

    def bought_for(self, key):
        """The products that are bought for one recipe, through all its components."""
        todo, seen, bought = [key], set(), set()
        while todo:
            current = todo.pop()
            if current in seen:
                continue
            seen.add(current)
            if current in self.recipes:
                _product, _bom, parts = self.recipes[current]
                todo.extend(component.id for _line, component in parts)
            else:
                bought.add(current)
        return self.env["product.product"].browse(sorted(bought))

    def prices(self):
        """Current cost of one unit of everything bought, ``{product_id: Decimal}``."""
        return self.components.with_company(self.company)._maker_current_costs()

    def plans(self):
        """Every recipe as a :class:`Plan` for a workshop, ``{key: Plan}``."""
        plans = {}
        for key, (product, bom, parts) in self.recipes.items():
            scale = self._scale(product, bom)
            plans[key] = Plan(
                float(self.output(product, bom)),
                tuple(self._step(product, *part, scale) for part in parts),
                whole=self.unit(self.own_uom(product)).family == COUNT,
            )
        return plans

    def _step(self, product, line, component, scale):
        rule = line._maker_rule(product, scale)
        ratio = self.ratio(component, line.product_uom_id)
        substitutes = line.substitute_ids
        return Step(
            component.id,
            float(per_batch_gross(rule) * ratio),
            float(rule.setup * ratio),
            float(rule.multiple * ratio),
            tuple((x.product_id.id, x.ratio) for x in substitutes)
            if substitutes
            else (),
        )

    def stocked(self):
        """Every product whose stock these recipes draw on, substitutes included."""
        ids = set(self._bought)
        for _product, _bom, parts in self.recipes.values():
            for line, component in parts:
                ids.add(component.id)
                if line.substitute_ids:
                    ids.update(line.substitute_ids.product_id._ids)
        return self.env["product.product"].browse(ids)

    def endless(self):
        """Ids of what is bought and not kept in stock: it never runs out."""
        return {
            product.id
            for product in self.components
            if not product.product_tmpl_id.is_storable
        }
