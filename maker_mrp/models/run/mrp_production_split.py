from collections import defaultdict
from decimal import Decimal

from odoo import models

from ...recipe_math import exact, pour, pour_kinds, shares
from .run_result import Portion


class MrpProduction(models.Model):
    """Split runs divide what lies on the bench."""

    _inherit = "mrp.production"

    def _split_productions(
        self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False
    ):
        """Divide plans and reservations so that the parts add up to the whole.

        Odoo rounds every part on its own: 0.10 kg in seven came to 0.07.
        """
        before = {run: run._maker_before_split() for run in self}
        parts = super()._split_productions(
            amounts, cancel_remaining_qty, set_consumed_qty
        )
        part_of = {run: self.browse() for run in self}
        first = self.browse()
        for part in parts:
            first = part if part in part_of else first
            part_of[first] |= part
        for run, (planned, wholes) in before.items():
            run._maker_mend_split(part_of[run], planned, wholes)
        return parts

    def _maker_before_split(self):
        """What a split is to divide: (quantity of the run, ``{key: Whole}``)."""
        moves = self._maker_divisible_moves()
        return self.product_qty, {
            key: Whole(move) for key, move in self._maker_by_origin(moves).items()
        }

    def _maker_divisible_moves(self):
        """Materials and by-products that are not done yet."""
        return (self.move_raw_ids | self.move_byproduct_ids).filtered(
            lambda move: move.state not in ("done", "cancel") and not move.additional
        )

    def _maker_by_origin(self, moves):
        """``{what a move is for: move}``; the same in every part of a run."""
        count, keyed = defaultdict(int), {}
        for move in moves.sorted("id"):
            origin = (
                move.product_id,
                move.bom_line_id,
                move.byproduct_id,
                move.operation_id,
            )
            keyed[(*origin, count[origin])] = move
            count[origin] += 1
        return keyed

    def _maker_mend_split(self, parts, planned, wholes):
        """Give each of ``parts`` its share of ``wholes``, the last one the rest."""
        weights = [exact(part.product_qty) for part in parts]
        if self.product_uom_id.compare(float(sum(weights)), planned):
            return  # more than was planned, or a part of it given up
        keyed = [part._maker_by_origin(part._maker_divisible_moves()) for part in parts]
        for key, whole in wholes.items():
            moves = [moves[key] for moves in keyed if key in moves]
            if len(moves) == len(parts):
                whole.divide(moves, weights)


class Whole:
    """A move before its run is split: what it asks for and what it holds."""

    def __init__(self, move):
        self.move = move
        self.demand, self.uom = move.product_uom_qty, move.product_uom
        self.quantity = move.product_qty
        self.picked = move.picked
        self.portions = [
            Portion.of_line(line) for line in move.move_line_ids if line.quantity
        ]

    def divide(self, moves, weights):
        """Set the demands of ``moves``, and what they hold if that was not used."""
        uom, demands = self.move._maker_divided(weights, self.demand, self.quantity)
        wrong = [
            (move, demand)
            for move, demand in zip(moves, demands, strict=True)
            if move.product_uom != uom or uom.compare(move.product_uom_qty, demand)
        ]
        for move, demand in wrong:
            move.with_context(do_not_unreserve=True, no_procurement=True).write(
                {"product_uom": uom.id, "product_uom_qty": demand}
            )
        if not self.picked and self.portions and (wrong or self._lost(moves)):
            self._deal_out(moves)

    def _lost(self, moves):
        held = sum(
            line.quantity_product_uom for move in moves for line in move.move_line_ids
        )
        before = sum(portion.quantity for portion in self.portions)
        return self.move.product_id.uom_id.compare(held, before)

    def _deal_out(self, moves):
        """Hand what was held to ``moves`` in turn; the last keeps what is over."""
        product_uom = self.move.product_id.uom_id
        shelf, dealt = list(self.portions), {}
        for move in moves:
            rest, dealt[move] = move.product_qty, []
            while shelf and (move == moves[-1] or product_uom.compare(rest, 0) > 0):
                portion = shelf.pop(0)
                taken = portion.quantity
                if move != moves[-1]:
                    taken = product_uom.round(min(taken, rest))
                left = product_uom.round(portion.quantity - taken)
                if product_uom.compare(left, 0) > 0:
                    shelf.insert(0, portion.with_quantity(left))
                dealt[move].append(portion.with_quantity(taken))
                rest = product_uom.round(rest - taken)
        everything = self.move.browse().union(*moves)
        everything.move_line_ids.unlink()
        everything._maker_add_portions(dealt)
        everything._recompute_state()


class StockMove(models.Model):
    """Demand and portions of a material, dealt out among runs."""

    _inherit = "stock.move"

    def _maker_ask_for(self, quantity):
        """Make ``quantity``, in the product's unit, what this move asks for."""
        self.ensure_one()
        own = self.product_id.uom_id
        if own.compare(self.product_qty, quantity):
            self.with_context(do_not_unreserve=True, no_procurement=True).write(
                {"product_uom": own.id, "product_uom_qty": own.round(quantity)}
            )

    def _maker_divided(self, weights, demand=None, quantity=None):
        """This move's demand divided among parts of its run.

        In the unit of the move; in the product's own where the parts would not add
        up in it otherwise, as with 4 oz of something kept in kg.

        :param weights: Decimals, how much each part makes
        :param demand: in the move's unit; as it is now when None
        :param quantity: in the product's unit; as it is now when None
        :return: (unit, [quantity of each part])
        """
        self.ensure_one()
        demand = self.product_uom_qty if demand is None else demand
        quantity = self.product_qty if quantity is None else quantity
        uom, own = self.product_uom, self.product_id.uom_id
        parts = self._maker_shares(demand, weights, uom)
        if uom != own:
            converted = sum(
                uom._compute_quantity(part, own, rounding_method="HALF-UP")
                for part in parts
            )
            if own.compare(converted, quantity):
                return own, self._maker_shares(quantity, weights, own)
        return uom, parts

    def _maker_shares(self, total, weights, uom):
        pieces = 1 / exact(uom.factor)
        line = self.bom_line_id
        made = self.raw_material_production_id.product_id
        whole = self.product_id.tracking == "serial" or bool(
            line and made and line._maker_rule(made).in_pieces
        )
        step = pieces if whole else exact(uom.rounding)
        return [
            float(part) for part in shares(exact(total), weights, step, whole=whole)
        ]

    def _maker_part(self, made, planned):
        """What making ``made`` of the ``planned`` rest takes, in the product's unit.

        The last takes what is left; whatever is made beyond the plan takes more in
        proportion.
        """
        self.ensure_one()
        own, made, planned = self.product_id.uom_id, exact(made), exact(planned)
        if made >= planned:
            return own.round(self.product_qty * float(made / planned))
        uom, parts = self._maker_divided([made, planned - made])
        return uom._compute_quantity(parts[0], own, rounding_method="HALF-UP")

    def _maker_deal(self, used, parts):
        """What was used of one product, dealt among these moves, which all take it.

        By the plan first, then by what each has at hand; the last takes the rest.

        :param used: quantity, or ``{lot_id: quantity}``, in the product's unit
        :param parts: what each move would use by the plan
        :return: the same as ``used`` for each move
        """
        held = [defaultdict(Decimal) for _move in self]
        for move, lots in zip(self, held, strict=True):
            for line in move.move_line_ids:
                lots[line.lot_id.id] += exact(line.quantity_product_uom)
        marks = [exact(part) for part in parts], [sum(lots.values()) for lots in held]
        if not isinstance(used, dict):
            return [float(part) for part in pour(exact(used), *marks)]
        wanted = {lot: exact(quantity) for lot, quantity in used.items()}
        dealt = pour_kinds(wanted, pour(sum(wanted.values()), *marks), held)
        return [{lot: float(qty) for lot, qty in lots.items()} for lots in dealt]
