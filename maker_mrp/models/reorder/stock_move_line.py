from odoo import api, fields, models

from ...tools import recorded_amount


class StockMoveLine(models.Model):
    """What arrives is told in the unit that was bought; stock keeps its own."""

    _inherit = "stock.move.line"

    maker_bought_unit_id = fields.Many2one(
        "uom.uom",
        "Bought unit",
        compute="_compute_maker_bought_unit_id",
        compute_sudo=True,
        help="The unit of the purchase; the transfer's where nothing was ordered.",
        groups="base.group_user",
    )
    maker_expected_qty = fields.Float(
        "Ordered",
        digits="Product Unit",
        compute="_compute_maker_bought_unit_id",
        compute_sudo=True,
        help="How much should come, in the unit that was bought.",
        groups="base.group_user",
    )
    maker_bought_qty = fields.Float(
        "Arrives",
        digits="Product Unit",
        compute="_compute_maker_bought_qty",
        inverse="_inverse_maker_bought_qty",
        compute_sudo=True,
        help="How much comes of this lot, in the unit that was bought.",
        groups="base.group_user",
    )
    maker_stock_amount = fields.Char(
        "In stock as",
        compute="_compute_maker_stock_amount",
        help="The same in the unit in which the product is kept.",
        groups="base.group_user",
    )

    @api.depends(
        *("product_id", "product_uom_id", "picking_id"),
        *("move_id.product_uom_qty", "move_id.product_uom"),
        "move_id.purchase_line_id.product_id",
        "move_id.purchase_line_id.product_uom_id",
    )
    def _compute_maker_bought_unit_id(self):
        for line in self:
            move = line._maker_receipt_move()
            ordered = move.purchase_line_id
            # of a kit its parts arrive, which are measured in units of their own
            own = ordered.product_id == line.product_id and ordered.product_uom_id
            moved = move.product_uom or line.product_uom_id
            unit = own or moved or line.product_id.uom_id
            line.maker_bought_unit_id = unit
            line.maker_expected_qty = move.product_uom._compute_quantity(
                move.product_uom_qty, unit, rounding_method="HALF-UP"
            )

    # Apart from the unit: what is typed must not be computed anew beside it.
    @api.depends("quantity", "product_uom_id", "maker_bought_unit_id")
    def _compute_maker_bought_qty(self):
        for line in self:
            line.maker_bought_qty = line.product_uom_id._compute_quantity(
                line.quantity, line.maker_bought_unit_id, rounding_method="HALF-UP"
            )

    @api.depends("maker_bought_qty", "maker_bought_unit_id", "product_id")
    @api.depends_context("lang")
    def _compute_maker_stock_amount(self):
        for line in self:
            kept, bought = line.product_id.uom_id, line.maker_bought_unit_id
            line.maker_stock_amount = kept != bought and recorded_amount(
                self.env, line._maker_in_stock(line.maker_bought_qty), kept
            )

    def _maker_receipt_move(self):
        """The move this line is of, or that Odoo will put a line being typed on."""
        if self.move_id or not self.picking_id:
            return self.move_id
        moves = self.picking_id.move_ids
        return moves.filtered(lambda move: move.product_id == self.product_id)[:1]

    def _maker_in_stock(self, quantity):
        """A quantity in the bought unit, in the one the product is kept in."""
        return self.maker_bought_unit_id._compute_quantity(
            quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )

    def _inverse_maker_bought_qty(self):
        for line in self:
            typed = line.maker_bought_qty
            line.write(
                {
                    "quantity": line._maker_in_stock(typed),
                    "product_uom_id": line.product_id.uom_id.id,
                }
            )

    @api.model_create_multi
    def create(self, vals_list):
        # Odoo finds the move of a line, and with it the unit, after it was created.
        vals_list = [dict(vals) for vals in vals_list]
        typed = [vals.pop("maker_bought_qty", None) for vals in vals_list]
        lines = super().create(vals_list)
        for line, quantity in zip(lines, typed, strict=True):
            if quantity is not None:
                line.maker_bought_qty = quantity
        return lines
