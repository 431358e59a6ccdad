from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from odoo.addons.maker_mrp.public import only_for
from odoo.addons.maker_mrp.tools import format_quantity


class MakerStallSale(models.Model):
    """Goods of stopped lots: not sold at the stall, and told when they were."""

    _inherit = "maker.stall.sale"

    stopped = fields.Char(
        "Stopped lots sold",
        readonly=True,
        help="What was sold of lots that are on hold, recalled or not ready.",
    )
    allowed_reason = fields.Char(
        "Booked all the same",
        readonly=True,
        help="Why a manager had stopped lots booked as sold.",
    )

    def _seen_at(self):
        """When the phone last heard which lots are stopped, at the latest its sale.

        A page that does not say so is taken to have known when it sold.
        """
        told = self._moment(self.content.get("seen_at"))
        return min(told or self.sold_at, self.sold_at)

    def _allow_stopped(self, moves):
        """Let moves take stopped lots where the phone could not know of the stop.

        The sale did happen, and a recall must find it; so it must where a manager
        says that it happened all the same.
        """
        seen = self._seen_at()
        stopped = self.day_id._stopped_lots(moves.product_id)
        unaware = self.env._(
            "sold on %(at)s, before the phone could know",
            at=format_datetime(self.env, self.sold_at),
        )
        for move in moves:
            lots = stopped.get(move.product_id, ())
            if lots and self.allowed_reason:
                move._maker_allow_lots(self.allowed_reason)
            elif lots and all(lot._maker_stopped_since() > seen for lot in lots):
                move._maker_allow_lots(unaware)

    def _raise_stopped(self, short):
        """Refuse to take from the shelf what lies, stopped, at the stall.

        :param short: ``{product: quantity}`` that is not there of usable lots
        """
        stopped = self.day_id._stopped_there(self.env["product.product"].concat(*short))
        errors = [
            self.env._(
                "%(product)s: %(missing)s more sold than there are of lots that may be "
                "sold. %(stopped)s If the customer has them, a manager can book the "
                "sale all the same and say why.",
                product=product.display_name,
                missing=format_quantity(self.env, short[product]),
                stopped=self.day_id._stopped_words(lots),
            )
            for product, lots in stopped.items()
        ]
        if errors:
            raise UserError("\n".join(errors))

    def _tell_stopped(self, moves):
        """Write down, and tell the person responsible, which stopped lots were sold."""
        lines = moves.filtered("maker_lots_allowed").move_line_ids
        usable = lines.lot_id._maker_usable()
        gone = lines.filtered(lambda line: line.lot_id and line.lot_id not in usable)
        if not gone:
            return
        self.stopped = " ".join(
            self.env._(
                "%(quantity)s of %(product)s, lot %(lot)s: %(why)s.",
                quantity=format_quantity(self.env, line.quantity),
                product=line.product_id.display_name,
                lot=line.lot_id.name,
                why=line.lot_id._maker_unavailable_reason(),
            )
            for line in gone
        )
        day = self.day_id
        day._alert(
            self.env._("Stopped lots were sold at %s: tell the customers", day.name),
            self.stopped,
        )

    @only_for("base.group_user")
    def action_book_stopped(self, reason):
        """Book sales whose lots are stopped: the customers have the goods.

        :param reason: kept on the sale, the delivery, the lot and its recalls
        :raises AccessError: for anybody but a Maker manager
        :raises UserError: without a reason
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("maker_mrp.group_manager")):
            raise AccessError(
                self.env._("Ask a manager of Maker to book stopped lots as sold.")
            )
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Write down why it is booked all the same."))
        waiting = self.filtered(lambda sale: sale.state == "problem")
        waiting.sudo().allowed_reason = reason.strip()  # nobody writes sales
        waiting.action_retry()
        return True

    @only_for("base.group_user")
    def action_ask_reason(self):
        """Ask a manager why the sale is booked although its lots are stopped."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Book all the same"),
            "res_model": "maker.stall.allow",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_sale_ids": self.ids},
        }
