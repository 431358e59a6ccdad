from odoo import fields, models

from odoo.addons.maker_mrp.public import only_for

from ..channel.maker_channel_fulfil import TRIES


class MakerChannelShipment(models.Model):
    """A parcel that the channel must be told about, once."""

    _name = "maker.channel.shipment"
    _description = "Shipment to report to a sales channel"
    _order = "id desc"
    _rec_name = "picking_id"

    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    picking_id = fields.Many2one(
        "stock.picking", required=True, ondelete="cascade", readonly=True
    )
    order_id = fields.Many2one(
        "maker.channel.order", required=True, ondelete="cascade", readonly=True
    )
    state = fields.Selection(
        [
            ("todo", "To report"),
            ("sent", "Reported"),
            ("refused", "By hand"),
        ],
        required=True,
        default="todo",
        readonly=True,
        index=True,
    )
    remote_id = fields.Char(readonly=True)
    answer = fields.Char(readonly=True)
    tries = fields.Integer(readonly=True, default=0, aggregator=False)
    reported_at = fields.Datetime(readonly=True)

    _picking_uniq = models.Constraint(
        "unique(picking_id)", "This delivery is already on its way to the channel."
    )

    @only_for("base.group_user")
    def action_done_by_hand(self):
        """The person told the channel; nothing is sent any more."""
        self.write({"state": "sent", "reported_at": fields.Datetime.now()})

    @only_for("base.group_user")
    def action_retry(self):
        """Tell the shop of these parcels again."""
        self.write({"state": "todo", "answer": False, "tries": 0})
        self.channel_id._trigger()

    def _told_there(self):
        """Whether the seller sent the whole order in the shop, without Odoo."""
        order = self.order_id
        ours = order.shipment_ids.filtered(lambda one: one.state == "sent")
        return order.remote_state == "shipped" and not (ours or self.tries)

    def _remember_try(self, why):
        """No answer again: after some tries it is a person's."""
        self.write({"tries": self.tries + 1, "answer": why})
        if self.tries >= TRIES:
            self._report_by_hand(why, ask=True)

    def _report_by_hand(self, why, ask=False):
        """Leave the telling to a person, with a to-do where that matters."""
        self.write({"state": "refused", "answer": why})
        if ask:
            self.order_id._leave_todo(
                self.env._("Mark order %(name)s as sent", name=self.order_id.name),
                note=why,
            )
