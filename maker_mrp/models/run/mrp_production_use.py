from collections import defaultdict

from odoo import Command, models

from .run_result import Portion
from .run_shelf import Shelf


class MrpProduction(models.Model):
    """Takes what a run used from the bench, and from stock what is more."""

    _inherit = "mrp.production"

    def _maker_use(self, usage, results):
        """Make each raw move's lines say exactly what was used, by lot.

        Materials beyond what is set apart are taken from stock: to the bench first
        for started runs, straight from stock otherwise.

        :param usage: ``{run: {raw stock.move: quantity or {lot_id: quantity}}}``
        :raise UserError: naming what is missing, before anything is written
        """
        keep, wanted = {}, {}
        for moves in usage.values():
            for move, used in moves.items():
                if move.product_id.is_storable:
                    keep[move], wanted[move] = move._maker_match_lines(used)
        self._maker_check_wanted(wanted, results)
        moment = max(result.moment for result in results.values())
        for move, lines in keep.items():
            move._maker_keep_lines(lines)
        self._maker_acquire(wanted, moment)
        for moves in usage.values():
            for move, used in moves.items():
                if not move.product_id.is_storable:
                    move.quantity = move.product_id._maker_convert(
                        used, move.product_id.uom_id, move.product_uom
                    )
        used_moves = self.env["stock.move"].union(
            *(m for u in usage.values() for m in u)
        )
        used_moves.filtered("move_line_ids").picked = True

    def _maker_check_wanted(self, wanted, results):
        """Refuse what is to be taken from stock but is not there."""
        needs = {}
        for move, portions in wanted.items():
            need = sum(quantity for _lot, quantity in portions)
            if move.product_id.uom_id.compare(need, 0) > 0:
                needs[move] = need + self._maker_own_reservation(move)
        allowed = all(result.allow_missing for result in results.values())
        self._maker_check_missing(needs, allowed)
        if not (allowed and self.company_id._maker_lets_go_on()):
            self._maker_raise(self._maker_lot_errors(wanted))
        self._maker_check_arrived(
            {
                move: sum(quantity for _lot, quantity in portions)
                for move, portions in wanted.items()
            },
            {run: result.moment for run, result in results.items()},
        )

    def _maker_finish_missing(self, result):
        """What ``result`` would use beyond the bench and the shelf: sentences."""
        needs = {}
        for move, used in self._maker_usage(result).items():
            _keep, wishes = move._maker_match_lines(used)
            if move.product_id.is_storable and wishes:
                needs[move] = sum(quantity for _lot, quantity in wishes)
        return [
            self._maker_missing_text(shortage.product, shortage.needed, shortage.here)
            for shortage in self._maker_shortages(needs)
        ]

    def _maker_lot_errors(self, wanted):
        """Named lots that do not hold what is to be taken from them."""
        asked = defaultdict(float)
        for move, portions in wanted.items():
            for lot, quantity in portions:
                if lot:
                    asked[move.raw_material_production_id, lot] += quantity
        errors = []
        for (run, lot), quantity in asked.items():
            here = self._maker_free_in_lot(lot, run._maker_sources_of_use())
            if lot.product_id.uom_id.compare(quantity, here) > 0:
                errors.append(
                    self.env._(
                        "%(run)s: lot %(lot)s of %(product)s: %(needed)s more needed, "
                        "%(here)s free. Take the rest from another lot.",
                        run=run.display_name,
                        lot=lot.name,
                        product=lot.product_id.display_name,
                        needed=self._maker_amount(quantity, lot.product_id.uom_id),
                        here=self._maker_amount(here, lot.product_id.uom_id),
                    )
                )
        return errors

    def _maker_free_in_lot(self, lot, locations):
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "child_of", locations.ids)]
        )
        return sum(quants.mapped("quantity")) - sum(quants.mapped("reserved_quantity"))

    def _maker_sources_of_use(self):
        """Where further materials come from while finishing."""
        return self.maker_home_location_id or self._maker_sources()

    def _maker_acquire(self, wanted, moment):
        """Set further materials apart for the raw moves, from stock as it is now.

        Started runs get them over the bench, others straight from stock.
        """
        shelf = Shelf(self.env)
        over_bench, direct = [], {}
        for move, wishes in wanted.items():
            run = move.raw_material_production_id
            for lot, quantity in wishes:
                if run.maker_started_at:
                    source = run.maker_home_location_id
                    portions = shelf.take(move.product_id, source, lot, quantity)
                    chosen = [(portion, portion.quantity) for portion in portions]
                    over_bench.append((move, source, quantity, chosen))
                else:
                    direct.setdefault(move, []).extend(
                        shelf.take(move.product_id, move.location_id, lot, quantity)
                    )
        arrived = self._maker_transfer_in(over_bench, moment, reserve=False)
        for transfer, raw in arrived.items():
            direct.setdefault(raw, []).extend(
                Portion.of_line(line, arrived=True) for line in transfer.move_line_ids
            )
        self.env["stock.move"]._maker_add_portions(direct)

    def _maker_split_off(self, results):
        """Give what is not made yet a run of its own.

        :return: ``{run: remaining run or empty}``
        """
        remainders = dict.fromkeys(self, self.browse())
        amounts = {}
        for run in self:
            result = results[run]
            rest = run.product_qty - result.total
            if not result.closing and run.product_uom_id.compare(rest, 0) > 0:
                amounts[run] = [result.total, rest]
        for run, parts in amounts.items():
            remainders[run] = run._split_productions({run: parts}) - run
        return remainders

    def _maker_settle_bench(self, left, remainder):
        """What lies on the bench unused stays with the remainder, or goes back.

        :param left: ``{raw move: [Portion]}`` on the bench and no longer needed here
        """
        if not remainder:
            self._maker_return(left)
            return
        for raw, portions in left.items():
            heir = remainder.move_raw_ids.filtered(
                lambda m, raw=raw: (
                    m.product_id == raw.product_id
                    and m.bom_line_id == raw.bom_line_id
                    and m.state not in ("done", "cancel")
                )
            )[:1]
            if heir:
                heir._maker_add_portions({heir: portions})

    def _maker_left_over(self, before):
        """``before`` less what the raw moves now use, per raw move."""
        left = {}
        for raw, portions in before.items():
            used = defaultdict(float)
            for line in raw.move_line_ids:
                used[line.lot_id, line.package_id, line.owner_id] += (
                    line.quantity_product_uom
                )
            rest = []
            for portion in portions:
                key = portion.lot, portion.package, portion.owner
                taken = min(used[key], portion.quantity)
                used[key] -= taken
                quantity = portion.quantity - taken
                if raw.product_id.uom_id.compare(quantity, 0) > 0:
                    rest.append(portion.with_quantity(quantity))
            if rest:
                left[raw] = rest
        return left

    def _maker_log_minutes(self, minutes):
        """Labour of this finish, on the run's own operations or on the bench.

        :param minutes: None for its share of what the whole run is expected to take
        """
        orders = self.workorder_ids.filtered(lambda w: w.state != "cancel")
        if minutes is None:
            made = max(self.product_qty, self.qty_producing)
            for order in orders:
                # Odoo takes them where no time was clocked
                order.duration_expected = order._maker_part_minutes(made)
            return
        if not minutes:
            orders.action_cancel()  # of a run without minutes Odoo takes the expected
            return
        if not orders:
            orders = self.env["mrp.workorder"].create(
                {
                    "name": self.env._("Bench work"),
                    "production_id": self.id,
                    "workcenter_id": self.company_id._maker_bench().id,
                    "product_uom_id": self.product_uom_id.id,
                }
            )
            self.workorder_ids = [Command.link(order.id) for order in orders]
        expected = sum(orders.mapped("duration_expected"))
        for order in orders:
            share = order.duration_expected / expected if expected else 1 / len(orders)
            order.duration = minutes * share

    def _maker_expected_minutes(self, made):
        """Minutes this run takes, of itself, when ``made`` of it is finished now."""
        self.ensure_one()
        rest = max(self.product_qty - made, 0.0)
        orders = self.workorder_ids.filtered(lambda order: order.state != "cancel")
        return sum(
            order.duration or order._maker_part_minutes(made, rest) for order in orders
        )
