from odoo import models

from ...recipe_math import Quantity, RecipeMathError, conversion_ratio


class MrpBomLine(models.Model):
    """What a lot's own density changes: 100 ml at 0.95 are 95 g, not 90."""

    _inherit = "mrp.bom.line"

    def _maker_written_unit(self):
        """The unit in which this line says how much, or None."""
        self.ensure_one()
        try:
            read = self.product_id._maker_parsed(self.entry or "")
        except RecipeMathError:
            return None
        if isinstance(read, Quantity):
            return read.unit
        return self.bom_id.formula_uom_id._maker_unit()

    def _maker_density_factor(self, product):
        """How lots of ``product`` stand for what these lines plan.

        :return: a function that tells of a lot how much of it stands for one unit of
            the plan, or None when lots make no difference
        """
        lines = self.filtered(lambda line: line.product_id == product)
        if product.tracking == "none" or not lines:
            return None
        own = product.uom_id._maker_unit()
        units = [line._maker_written_unit() for line in lines]
        if any(unit is None or unit.family == own.family for unit in units):
            return None
        unit = units[0]

        def factor(lot):
            try:
                plan = conversion_ratio(unit, own, product._maker_material())
                mine = conversion_ratio(unit, own, product._maker_material(lot))
            except RecipeMathError:
                return 1.0
            return float(mine / plan)

        return factor


class StockMove(models.Model):
    """What a move takes by the density of the lots it will use."""

    _inherit = "stock.move"

    def _maker_by_density(self, need, shelf):
        """What ``need`` comes to with the lots that will be taken.

        :param need: by the plan, in the product's unit
        :param shelf: :class:`Shelf` from which runs take in turn
        """
        factor = self.bom_line_id._maker_density_factor(self.product_id)
        if not factor:
            return need
        total, rest, uom = 0.0, need, self.product_id.uom_id
        reserved = self.move_line_ids | self._maker_open_picks().move_line_ids
        for line in reserved:
            times = factor(line.lot_id)
            taken = min(line.quantity_product_uom, uom.round(rest * times))
            total += taken
            rest -= taken / times
        for source in self.raw_material_production_id._maker_sources():
            if uom.compare(rest, 0) <= 0:
                break
            portions = shelf.take(self.product_id, source, None, rest, factor)
            total += sum(portion.quantity for portion in portions)
            rest = 0.0
        return uom.round(total)
