from collections import defaultdict

from odoo import Command, models

from ...public import a_number, amounts, only_for, takes
from .run_result import Portion, RunResult
from .run_shelf import Shelf


class MrpProduction(models.Model):
    """Puts a finished run right on the day it bears."""

    _inherit = "mrp.production"

    @only_for("base.group_user")
    @takes(qty=a_number, consumed=amounts)
    def action_maker_correct(self, qty=None, *, consumed=None, allow_missing=False):
        """Put the quantities of a finished run right, on the day it bears.

        Materials are given back or fetched, the finished goods change in number, and
        their cost is worked out again from what was really used.

        :param qty: units made, in the run's unit; unchanged when None
        :param consumed: as in :meth:`action_maker_finish`; products left out stay
        :param allow_missing: as in :meth:`action_maker_finish`
        :raise UserError: naming everything that stands against it, before anything
            is written
        """
        self.ensure_one()
        self._maker_check_told(qty=qty, consumed=consumed)
        made = self.qty_produced if qty is None else qty
        result = RunResult(
            quantity=made,
            moment=self.date_finished,
            consumed=self._maker_consumed(consumed),
            allow_missing=allow_missing,
        )
        usage = self._maker_corrected_usage(result)
        self._maker_raise(self._maker_correct_errors(made, result))
        keep, wanted = {}, {}
        for move, used in usage.items():
            keep[move], wanted[move] = move._maker_match_lines(used)
        self._maker_check_wanted(wanted, {self: result})
        before = self._maker_story_parts(self._maker_undo_moves())
        self._maker_reverse_stock_entries(self._maker_undo_moves())
        prices = {move: move._maker_unit_value() for move in usage}
        self._maker_give_back(keep)
        self._maker_fetch(wanted)
        for move, price in prices.items():
            move._maker_revalue(price)
        self._maker_reprice(made)
        self.message_post(
            body=self.env._(
                "Corrected. Before: %(before)s. Now: %(now)s.",
                before="; ".join(before),
                now="; ".join(self._maker_story_parts(self._maker_undo_moves())),
            )
        )
        return True

    def _maker_corrected_usage(self, result):
        """``{done raw move: new quantity or {lot_id: quantity}}`` of what changes."""
        usage = {}
        done = self.move_raw_ids.filtered(
            lambda move: move.state == "done" and move.product_id.is_storable
        )
        for product, moves in done.grouped("product_id").items():
            used = result.consumed.get(product.id)
            if used is None:
                continue
            parts = moves._maker_deal(used, [0.0] * len(moves))
            usage.update(zip(moves, parts, strict=True))
        return usage

    def _maker_correct_errors(self, made, result):
        errors = self._maker_correct_state_errors()
        if self.product_uom_id.compare(made, 0) <= 0:
            errors.append(
                self.env._(
                    "The quantity must be above zero. Undo the run if nothing was made."
                )
            )
        for product_id, used in result.consumed.items():
            product = self.env["product.product"].browse(product_id)
            amounts = used.values() if isinstance(used, dict) else [used]
            if any(amount < 0 for amount in amounts):
                errors.append(
                    self.env._(
                        "%(product)s: the used quantity cannot be negative.",
                        product=product.display_name,
                    )
                )
            if product not in self.move_raw_ids.product_id:
                errors.append(
                    self.env._(
                        "%(product)s was not used in this run. Undo it and log it "
                        "again with this material.",
                        product=product.display_name,
                    )
                )
        errors += self._maker_fewer_errors(made)
        return [f"{self.display_name}: {error}" for error in errors]

    def _maker_correct_state_errors(self):
        if self.state != "done":
            return [self.env._("It is not finished: finish it with the right numbers.")]
        errors = self.company_id._maker_moment_errors(self.date_finished)
        if self.unbuild_ids.filtered(lambda unbuild: unbuild.state == "done"):
            errors.append(self.env._("It was taken apart already."))
        # one lot may stand in several lines, when it was counted up unit by unit
        if len(self._maker_made_moves().move_line_ids.lot_id) > 1:
            errors.append(
                self.env._(
                    "It made several lots or serial numbers. Undo it and log it again."
                )
            )
        return errors

    def _maker_made_moves(self):
        return self.move_finished_ids.filtered(
            lambda move: move.state == "done" and move.product_id == self.product_id
        )

    def _maker_fewer_errors(self, made):
        """Units to take back that are no longer there."""
        less = self.product_uom_id._compute_quantity(
            self.qty_produced - made, self.product_id.uom_id
        )
        line = self._maker_made_moves().move_line_ids[:1]
        if self.product_id.uom_id.compare(less, 0) <= 0 or not line:
            return []
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("lot_id", "=", line.lot_id.id),
                ("location_id", "=", line.location_dest_id.id),
            ]
        )
        here = sum(quants.mapped("quantity"))
        if self.product_id.uom_id.compare(here, less) >= 0:
            return []
        followers = self._maker_followers(self.product_id, line.lot_id)
        return [
            self.env._(
                "%(less)s should be taken back and only %(here)s are still there. "
                "%(where)s",
                less=self._maker_amount(less, self.product_id.uom_id),
                here=self._maker_amount(here, self.product_id.uom_id),
                where="; ".join(follow["text"] for follow in followers),
            )
        ]

    def _maker_give_back(self, keep):
        """Cut done raw lines to what is kept; the rest returns to the shelf."""
        back = defaultdict(list)
        for move, kept in keep.items():
            for line in move.move_line_ids:
                quantity = kept.get(line, 0.0)
                less = line.quantity_product_uom - quantity
                if move.product_id.uom_id.compare(less, 0) <= 0:
                    continue
                back[move].append(Portion.of_line(line).with_quantity(less))
                line.write(
                    {"quantity": quantity, "product_uom_id": move.product_id.uom_id.id}
                )
        if self.maker_started_at:
            self._maker_return(back, self.date_finished)

    def _maker_fetch(self, wanted):
        """Add to done raw moves what was used beyond what is on record."""
        shelf, portions, over_bench = Shelf(self.env), {}, []
        for move, wishes in wanted.items():
            source = self.maker_home_location_id or move.location_id
            for lot, quantity in wishes:
                taken = shelf.take(move.product_id, source, lot, quantity)
                if self.maker_started_at:
                    chosen = [(portion, portion.quantity) for portion in taken]
                    over_bench.append((move, source, quantity, chosen))
                else:
                    portions.setdefault(move, []).extend(taken)
        arrived = self._maker_transfer_in(over_bench, self.date_finished, reserve=False)
        for transfer, raw in arrived.items():
            portions.setdefault(raw, []).extend(
                Portion.of_line(line, arrived=True) for line in transfer.move_line_ids
            )
        made = self._maker_made_moves().move_line_ids
        known = self.move_raw_ids.move_line_ids
        self.env["stock.move"]._maker_add_portions(portions, picked=True)
        fresh = self.move_raw_ids.move_line_ids - known
        fresh.date = self.date_finished
        made.consume_line_ids = [Command.link(line.id) for line in fresh]

    def _maker_reprice(self, made):
        """Change how many were made and what they cost, then post that."""
        finished = self._maker_made_moves()
        raw = self.move_raw_ids.filtered(lambda move: move.state == "done")
        quantity = self.product_uom_id._compute_quantity(made, self.product_id.uom_id)
        if self.product_id.cost_method in ("fifo", "average"):
            cost = sum(raw.mapped("value"))
            cost += sum(order._cal_cost() for order in self.workorder_ids)
            cost += self.extra_cost * quantity
            shares = sum(self.move_byproduct_ids.mapped("cost_share"))
            finished.price_unit = cost * (1 - shares / 100) / quantity
        if self.product_uom_id.compare(made, self.qty_produced):
            self.qty_producing = made
        finished._set_value()
        for move in self.move_byproduct_ids.filtered("cost_share"):
            if move.product_id.cost_method in ("fifo", "average") and move.quantity:
                move.price_unit = cost * move.cost_share / 100 / move.quantity
                move._set_value()
        moves = self._maker_undo_moves()
        moves._maker_dated(self.date_finished)._create_account_move()
        moves._maker_refresh_costs()
