from decimal import Decimal

from odoo import Command, fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for
from odoo.addons.maker_mrp.tools import format_quantity

from ...stock_policy.stall import Outing, quantity_to_take
from .maker_market_day import AT_STALL

LEARN_FROM = 6


class MakerMarketDay(models.Model):
    """Taking goods to the stall."""

    _inherit = "maker.market.day"

    @only_for("base.group_user")
    def action_suggest(self):
        """Propose what earlier market days sold, no more than is free.

        :return: True, or a message when there is no day to learn from
        """
        self.ensure_one()
        past = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "closed"),
                ("warehouse_id", "=", self.warehouse_id.id),
            ],
            limit=LEARN_FROM,
        )
        outings = {}
        for (_day, product_id), (packed, sold, *_rest) in (
            self.env["maker.market.day.line"]._amounts(past).items()
        ):
            outing = Outing(Decimal(str(packed)), Decimal(str(sold)))
            outings.setdefault(product_id, []).append(outing)
        products = self.env["product.product"].search(
            [("id", "in", list(outings)), ("is_storable", "=", True)]
        )
        if not products:
            return self._nothing_to_suggest()
        lines = self._lines_of(products)
        for product in products:
            line = lines[product]
            free = Decimal(str(line.free_qty))
            proposed = quantity_to_take(outings[product.id], free)
            line.quantity = line.packed_qty + proposed
        self.line_ids.filtered(
            lambda line: not line.quantity and not line.packed_qty
        ).unlink()
        return True

    def _nothing_to_suggest(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("No earlier market day to learn from"),
                "message": self.env._(
                    "Add what you want to take along. The next time Maker proposes it."
                ),
                "type": "info",
            },
        }

    @only_for("base.group_user")
    def action_pack(self):
        """Move what is still to be taken to the stall, all or nothing."""
        for day in self:
            day._lock()
            todo = day._still_to_pack()
            day._raise_pack_errors(todo)
            if todo:
                day._transfer(
                    {line.product_id: amount for line, amount in todo.items()},
                    day.warehouse_id.lot_stock_id,
                    day._stall(),
                )
            if day.state == "draft":
                day._move_on(state="packed", packed_at=fields.Datetime.now())
        return True

    def _stall_problem(self):
        """Why this day cannot be at its stall now, or ""."""
        stall = self.location_id
        # a day of another person or company takes the place just the same
        other = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("location_id", "=", stall.id),
                ("state", "in", AT_STALL),
            ],
            limit=1,
        )
        if not (stall and other):
            return ""
        return self.env._(
            "%(stall)s is still taken by %(other)s: close that day first, or choose "
            "another stall.",
            stall=stall.display_name,
            other=other.display_name,
        )

    def _still_to_pack(self):
        """``{line: quantity}`` that was planned and has not been moved."""
        return {
            line: line.quantity - line.packed_qty
            for line in self.line_ids
            if line.uom_id.compare(line.quantity, line.packed_qty) > 0
        }

    def _raise_pack_errors(self, todo):
        """Refuse everything that is wrong at once, before anything moves."""
        errors = []
        self._stall()
        if self.state == "closed":
            errors.append(self.env._("This market day is closed."))
        elif problem := self._stall_problem():
            errors.append(problem)
        if not todo:
            errors.append(
                self.env._("Nothing to pack: write how many to take of each product.")
            )
        kits = self.env["mrp.bom"]._maker_kits(self.line_ids.product_id)
        for line in self.line_ids:
            parts = kits.get(line.product_id.id)
            errors += line._pack_errors(todo.get(line, 0.0), parts)
        if errors:
            raise UserError("\n".join(errors))

    def _transfer(self, amounts, source, target, forced=False):
        """Move quantities between two places of the company at once.

        :param amounts: ``{product: quantity}`` in each product's unit
        :param forced: move lots whatever their state, as for bringing goods back
        :raises UserError: when not everything could be reserved
        """
        kind = self.warehouse_id.int_type_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "company_id": self.company_id.id,
                "origin": self.display_name,
                "maker_market_day_id": self.id,
                "move_ids": [
                    Command.create(self._move_values(product, quantity, source, target))
                    for product, quantity in amounts.items()
                ],
            }
        )
        moves = picking.move_ids
        moves._action_confirm(merge=False)
        if forced:
            self._reserve_any_lot(moves)
        else:
            moves._action_assign()
        self._raise_short(moves)
        moves.picked = True
        moves._action_done()
        return picking

    def _reserve_any_lot(self, moves):
        """Reserve for these moves what is there, of expired and stopped lots, too.

        They still have to be moves the gate lets pass.
        """
        quants = self.env["stock.quant"]
        for move in moves:
            found = quants._get_reserve_quantity(
                move.product_id, move.location_id, move.product_qty
            )
            for quant, quantity in found:
                self.env["stock.move.line"].create(
                    move._prepare_move_line_vals(quantity, reserved_quant=quant)
                )

    def _raise_short(self, moves):
        """Refuse moves that could not be reserved whole, all of them at once."""
        short = moves.filtered(
            lambda move: move.product_uom.compare(move.quantity, move.product_uom_qty)
        )
        if short:
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(product)s: %(wanted)s wanted, %(there)s could be taken from "
                        "%(place)s. Somebody took some meanwhile: look again.",
                        product=move.product_id.display_name,
                        wanted=format_quantity(self.env, move.product_uom_qty),
                        there=format_quantity(self.env, move.quantity),
                        place=move.location_id.display_name,
                    )
                    for move in short
                )
            )

    def _move_values(self, product, quantity, source, target):
        return {
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "origin": self.display_name,
            "procure_method": "make_to_stock",
            "maker_market_day_id": self.id,
        }

    def _moves(self):
        """The done stock moves of these days."""
        return self.env["stock.move"].search(
            [("maker_market_day_id", "in", self.ids), ("state", "=", "done")]
        )

    def _lock(self):
        """Make others who pack, sell or close this day wait or try again."""
        self.env.cr.execute(
            "SELECT 1 FROM maker_market_day WHERE id = ANY(%s) FOR UPDATE", [self.ids]
        )
        self.invalidate_recordset(["state"])
