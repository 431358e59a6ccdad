from odoo import Command, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for
from odoo.addons.maker_mrp.tools import format_quantity


class StockQuant(models.Model):
    """Stock that was there before its product was tracked is given a lot."""

    _inherit = "stock.quant"

    @only_for("maker_mrp.group_user")
    def action_maker_open_give_lot(self):
        """Ask which lot this stock is of."""
        self.ensure_one()
        self._maker_check_giveable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give a lot"),
            "res_model": "maker.lot.give",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_quant_id": self.id},
        }

    def _maker_give_lot(self, lot, quantity):
        """Make ``quantity`` of this stock, which has no lot, stock of ``lot``.

        It goes from its place to the same place under the lot's name, by a move of
        Odoo's: what there is and what it is worth stay as they are.

        :raises UserError: saying why it cannot be, and what can be done
        """
        self.ensure_one()
        self._maker_check_giveable()
        self._maker_check_giving(lot, quantity)
        move = self.env["stock.move"].create(self._maker_giving(lot, quantity))
        move._action_done()
        move.reference = self.env._("Lot given")
        if self.product_uom_id.compare(self._maker_of_lot(lot), quantity):
            raise UserError(
                self.env._("Somebody else is moving this stock now. Try again.")
            )
        self._maker_fed_by_moves().write({"move_orig_ids": [Command.link(move.id)]})

    def _maker_fed_by_moves(self):
        """Moves that take from here what moves before them brought, and that alone."""
        return self.env["stock.move"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("location_id", "=", self.location_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "not in", ("draft", "done", "cancel")),
                ("move_orig_ids.location_dest_id", "=", self.location_id.id),
            ]
        )

    def _maker_check_giveable(self):
        product = self.product_id
        if self.lot_id:
            raise UserError(
                self.env._(
                    "This stock is of lot %s already. Move it, or count it, to change "
                    "that.",
                    self.lot_id.name,
                )
            )
        if product.tracking == "none":
            raise UserError(
                self.env._(
                    "%s is not tracked by lots. Set that on the product first.",
                    product.display_name,
                )
            )
        if product.tracking == "serial":
            raise UserError(
                self.env._(
                    "Each piece of %s has a number of its own: count the stock down to "
                    "0, and count each number as new.",
                    product.display_name,
                )
            )
        if product.lot_valuated:
            raise UserError(
                self.env._(
                    "%s is valued lot by lot, and this stock has no lot's cost: count "
                    "it down to 0, and count the lot as new.",
                    product.display_name,
                )
            )
        if self.location_id.usage not in ("internal", "transit"):
            raise UserError(self.env._("This is no place where stock is kept."))
        if self._maker_made_without_lot():
            raise UserError(
                self.env._(
                    "Runs put %s on the shelf without a lot. Under a new lot a recall "
                    "of what they used would not find it: leave it without one until "
                    "it is used up. A trace tells it as made with no lot recorded.",
                    product.display_name,
                )
            )

    def _maker_made_without_lot(self):
        """Whether some of this product came from a run, or out of one, without a lot.

        From where it came ends at a lot that is given later.
        """
        lines = self.env["stock.move.line"]
        return bool(
            lines.search_count(
                [
                    ("product_id", "=", self.product_id.id),
                    ("lot_id", "=", False),
                    ("state", "=", "done"),
                    "|",
                    ("move_id.production_id", "!=", False),
                    ("move_id.unbuild_id", "!=", False),
                ],
                limit=1,
            )
        )

    def _maker_check_giving(self, lot, quantity):
        unit = self.product_uom_id
        free = self.quantity - self.reserved_quantity
        if unit.compare(quantity, 0) <= 0:
            raise UserError(self.env._("Say how much of it is of the lot."))
        if unit.compare(quantity, free) > 0:
            raise UserError(
                self.env._(
                    "%(free)s %(unit)s without a lot are free; %(reserved)s are "
                    "reserved. Unreserve the deliveries or runs that wait for "
                    "them first.",
                    free=format_quantity(self.env, max(free, 0)),
                    reserved=format_quantity(self.env, self.reserved_quantity),
                    unit=unit.name,
                )
            )
        if unit.compare(self._maker_of_lot(lot), 0):
            # Odoo would take from what the lot has here, and give it back.
            raise UserError(
                self.env._(
                    "There is stock of lot %(lot)s in this place already. Choose "
                    "another name, such as %(lot)s-2.",
                    lot=lot.name,
                )
            )

    def _maker_of_lot(self, lot):
        """How much of ``lot`` lies where this stock does."""
        same = self.search(
            [
                ("lot_id", "=", lot.id),
                ("location_id", "=", self.location_id.id),
                ("package_id", "=", self.package_id.id),
                ("owner_id", "=", self.owner_id.id),
            ]
        )
        return sum(same.mapped("quantity"))

    def _maker_giving(self, lot, quantity):
        place = {
            "location_id": self.location_id.id,
            "location_dest_id": self.location_id.id,
            # between companies it is nobody's, and a move is somebody's
            "company_id": (self.company_id or self.env.company).id,
            "product_id": self.product_id.id,
        }
        return {
            **place,
            "product_uom": self.product_uom_id.id,
            "product_uom_qty": quantity,
            "restrict_partner_id": self.owner_id.id,
            "state": "confirmed",
            "picked": True,
            "move_line_ids": [
                (
                    0,
                    0,
                    {
                        **place,
                        "product_uom_id": self.product_uom_id.id,
                        "quantity": quantity,
                        "lot_id": lot.id,
                        "package_id": self.package_id.id,
                        "result_package_id": self.package_id.id,
                        "owner_id": self.owner_id.id,
                    },
                )
            ],
        }
