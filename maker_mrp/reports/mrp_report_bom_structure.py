from odoo import api, models

from ..recipe_math import exact, per_batch_gross, requirement


class ReportMrpBomStructure(models.AbstractModel):
    _inherit = "report.mrp.report_bom_structure"

    @api.model
    def _get_bom_data(
        self, bom, warehouse, product=False, line_qty=False, bom_line=False, **kwargs
    ):
        if bom_line:
            line_qty = self._maker_line_qty(
                bom_line, line_qty, kwargs.get("parent_product")
            )
        data = super()._get_bom_data(
            bom, warehouse, product, line_qty, bom_line, **kwargs
        )
        if bom_line:
            self._maker_set_base(data, bom_line, kwargs.get("parent_product"))
        return data

    @api.model
    def _get_component_data(
        self,
        parent_bom,
        parent_product,
        warehouse,
        bom_line,
        line_quantity,
        *args,
        **kwargs,
    ):
        quantity = self._maker_line_qty(bom_line, line_quantity, parent_product)
        data = super()._get_component_data(
            parent_bom, parent_product, warehouse, bom_line, quantity, *args, **kwargs
        )
        self._maker_set_base(data, bom_line, parent_product)
        return data

    @api.model
    def _maker_line_qty(self, line, quantity, product):
        """``quantity`` is batches times what is written; losses and so on added."""
        rule = line._maker_rule(product)
        if rule.is_plain or not line.product_qty:
            return quantity
        batches = exact(quantity) / exact(line.product_qty)
        return float(requirement(rule, batches))

    @api.model
    def _maker_set_base(self, data, line, product):
        rule = line._maker_rule(product)
        if not rule.is_plain:
            data["base_bom_line_qty"] = float(per_batch_gross(rule))
