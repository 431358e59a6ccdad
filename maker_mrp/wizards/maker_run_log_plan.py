from odoo import models

from ..models.run.run_shelf import Shelf


class MakerRunLog(models.TransientModel):
    _inherit = "maker.run.log"

    def _consumed(self):
        """What the lines say, ``{product_id: quantity or {lot_id: quantity}}``.

        A planned material whose line was removed was not used at all.
        """
        consumed = {product.id: 0.0 for product, _, _ in self._planned_portions()}
        for product, lines in self.line_ids.grouped("product_id").items():
            if lines.lot_id:
                by_lot = consumed[product.id] = {}
                for line in lines:
                    lot_id = line.lot_id.id
                    by_lot[lot_id] = by_lot.get(lot_id, 0.0) + line.used_qty
            elif product:
                consumed[product.id] = sum(lines.mapped("used_qty"))
        return consumed

    def _planned_portions(self):
        """Materials to expect: (product, quantity, lot) tuples, lots as they would go.

        Correcting a run starts from what it used.
        """
        if self.mode == "correct":
            return [
                (line.product_id, line.quantity_product_uom, line.lot_id)
                for line in self.run_id.move_raw_ids.filtered(
                    lambda move: move.state == "done"
                ).move_line_ids
            ]
        runs = self.env["mrp.production"]
        if not runs._maker_is_number(self.quantity + self.spoiled_qty):
            return []  # refused when it is logged
        if self.mode == "finish":
            return self._planned_of_run()
        planned = runs._maker_planned(
            self.recipe_id,
            self.product_id,
            self.quantity + self.spoiled_qty,
            self.uom_id,
        )
        shelf, source = Shelf(self.env), runs._maker_log_source(self.picking_type_id)
        portions = []
        for product, quantity in planned.items():
            if product.tracking == "none":
                portions.append((product, quantity, self.env["stock.lot"]))
                continue
            portions += [
                (product, portion.quantity, portion.lot)
                for portion in shelf.take(
                    product,
                    source,
                    None,
                    quantity,
                    self.recipe_id.bom_line_ids._maker_density_factor(product),
                )
            ]
        return portions

    def _planned_of_run(self):
        """As :meth:`_planned_portions`, from what the run holds on the bench."""
        run, portions = self.run_id, []
        made = run._maker_accounts_for(self._outcome())
        for move in run._maker_open_raw_moves():
            rest = move._maker_part(made, run.product_qty)
            for line in move.move_line_ids if move.has_tracking != "none" else ():
                taken = min(line.quantity_product_uom, rest)
                if taken > 0:
                    portions.append((move.product_id, taken, line.lot_id))
                    rest -= taken
            if move.product_id.uom_id.compare(rest, 0) > 0:
                portions.append((move.product_id, rest, self.env["stock.lot"]))
        return portions

    def _line_values(self, product, quantity, lot):
        uom = None
        if self.mode == "correct":  # as the run itself shows it
            uom = self.run_id.move_raw_ids.filtered(
                lambda move: move.product_id == product
            )[:1].product_uom
        entry = self.env["maker.run.log.line"]._spell(quantity, product, uom)
        return {
            "product_id": product.id,
            "lot_id": lot.id,
            "planned_qty": quantity,
            "planned_entry": entry,
            "entry": entry,
        }
