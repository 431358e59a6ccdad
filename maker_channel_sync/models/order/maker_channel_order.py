from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for


class MakerChannelOrder(models.Model):
    """What is known of one remote order; also the tombstone of one not wanted."""

    _name = "maker.channel.order"
    _description = "Order on a sales channel"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "ordered_at desc, id desc"
    _check_company_auto = True

    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    remote_id = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Number there", required=True, readonly=True)
    sale_order_id = fields.Many2one(
        "sale.order",
        string="Sale order",
        index=True,
        readonly=True,
        ondelete="set null",
        check_company=True,
    )
    partner_id = fields.Many2one(related="sale_order_id.partner_id", string="Customer")
    goods = fields.Char(compute="_compute_goods", help="What was ordered.")
    state = fields.Selection(
        [
            ("imported", "Imported"),
            ("waiting", "Not paid yet"),
            ("frozen", "Needs you"),
            ("skipped", "Not taken"),
            ("cancelled", "Cancelled"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    remote_state = fields.Char(string="State there", readonly=True)
    ordered_at = fields.Datetime(string="Ordered", readonly=True)
    updated_at = fields.Datetime(string="Changed there", readonly=True)
    mark = fields.Char(readonly=True, copy=False, groups="base.group_system")
    imported_at = fields.Datetime(
        string="Imported", default=fields.Datetime.now, readonly=True
    )
    total = fields.Float(
        readonly=True, digits="Product Price", help="What the buyer paid."
    )
    fees = fields.Float(
        readonly=True, digits="Product Price", help="What the channel keeps."
    )
    currency_code = fields.Char(string="Currency", readonly=True)
    issue = fields.Char(string="Problem", readonly=True)
    retry = fields.Boolean(
        readonly=True, help="Something was settled; the worker imports it anew."
    )
    to_accept = fields.Boolean(
        readonly=True,
        copy=False,
        help="The channel waits for a yes; the worker gives it.",
    )
    blocked = fields.Char(
        string="Do not send yet",
        readonly=True,
        copy=False,
        help="Why the channel wants this order to stay here for now.",
    )
    payload = fields.Text(
        string="What the shop sent",
        readonly=True,
        copy=False,
        groups="maker_mrp.group_manager",
        help="Kept of orders that could not be imported, until they are.",
    )
    shipment_ids = fields.One2many("maker.channel.shipment", "order_id")
    hints = fields.Json(readonly=True, groups="base.group_system")

    _remote_uniq = models.Constraint(
        "unique(channel_id, remote_id)", "This order is already known."
    )

    @api.depends("sale_order_id.order_line.product_uom_qty")
    def _compute_goods(self):
        for record in self:
            # who may see the order there may see what it is about
            lines = record.sudo().sale_order_id.order_line.filtered(
                lambda line: line.product_id.type == "consu"
            )
            record.goods = ", ".join(
                f"{line.product_uom_qty:g} × {line.product_id.name}" for line in lines
            )

    @only_for("base.group_user")
    def action_retry(self):
        """Ask the shop for this order again and import it with today's links."""
        self.ensure_one()
        self.check_access("write")
        order = self.channel_id._answer_of(
            lambda client: client.get_order(self.remote_id)
        )
        if order is None:
            raise UserError(
                self.env._("The shop has no order %(name)s any more.", name=self.name)
            )
        # the import runs for the channel's company, whichever the person has open
        intake = self.channel_id._as_worker().env["maker.channel.order.intake"]
        return intake._redo(self.with_env(intake.env), order, asked=True)

    @api.model
    def _product_is_known(self, listings):
        """Orders that waited for a product get another chance."""
        frozen = self.sudo().search(  # orders are written by the import only
            [
                ("channel_id", "in", listings.channel_id.ids),
                ("state", "=", "frozen"),
                ("forgotten_at", "=", False),
            ]
        )
        frozen.retry = True
        frozen.channel_id._trigger()

    def _form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _leave_todo(self, summary, note=None):
        """Leave a to-do for the channel's responsible person, once."""
        self.ensure_one()
        if not self._maker_open_todos(summary):
            person = self.channel_id.user_id
            self._maker_todo(person, summary, note or self.issue or "")
