from datetime import timedelta

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import plaintext2html

from odoo.addons.maker_mrp.public import only_for

AT_STALL = ("packed", "open")
PROGRESS = {"state", "packed_at", "closed_at"}
"""Written by packing, selling and closing only."""
FRESH = (False, None, "draft")
"""What a day may be made with there."""


class MakerMarketDay(models.Model):
    """A day at a market: what was taken along, sold, brought back and earned.

    Stock goes to the stall by an ordinary transfer, each sale is an ordinary order
    delivered from there, and the rest comes back by a transfer.
    """

    _name = "maker.market.day"
    _description = "Market day"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        "Market", required=True, tracking=True, help="As people call it."
    )
    date = fields.Date(
        required=True, default=lambda self: self._default_date(), tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Packed from",
        required=True,
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    location_id = fields.Many2one(
        "stock.location",
        "Stall",
        check_company=True,
        domain="[('maker_role', '=', 'stall')]",
        help="Where the goods are meanwhile. Empty: the warehouse's own stall. Two "
        "markets on one day need two stalls.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        tracking=True,
        help="Is told of sales that need somebody.",
    )
    state = fields.Selection(
        [
            ("draft", "To pack"),
            ("packed", "Packed"),
            ("open", "Selling"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
        tracking=True,
    )
    packed_at = fields.Datetime("Packed on", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False)
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Price list",
        check_company=True,
        domain="[('currency_id', '=', currency_id)]",
        help="Prices at the stall. Empty: the products' sales prices.",
    )
    stall_fee = fields.Monetary(
        "Stall fee",
        default=lambda self: self._default_of_last("stall_fee"),
        tracking=True,
        help="What the organiser takes for the day.",
    )
    other_cost = fields.Monetary(
        "Other costs", copy=False, help="Fuel, parking, a helper's lunch."
    )
    card_fee_pct = fields.Float(
        "Card fee (%)", default=lambda self: self._default_of_last("card_fee_pct")
    )
    card_fee_fixed = fields.Monetary(
        "Card fee per sale",
        default=lambda self: self._default_of_last("card_fee_fixed"),
    )
    line_ids = fields.One2many("maker.market.day.line", "day_id", "Goods", copy=False)
    sale_ids = fields.One2many("maker.stall.sale", "day_id", "Sales sent")
    order_ids = fields.One2many("sale.order", "maker_market_day_id", "Orders")
    picking_ids = fields.One2many("stock.picking", "maker_market_day_id", "Transfers")
    use_ids = fields.One2many(
        "maker.supply.use", "maker_market_day_id", "Supplies used"
    )

    _costs_positive = models.Constraint(
        "CHECK (stall_fee >= 0 AND other_cost >= 0 AND card_fee_fixed >= 0"
        " AND card_fee_pct >= 0 AND card_fee_pct <= 100)",
        "Fees and costs cannot be negative, and a card fee is at most 100 %.",
    )

    _stall_once = models.UniqueIndex(
        "(location_id) WHERE state IN ('packed', 'open')",
        "Another market day is at this stall: close that day first, or choose another "
        "stall.",
    )

    @api.model
    def _default_date(self):
        """The next Saturday, or today when it is one."""
        today = self.env.company._maker_today()
        return today + timedelta((5 - today.weekday()) % 7)

    @api.model
    def _default_of_last(self, name):
        """What the latest market day of the company had."""
        last = self.search([("company_id", "=", self.env.company.id)], limit=1)
        return last[name]

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for day in self:
            if day.warehouse_id.company_id != day.company_id:
                day.warehouse_id = day.company_id._maker_warehouse()

    @api.depends("name", "date")
    def _compute_display_name(self):
        for day in self:
            date = day.date and self.env["ir.qweb.field.date"].value_to_html(
                day.date, {"format": "d MMM"}
            )
            day.display_name = ", ".join(filter(None, (day.name, date)))

    @api.constrains("location_id")
    def _check_location(self):
        for day in self:
            if day.location_id and day.location_id.maker_role != "stall":
                raise ValidationError(
                    self.env._(
                        "%(place)s is no market stall. Choose a location whose role "
                        "is “Market stall”, or leave the stall empty.",
                        place=day.location_id.display_name,
                    )
                )

    @api.constrains("pricelist_id", "company_id")
    def _check_currency(self):
        for day in self:
            currency = day.pricelist_id.currency_id
            if currency and currency != day.company_id.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(list)s is in %(currency)s. The stall sells in %(own)s: "
                        "choose a price list in that currency.",
                        list=day.pricelist_id.display_name,
                        currency=currency.name,
                        own=day.company_id.currency_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        preset = self.default_get(list(PROGRESS))
        for vals in vals_list:
            told = {**preset, **vals}
            self._check_progress(
                {name: told[name] for name in told if told[name] not in FRESH}
            )
        return super().create(vals_list)

    def write(self, vals):
        self._check_progress(vals)
        fixed = {"company_id", "warehouse_id", "location_id"} & vals.keys()
        if fixed and any(day.state != "draft" for day in self):
            moved = self.filtered(
                lambda day: (
                    any(
                        self._fields[name].convert_to_write(day[name], day)
                        != vals[name]
                        for name in fixed
                    )
                    and day.state != "draft"
                )
            )
            if moved:
                raise UserError(
                    self.env._(
                        "%(day)s: the goods are at the stall already. Close this "
                        "market day and start another.",
                        day=moved[0].display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_packed(self):
        packed = self.filtered(lambda day: day.state != "draft")
        if packed:
            raise UserError(
                self.env._(
                    "%(day)s: goods were moved for it. Close it instead; that brings "
                    "them back.",
                    day=packed[0].display_name,
                )
            )

    def _check_progress(self, vals):
        if PROGRESS & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("Pack, sell and close a market day with its buttons.")
            )

    def _move_on(self, **values):
        """Write how far these days are, for a user who may write them.

        :raises UserError: when another day is at the stall this one goes to
        """
        self.check_access("write")
        if values["state"] in AT_STALL:
            for day in self.filtered(lambda day: day.state == "draft"):
                if problem := day._stall_problem():
                    raise UserError(problem)
        self.sudo().write(values)  # nobody else writes it

    def _stall(self):
        """The location the goods of this day are in."""
        self.ensure_one()
        if not self.location_id:
            self.location_id = self.warehouse_id._maker_stall_location()
        return self.location_id

    def _lines_of(self, products):
        """``{product: line}`` of this day, lines created where there were none."""
        self.ensure_one()
        known = {line.product_id: line for line in self.line_ids}
        missing = products.filtered(lambda product: product not in known)
        if missing:
            self.line_ids = [
                Command.create({"product_id": product.id}) for product in missing
            ]
        return {line.product_id: line for line in self.line_ids}

    def _alert(self, summary, note=""):
        """Leave a to-do for whoever is responsible; one of a kind, however often."""
        self.ensure_one()
        known = self._maker_open_todos(summary)[:1]
        if known:
            known.note = (known.note or Markup()) + plaintext2html(note)
        else:
            self._maker_todo(self.user_id, summary, note)

    @only_for("base.group_user")
    def action_open_page(self):
        """Open the quick sale page; the first time, the day starts selling."""
        self.ensure_one()
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "%(day)s is not packed yet. Pack the goods, then sell them.",
                    day=self.display_name,
                )
            )
        self._start_selling()
        return {
            "type": "ir.actions.act_url",
            "url": f"/maker/stall/{self.id}",
            "target": "new",
        }

    def _start_selling(self):
        waiting = self.filtered(lambda day: day.state in ("draft", "packed"))
        for day in waiting:
            day._stall()
            day._move_on(state="open")

    @only_for("base.group_user")
    def action_view_orders(self):
        """The orders of this day."""
        return self._view(self.env._("Sales"), "sale.order", self.order_ids)

    @only_for("base.group_user")
    def action_view_sales(self):
        """What the stall page sent."""
        return self._view(self.env._("Sales sent"), "maker.stall.sale", self.sale_ids)

    @only_for("base.group_user")
    def action_view_transfers(self):
        """The transfers to and from the stall, and what was handed over there."""
        return self._view(self.env._("Transfers"), "stock.picking", self.picking_ids)

    @only_for("base.group_user")
    def action_view_supplies(self):
        """Supplies this day used up."""
        return self._view(self.env._("Supplies"), "maker.supply.use", self.use_ids)

    @only_for("base.group_user")
    def action_view_moves(self):
        """What left the stall for good, with what it had cost."""
        moves = self._moves().filtered(
            lambda move: (
                {"customer", "inventory"}
                & {move.location_id.usage, move.location_dest_id.usage}
            )
        )
        return self._view(self.env._("Cost of goods"), "stock.move", moves)

    def _view(self, title, model, records):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
            "context": {"create": False},
        }
