from odoo import api, models

from odoo.addons.maker_mrp.models.item.stock_move_promise import OPEN_MOVES


class MakerChannelIncident(models.Model):
    """Whose goods are missing: not always those of the order that sold too much."""

    _inherit = "maker.channel.incident"

    @api.model
    def _waiting_moves(self, product, channel):
        """Open moves of sales that still wait for the product, oldest sale first."""
        stock = channel._stock_locations()
        moves = self.env["stock.move"].search(
            [
                ("product_id", "=", product.id),
                ("state", "in", OPEN_MOVES),
                ("procure_method", "=", "make_to_stock"),
                ("location_id", "child_of", stock.ids),
                ("sale_line_id", "!=", False),
            ]
        )
        return moves.filtered(lambda one: self._waits_for(one) > 0).sorted(
            lambda one: (one.sale_line_id.order_id.date_order, one.id)
        )

    @api.model
    def _waits_for(self, move):
        """Units a move still waits for, in the product's own unit."""
        left = move.product_uom_qty - move.quantity
        if move.product_uom.compare(left, 0) <= 0:
            return 0.0
        return move.product_uom._compute_quantity(left, move.product_id.uom_id)

    def _lacking(self):
        """``{sale order: units that are not there for it}``, oldest sale first.

        What is free goes to the oldest first, as reserving would give it.
        """
        self.ensure_one()
        product = self.product_id
        if not product:
            return {}
        supply = self.env["product.product"]._maker_supply(
            product, self.channel_id._stock_locations()
        )[product.id]
        free = max(float(supply.free - supply.held), 0.0)
        lacking = {}
        for move in self._waiting_moves(product, self.channel_id):
            waits = self._waits_for(move)
            given = min(free, waits)
            free -= given
            if product.uom_id.compare(waits - given, 0) > 0:
                order = move.sale_line_id.order_id
                lacking[order] = lacking.get(order, 0.0) + waits - given
        return lacking

    def _order_to_mend(self):
        """The order to split or cut: the newest sale if it lacks goods, else whose."""
        self.ensure_one()
        lacking = self._lacking()
        if self.sale_order_id in lacking or not lacking:
            return self.sale_order_id
        return next(iter(lacking))

    def _say_who_lacks(self):
        """In words, which orders have to wait; False when none does."""
        self.ensure_one()
        lacking, own = self._lacking(), self.sale_order_id
        if not lacking:
            return False
        missing = ", ".join(
            self.env._("%(order)s lacks %(units)g", order=order.name, units=units)
            for order, units in lacking.items()
        )
        if own and own not in lacking and own.state == "sale":
            return self.env._(
                "%(missing)s. Order %(own)s, the newest sale, has its goods.",
                missing=missing,
                own=own.name,
            )
        return f"{missing}."

    def _give_to_who_waits(self):
        """Reserve what became free for the orders that wait for it."""
        for incident in self:
            self._waiting_moves(
                incident.product_id, incident.channel_id
            )._action_assign()
