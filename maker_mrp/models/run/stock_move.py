from odoo import Command, api, models

from ...trusted import DATE, DIRECT, FINISHING, LOGGING, trust, trusted
from .run_result import Portion


class StockMove(models.Model):
    """Moves of runs told after the fact: their day, and no reservation."""

    _inherit = "stock.move"

    def write(self, vals):
        # Odoo dates a move at the moment it is done. A run told after the fact gives
        # its own date, in time for the average cost to be walked in the right order.
        moment = trusted(self.env.context, DATE)
        if moment and vals.get("state") == "done":
            vals = {**vals, "date": moment}
        return super().write(vals)

    def _trigger_scheduler(self):
        # what is being logged was made already: nothing is to be bought for it
        if trusted(self.env.context, LOGGING):
            return None
        return super()._trigger_scheduler()

    def _adjust_procure_method(self, picking_type_code=False):
        if trusted(self.env.context, LOGGING):
            return None
        return super()._adjust_procure_method(picking_type_code=picking_type_code)

    def _action_assign(self, force_qty=False):
        # logged runs say which stock they used; guessing first costs more than all
        # the rest of logging
        if trusted(self.env.context, LOGGING):
            return None
        return super()._action_assign(force_qty=force_qty)

    def _should_bypass_reservation(self, forced_location=False):
        # a logged run takes its materials in the same breath: nothing to reserve
        direct = trusted(self.env.context, DIRECT)
        if direct and self.raw_material_production_id.id in direct:
            return True
        return super()._should_bypass_reservation(forced_location)

    def _skip_push(self):
        # what a run used up goes nowhere from there
        if trusted(self.env.context, FINISHING) and self.raw_material_production_id:
            return True
        return super()._skip_push()

    def _maker_dated(self, moment, company=None):
        """These moves in a context that makes them happen at ``moment`` (UTC).

        :param company: whose day it is in the ledger, where there are no moves yet
        """
        if not moment:
            return self
        company = (company or self.company_id)[:1] or self.env.company
        day = company._maker_day(moment)
        return self.with_context(**trust(DATE, moment), force_period_date=day)

    def _maker_open_picks(self):
        """Transfers to the pre-production place that have not been done yet."""
        return self.move_orig_ids.filtered(lambda m: m.state not in ("done", "cancel"))

    def _maker_unclaimed(self):
        """What arrived on the bench for this raw move and nobody has taken or holds.

        :return: list of Portion
        """
        self.ensure_one()
        rest = self._get_available_move_lines([], [])
        for line in self.move_line_ids:
            key = line.location_id, line.lot_id, line.package_id, line.owner_id
            if key in rest:
                rest[key] -= line.quantity_product_uom
        return [
            Portion(self.product_id, quantity, location, lot, package, owner)
            for (location, lot, package, owner), quantity in rest.items()
            if self.product_id.uom_id.compare(quantity, 0) > 0
        ]

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

    @api.model
    def _maker_add_portions(self, portions, picked=False):
        """Set portions apart for raw moves, all in one go.

        :param portions: ``{stock.move: [Portion, ...]}``
        :param picked: whether they count as used already
        """
        everything = [portion for some in portions.values() for portion in some]
        if not everything:
            return
        product = self.env["product.product"].union(*(p.product for p in everything))
        places = self.env["stock.location"].union(*(p.location for p in everything))
        cache = self.env["stock.quant"]._get_quants_by_products_locations(
            product, places, extra_domain=[]
        )
        self.env["stock.move.line"].with_context(quants_cache=cache).create(
            [
                {
                    **move._prepare_move_line_vals(),
                    "product_uom_id": portion.product.uom_id.id,
                    "quantity": portion.quantity,
                    "location_id": portion.location.id,
                    "lot_id": portion.lot.id,
                    "package_id": portion.package.id,
                    "owner_id": portion.owner.id,
                    "picked": picked or move.picked,
                }
                for move, some in portions.items()
                for portion in some
            ]
        )

    def _maker_take_back(self):
        """Undo these done moves: quantities return, values vanish, costs follow."""
        lines = self.move_line_ids
        lines.write({"quantity": 0.0})
        lines.consume_line_ids = [Command.clear()]
        self.value = 0.0
        self.write({"state": "cancel"})
        self._maker_refresh_costs()

    def _maker_refresh_costs(self):
        """Walk the costs of these moves' products and lots again."""
        # the bench may not write costs; Odoo updates them on its behalf as well
        products = self.sudo().product_id
        products.invalidate_recordset(["total_value", "avg_cost"])
        products.with_company(self.company_id[:1])._update_standard_price()
        # lots as well
        lots = self.sudo().move_line_ids.lot_id.filtered("product_id.lot_valuated")
        lots.invalidate_recordset(["total_value", "avg_cost"])
        lots._update_standard_price()

    def _maker_unit_value(self):
        """What one unit of the product left at in this done move."""
        self.ensure_one()
        quantity = sum(self.move_line_ids.mapped("quantity_product_uom"))
        return self.value / quantity if quantity else self.product_id.standard_price

    def _maker_revalue(self, price):
        """Value this done move anew after its lines changed.

        Odoo scales the value with line quantities, which goes wrong when a line is
        kept in another unit than its move.

        :param price: per unit of the product; lots that carry their own cost keep it
        """
        self.ensure_one()
        self.value = sum(
            line.quantity_product_uom
            * (line.lot_id.standard_price if self.product_id.lot_valuated else price)
            for line in self.move_line_ids
        )
