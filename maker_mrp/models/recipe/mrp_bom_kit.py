from odoo import api, models
from odoo.tools import SQL


class MrpBom(models.Model):
    """Kits: what they are made of, for many products in a few queries."""

    _inherit = "mrp.bom"

    @api.model
    def _maker_kit_bom_ids(self, product_ids):
        """``{product_id: bom_id}`` of the kits among ``product_ids``.

        The same choice as ``_bom_find(bom_type='phantom')``, in one query and
        without a record for each product that is no kit.
        """
        return dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT DISTINCT ON (product.id) product.id, bom.id
                  FROM mrp_bom bom
                  JOIN product_product product
                    ON product.product_tmpl_id = bom.product_tmpl_id
                   AND (bom.product_id IS NULL OR bom.product_id = product.id)
                 WHERE bom.active
                   AND bom.type = 'phantom'
                   AND (bom.company_id IS NULL OR bom.company_id = ANY(%(companies)s))
                   AND product.id = ANY(%(products)s)
              ORDER BY product.id, bom.sequence, bom.product_id, bom.id
                    """,
                    products=list(product_ids),
                    companies=self.env.companies.ids,
                )
            )
        )

    @api.model
    def _maker_kit_lines(self, bom_ids):
        """``[(bom_id, component_id, quantity for one kit, stocked, judged)]``.

        ``judged`` lines hold for some variants only: they are left to Odoo.
        """
        return self.env.execute_query(
            SQL(
                """
            SELECT line.bom_id,
                   line.product_id,
                   line.product_qty * unit.factor / own.factor
                       / (bom.product_qty * bom_unit.factor / kit_unit.factor),
                   template.is_storable,
                   line.replaces_line_id IS NOT NULL OR EXISTS (
                       SELECT 1
                         FROM mrp_bom_line_product_template_attribute_value_rel only_for
                        WHERE only_for.mrp_bom_line_id = line.id)
              FROM mrp_bom bom
              JOIN mrp_bom_line line ON line.bom_id = bom.id
              JOIN product_product part ON part.id = line.product_id
              JOIN product_template template ON template.id = part.product_tmpl_id
              JOIN product_template kit ON kit.id = bom.product_tmpl_id
              JOIN uom_uom unit ON unit.id = line.product_uom_id
              JOIN uom_uom own ON own.id = template.uom_id
              JOIN uom_uom bom_unit ON bom_unit.id = bom.product_uom_id
              JOIN uom_uom kit_unit ON kit_unit.id = kit.uom_id
             WHERE bom.id = ANY(%s)
                """,
                list(bom_ids),
            )
        )

    @api.model
    def _maker_kits(self, products):
        """The kits among ``products``, flattened through kits of kits.

        :return: ``{kit_id: {component_id: quantity for one kit}}`` in each
            component's own unit; only stocked components limit a kit.
        """
        for model in ("mrp.bom", "mrp.bom.line", "product.product"):
            self.env[model].flush_model()
        self.env["product.template"].flush_model(["is_storable", "uom_id"])
        self.env["uom.uom"].flush_model(["factor"])
        lines, stocked = {}, {}
        todo = set(products._ids)
        while todo:
            found = self._maker_kit_bom_ids(todo)
            if not found:
                break
            lines.update(self._maker_kit_parts(found, stocked))
            todo = {part for kit_id in found for part in lines[kit_id]} - lines.keys()
        flat = {}
        return {
            product_id: self._maker_flatten(product_id, lines, stocked, flat, ())
            for product_id in products._ids
            if product_id in lines
        }

    @api.model
    def _maker_kit_parts(self, found, stocked):
        """``{kit_id: {component_id: quantity for one kit}}``, one level deep.

        :param found: ``{kit_id: bom_id}``
        :param stocked: ``{component_id: whether it is stocked}``, filled here
        """
        by_bom, judged = {}, set()
        for bom_id, part_id, quantity, is_stocked, varies in self._maker_kit_lines(
            set(found.values())
        ):
            stocked[part_id] = is_stocked
            parts = by_bom.setdefault(bom_id, {})
            parts[part_id] = parts.get(part_id, 0.0) + float(quantity)
            if varies:
                judged.add(bom_id)
        # counting needs no right to read the recipe
        boms = {bom.id: bom for bom in self.sudo().browse(judged)}
        kits = self.env["product.product"].sudo().browse(found)
        return {
            kit.id: boms[found[kit.id]]._maker_parts(kit)
            if found[kit.id] in judged
            else by_bom.get(found[kit.id], {})
            for kit in kits
        }

    def _maker_parts(self, product):
        """``{component_id: quantity for one unit}`` of this kit's variant."""
        parts = {}
        made = self.product_qty * self.product_uom_id.factor / product.uom_id.factor
        for line in self.bom_line_ids:
            if line._skip_bom_line(product):
                continue
            part = line.product_id
            ratio = line.product_uom_id.factor / part.uom_id.factor
            quantity = line.product_qty * ratio / made
            parts[part.id] = parts.get(part.id, 0.0) + quantity
        return parts

    @api.model
    def _maker_flatten(self, product_id, lines, stocked, flat, path):
        if product_id in flat:
            return flat[product_id]
        result = {}
        for part_id, quantity in lines[product_id].items():
            if part_id in path:
                continue
            if part_id in lines:
                below = self._maker_flatten(
                    part_id, lines, stocked, flat, (*path, product_id)
                )
            else:
                below = {part_id: 1.0} if stocked[part_id] else {}
            for leaf_id, per_unit in below.items():
                result[leaf_id] = result.get(leaf_id, 0.0) + quantity * per_unit
        flat[product_id] = {part: qty for part, qty in result.items() if qty > 0}
        return flat[product_id]

    @api.model
    def _maker_kits_above(self, product_ids):
        """Ids of ``product_ids`` and of every kit they are part of."""
        self.flush_model()
        self.env["mrp.bom.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
            WITH RECURSIVE above(product_id) AS (
                SELECT unnest(%s::int[])
                 UNION
                SELECT product.id
                  FROM above
                  JOIN mrp_bom_line line ON line.product_id = above.product_id
                  JOIN mrp_bom bom
                    ON bom.id = line.bom_id AND bom.active AND bom.type = 'phantom'
                  JOIN product_product product
                    ON product.product_tmpl_id = bom.product_tmpl_id
                   AND (bom.product_id IS NULL OR bom.product_id = product.id)
            )
            SELECT product_id FROM above
                """,
                list(product_ids),
            )
        )
        return [product_id for (product_id,) in rows]
