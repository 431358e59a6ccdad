from odoo import Command, fields, models

from .run_result import Portion


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        # Odoo dates a move at the moment it is done. A run told after the fact gives
        # its own date, in time for the average cost to be walked in the right order.
        moment = self.env.context.get("maker_date")
        if moment and vals.get("state") == "done":
            vals = {**vals, "date": moment}
        return super().write(vals)

    def _maker_dated(self, moment):
        """These moves in a context that makes them happen at ``moment`` (UTC)."""
        if not moment:
            return self
        day = fields.Datetime.context_timestamp(self, moment).date()
        return self.with_context(maker_date=moment, force_period_date=day)

    def _maker_open_picks(self):
        """Transfers to the pre-production place that have not been done yet."""
        return self.move_orig_ids.filtered(lambda m: m.state not in ("done", "cancel"))

    def _maker_match_lines(self, used):
        """Compare what is set apart for this raw move with what was used.

        :param used: quantity, or ``{lot_id: quantity}``, in the product's unit
        :return: (``{line: quantity to keep}``, ``[(lot, quantity), ...]`` to get more)
        """
        lots = self.env["stock.lot"]
        wanted = used if isinstance(used, dict) else {None: used}
        keep, more = {}, []
        for lot_id, quantity in wanted.items():
            lot = lots.browse(lot_id or [])
            for line in self.move_line_ids:
                if lot and line.lot_id != lot:
                    continue
                free = line.quantity_product_uom - keep.get(line, 0.0)
                taken = min(free, quantity)
                if self.product_id.uom_id.compare(taken, 0) > 0:
                    keep[line] = keep.get(line, 0.0) + taken
                    quantity -= taken
            if self.product_id.uom_id.compare(quantity, 0) > 0:
                more.append((lot, quantity))
        return keep, more

    def _maker_keep_lines(self, keep):
        """Cut this raw move's lines down to ``{line: quantity}``."""
        (self.move_line_ids - self.env["stock.move.line"].union(*keep)).unlink()
        for line, quantity in keep.items():
            if self.product_id.uom_id.compare(line.quantity_product_uom, quantity):
                line.write(
                    {"quantity": quantity, "product_uom_id": self.product_id.uom_id.id}
                )

    def _maker_pick_portions(self, location, lot, quantity):
        """Portions to take from ``location``, by the usual removal order.

        What is not there is still taken, so that the count shows it as negative: the
        caller has refused that already unless the maker chose to go on.

        :return: list of Portion that sum up to ``quantity``
        """
        product, portions, rest = self.product_id, [], quantity
        quants = self.env["stock.quant"]._gather(product, location, lot_id=lot)
        for quant in quants:
            taken = min(quant.quantity - quant.reserved_quantity, rest)
            if product.uom_id.compare(taken, 0) > 0 and (
                not lot or quant.lot_id == lot
            ):
                portions.append(
                    Portion(
                        product=product,
                        quantity=taken,
                        location=quant.location_id,
                        lot=quant.lot_id,
                        package=quant.package_id,
                        owner=quant.owner_id,
                    )
                )
                rest -= taken
        if product.uom_id.compare(rest, 0) > 0:
            none = self.env["stock.package"], self.env["res.partner"]
            portions.append(Portion(product, rest, location, lot, *none))
        return portions

    def _maker_add_portions(self, portions):
        """Set ``portions`` apart for this raw move."""
        self.env["stock.move.line"].create(
            [
                {
                    **self._prepare_move_line_vals(),
                    "product_uom_id": portion.product.uom_id.id,
                    "quantity": portion.quantity,
                    "location_id": portion.location.id,
                    "lot_id": portion.lot.id,
                    "package_id": portion.package.id,
                    "owner_id": portion.owner.id,
                }
                for portion in portions
            ]
        )

    def _maker_take_back(self):
        """Undo these done moves: quantities return, values vanish, costs follow."""
        lines = self.move_line_ids
        lines.write({"quantity": 0.0})
        lines.consume_line_ids = [Command.clear()]
        self.value = 0.0
        self.write({"state": "cancel"})
        # the bench may not write costs; Odoo updates them on its behalf as well
        products = self.sudo().product_id
        products.invalidate_recordset(["total_value", "avg_cost"])
        products.with_company(self.company_id[:1])._update_standard_price()
        lots = lines.lot_id.sudo().filtered("product_id.lot_valuated")
        lots.invalidate_recordset(["total_value", "avg_cost"])
        lots._update_standard_price()
