from odoo import api, models
from odoo.tools import SQL


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    @api.model_create_multi
    def create(self, vals_list):
        boms = super().create(vals_list)
        boms._maker_note_kits()
        return boms

    def write(self, vals):
        self._maker_note_kits()
        result = super().write(vals)
        self._maker_note_kits()
        return result

    def unlink(self):
        self._maker_note_kits()
        return super().unlink()

    def _maker_note_kits(self):
        """A changed kit may be sold in another quantity."""
        if not self.env["maker.channel.change"]._listening():
            return
        kits = self.filtered(lambda bom: bom.type == "phantom")
        products = (
            kits.product_id
            | kits.filtered(
                lambda bom: not bom.product_id
            ).product_tmpl_id.product_variant_ids
        )
        self.env["maker.channel.change"]._note(products.ids)

    @api.model
    def _maker_kit_bom_ids(self, products):
        """``{product_id: bom_id}`` of the kits among ``products``.

        The same choice as ``_bom_find(bom_type='phantom')``, in one query and
        without a record for each product that is no kit.
        """
        self.flush_model()
        self.env["product.product"].flush_model(["product_tmpl_id"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT DISTINCT ON (product.id) product.id, bom.id
                  FROM product_product product
                  JOIN mrp_bom bom
                    ON bom.product_id = product.id
                    OR (bom.product_id IS NULL
                        AND bom.product_tmpl_id = product.product_tmpl_id)
                 WHERE product.id = ANY(%(products)s)
                   AND bom.active
                   AND bom.type = 'phantom'
                   AND (bom.company_id IS NULL OR bom.company_id = ANY(%(companies)s))
              ORDER BY product.id, bom.sequence, bom.product_id, bom.id
                    """,
                    products=list(products._ids),
                    companies=self.env.companies.ids,
                )
            )
        )

    @api.model
    def _maker_kits(self, products):
        """The kits among ``products``, flattened through kits of kits.

        :return: ``{kit_id: {component_id: quantity for one kit}}`` in each
            component's own unit; only stocked components limit a kit.
        """
        lines = {}
        asked = products._ids
        todo = products
        while todo:
            found = self._maker_kit_bom_ids(todo)
            if not found:
                break
            # counting needs no right to read the recipe
            boms = self.sudo().browse(found.values())
            products = self.env["product.product"].sudo().browse(found)
            boms.bom_line_ids.product_id.fetch(["is_storable", "uom_id"])
            parts = self.env["product.product"]
            for product, bom in zip(products, boms, strict=True):
                lines[product.id] = bom._maker_parts(product)
                parts |= parts.browse(lines[product.id])
            todo = parts.browse(part for part in parts._ids if part not in lines)
        flat = {}
        return {
            product_id: self._maker_flatten(product_id, lines, flat, ())
            for product_id in asked
            if product_id in lines
        }

    def _maker_parts(self, product):
        """``{component_id: quantity for one unit}`` of this kit."""
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
    def _maker_flatten(self, product_id, lines, flat, path):
        if product_id in flat:
            return flat[product_id]
        result = {}
        for part_id, quantity in lines[product_id].items():
            if part_id in path:
                continue
            if part_id in lines:
                below = self._maker_flatten(part_id, lines, flat, (*path, product_id))
            else:
                part = self.env["product.product"].browse(part_id)
                below = {part_id: 1.0} if part.sudo().is_storable else {}
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
