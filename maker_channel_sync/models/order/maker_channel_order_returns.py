import re
from collections import defaultdict

from odoo import fields, models


class MakerChannelOrder(models.Model):
    """Goods the buyer was refunded for after they had left."""

    _inherit = "maker.channel.order"

    refunded = fields.Float(
        readonly=True,
        copy=False,
        digits="Product Price",
        help="What was paid back, where the channel tells refunds.",
    )

    def _takes_back(self, line):
        """Whether a return transfer answers for what the line gives back."""
        return bool(line.qty_delivered) and self.channel_id.return_policy != "ask"

    def _amend_returns(self, order):
        """Prepare the way back of what was refunded, as the channel's rules say."""
        given = float(sum(refund.amount for refund in order.refunds))
        more = given - self.refunded
        self.refunded = given
        lines = {
            line.maker_channel_line: line
            for line in self.sale_order_id.order_line
            if line.maker_channel_line
        }
        restock, broken, unsent = {}, {}, []
        for remote in order.lines:
            line = lines.get(remote.remote_id)
            if not line or line.product_id.type != "consu":
                continue
            pack = line._maker_pack()
            stays = float(remote.quantity - remote.cancelled - remote.restocked)
            back = line.qty_delivered - stays * pack - line._maker_on_its_way_back()
            lost = float(remote.refunded - remote.restocked) * pack
            lost -= line.maker_lost_qty
            if line.product_uom_id.compare(back, 0) > 0:
                restock[line] = back
            if line.product_uom_id.compare(lost, 0) > 0:
                line.maker_lost_qty += lost
                if line.qty_delivered:
                    broken[line] = min(lost, line.qty_delivered)
                else:
                    unsent.append(remote.title)
        if self.channel_id.return_policy != "ask":
            self._send_back(restock)
            if self.channel_id.return_scrap:
                self._send_back(broken, scrap=True)
        self._todo_refund(more, restock, broken, unsent)

    def _todo_refund(self, more, restock, broken, unsent):
        """What no rule answers is a person's to decide, once a refund."""
        if unsent:
            self._leave_todo(
                self.env._(
                    "Refunded and not put back in stock, order %(name)s: %(titles)s. "
                    "It is off the delivery; raise the order to send it all the same",
                    name=self.name,
                    titles=", ".join(unsent),
                )
            )
        elif more > 0 and not (restock or broken):
            left = any(line.qty_delivered for line in self.sale_order_id.order_line)
            words = (
                self.env._("Order %(name)s was refunded after it left", name=self.name)
                if left
                else self.env._(
                    "Order %(name)s was refunded before it left", name=self.name
                )
            )
            self._leave_todo(words)
        elif broken and not self._scraps():
            self._leave_todo(
                self.env._(
                    "Refunded and not put back in stock, order %(name)s: %(titles)s. "
                    "Did it come back?",
                    name=self.name,
                    titles=", ".join(line.product_id.display_name for line in broken),
                )
            )

    def _scraps(self):
        channel = self.channel_id
        return channel.return_policy != "ask" and channel.return_scrap

    def _send_back(self, wanted, scrap=False):
        """Create the return transfers for ``{sale line: quantity}``."""
        parcels = defaultdict(dict)
        for line, quantity in wanted.items():
            for move, units in line._maker_moves_back(quantity).items():
                parcels[move.picking_id][move] = units
        for picking, moves in parcels.items():
            self._return_parcel(picking, moves, scrap)

    def _return_parcel(self, picking, moves, scrap):
        """A return of the picking that holds ``{move: quantity}``."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model=picking._name)
            .create({"picking_id": picking.id})
        )
        for line in wizard.product_return_moves:
            line.quantity = moves.get(line.move_id, 0.0)
        back = wizard._create_return()
        if scrap:
            bin_ = self.env["stock.location"].search(
                [
                    ("usage", "=", "inventory"),
                    ("company_id", "=", self.company_id.id),
                ],
                limit=1,
            )
            back.location_dest_id = bin_
            back.move_ids.location_dest_id = bin_
            back.move_line_ids.location_dest_id = bin_
        if self.channel_id.return_policy == "receive":
            back.move_ids.picked = True
            back.with_context(skip_backorder=True).button_validate()
        if back.state != "done":
            self._leave_todo(
                self.env._(
                    "Order %(name)s comes back: receive %(picking)s when it is here",
                    name=self.name,
                    picking=back.name,
                )
            )

    def _came_back(self, picking):
        """The to-dos that ask to receive this transfer, or the one whose rest it is,
        are done once no rest of it is still to come.

        They are known by the transfer's name: their words are in the language of
        whoever reads them, not of whoever receives.
        """
        if any(rest.state not in ("done", "cancel") for rest in picking.backorder_ids):
            return
        names = []
        while picking:
            names.append(re.escape(picking.name))
            picking = picking.backorder_id
        named = re.compile(rf"(?<![\w/])({'|'.join(names)})(?!\w)")
        asked = self.activity_ids.filtered(
            lambda todo: named.search(todo.summary or "")
        )
        asked.action_done()
