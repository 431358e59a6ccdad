from datetime import time

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...public import only_for

REASONS = [
    ("packing", "Packing and shipping"),
    ("making", "Making"),
    ("market", "Market day"),
    ("office", "Office and cleaning"),
    ("count", "Count"),
    ("driver", "Worked out by a driver"),
    ("other", "Other"),
]


class MakerSupplyUse(models.Model):
    """Supplies used up: an expense, never part of a product's cost."""

    _name = "maker.supply.use"
    _description = "Supply used"
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_name = "product_id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "Supply",
        required=True,
        index=True,
        check_company=True,
        domain=[("maker_kind", "=", "supply"), ("is_storable", "=", True)],
    )
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._maker_today(),
        help="The day it was used.",
    )
    counted = fields.Boolean(
        "I counted", help="Type what is left; what is missing counts as used."
    )
    left_qty = fields.Float("Left", digits="Product Unit")
    quantity = fields.Float(
        "Used",
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        help="In the supply's own unit; negative when more turned up than expected.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    on_hand = fields.Float(
        "In stock", digits="Product Unit", compute="_compute_on_hand"
    )
    reason = fields.Selection(REASONS, required=True, default="packing")
    note = fields.Char()
    driver_id = fields.Many2one("maker.supply.driver", index="btree_not_null")
    events = fields.Float(readonly=True, help="How often the driver happened that day.")
    rest_qty = fields.Float(
        digits=(16, 9),
        readonly=True,
        copy=False,
        help="What a driver used and the unit of the supply cannot tell: it counts "
        "with what is used next. Negative: so much too much was booked.",
    )
    state = fields.Selection(
        [("draft", "To confirm"), ("done", "Used"), ("cancel", "Taken back")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    move_ids = fields.Many2many("stock.move", string="Moves", readonly=True, copy=False)
    value = fields.Monetary(
        "Cost",
        compute="_compute_value",
        store=True,
        help="What it cost, an expense of the day it was used.",
    )

    @api.depends("product_id", "company_id", "state")
    def _compute_on_hand(self):
        for company, uses in self.grouped("company_id").items():
            warehouse = company._maker_warehouse()
            for use in uses:
                product = use.product_id.with_context(
                    location=warehouse.lot_stock_id.id
                )
                use.on_hand = product.qty_available

    @api.depends("counted", "left_qty", "product_id")
    def _compute_quantity(self):
        for use in self:
            if use.counted and use.state == "draft":
                use.quantity = use.on_hand - use.left_qty
            else:
                use.quantity = use.quantity or 0.0

    # not on the values of moves: all that is ever moved would ask for its uses
    @api.depends("move_ids", "state")
    def _compute_value(self):
        for use in self:
            use.value = sum(
                move.value if move.is_out else -move.value
                for move in use.sudo().move_ids  # cost is shown, moves stay private
            )

    @api.constrains("product_id")
    def _check_is_supply(self):
        for use in self:
            if use.product_id.maker_kind != "supply":
                raise ValidationError(
                    self.env._(
                        "%(product)s is not a supply, so using it up would not be an "
                        "expense. Change its kind to Supply, or scrap it.",
                        product=use.product_id.display_name,
                    )
                )

    @api.onchange("counted")
    def _onchange_counted(self):
        if self.counted:
            self.reason = "count"
            self.left_qty = self.on_hand

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(use.state != "draft" for use in self):
            raise UserError(
                self.env._("Supplies that were used stay on record. Take them back.")
            )

    @only_for("base.group_user")
    def action_use(self):
        """Book what was used, all at once or not at all."""
        self._raise_errors()
        moves = self.env["stock.move"].create(
            [use._prepare_move() for use in self if use._amount()]
        )
        by_use = dict(zip(self.filtered(lambda use: use._amount()), moves, strict=True))
        moves._action_confirm(merge=False)
        for move in moves:
            move._set_quantity_done(move.product_uom_qty)
        moves.picked = True
        for use, move in by_use.items():
            moment = use._moment()
            move._maker_dated(moment)._action_done()
            use.move_ids = move
        self.state = "done"

    @only_for("base.group_user")
    def action_take_back(self):
        """Put back what was used by mistake; both stay on record."""
        for use in self.filtered(lambda use: use.state == "done"):
            use.company_id._maker_check_period_open(use.date)
            back = self.env["stock.move"].create(
                [
                    {
                        **use._move_values(),
                        "location_id": move.location_dest_id.id,
                        "location_dest_id": move.location_id.id,
                        "product_uom_qty": move.quantity,
                        "origin_returned_move_id": move.id,
                    }
                    for move in use.move_ids
                ]
            )
            back._action_confirm(merge=False)
            for move in back:
                move._set_quantity_done(move.product_uom_qty)
            back.picked = True
            back._maker_dated(use._moment())._action_done()
            use.write({"state": "cancel", "move_ids": [(4, move.id) for move in back]})

    @only_for("base.group_user")
    def action_open_moves(self):
        """The stock moves behind this use."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Moves"),
            "res_model": "stock.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.move_ids.ids)],
            "context": {"create": False},
        }

    def _amount(self):
        """What is to be booked, 0 when it is less than the unit can tell."""
        self.ensure_one()
        unit = self.product_id.uom_id
        return 0.0 if unit.is_zero(self.quantity) else self.quantity

    def _raise_errors(self):
        """Refuse everything that is wrong at once, before anything is written."""
        errors = []
        for use in self:
            name = use.product_id.display_name
            if use.state != "draft":
                errors.append(self.env._("%(name)s: booked already.", name=name))
            if not use.counted and use.quantity <= 0 and not use.driver_id:
                errors.append(
                    self.env._("%(name)s: type how much was used.", name=name)
                )
            if use.counted and use.left_qty < 0:
                errors.append(
                    self.env._("%(name)s: less than nothing cannot be left.", name=name)
                )
            if use.date > use.company_id._maker_today():
                errors.append(
                    self.env._("%(name)s: the day has not come yet.", name=name)
                )
            try:
                use.company_id._maker_check_period_open(use.date)
            except UserError as closed:
                errors.append(f"{name}: {closed}")
        if errors:
            raise UserError("\n".join(errors))

    def _moment(self):
        """When it counts as used (UTC): now, or noon of a day in the past."""
        self.ensure_one()
        if self.date == self.company_id._maker_today():
            return None
        return self.company_id._maker_moment_of(self.date, time(12))

    def _move_values(self):
        self.ensure_one()
        reason = dict(self._fields["reason"]._description_selection(self.env))
        label = self.env._("Supplies used: %(reason)s", reason=reason[self.reason])
        return {
            "product_id": self.product_id.id,
            "product_uom": self.product_id.uom_id.id,
            "company_id": self.company_id.id,
            "origin": label,
            "reference": label,
        }

    def _prepare_move(self):
        self.ensure_one()
        places = (
            self.company_id._maker_require_warehouse().lot_stock_id,
            self.company_id._maker_supplies_location(),
        )
        if self.quantity < 0:
            places = places[::-1]
        return {
            **self._move_values(),
            "product_uom_qty": abs(self.quantity),
            "location_id": places[0].id,
            "location_dest_id": places[1].id,
        }
