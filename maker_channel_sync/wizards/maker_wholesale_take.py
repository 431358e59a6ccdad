from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for
from odoo.addons.maker_mrp.trusted import trust

from ..flags import MADE_BY_ANSWER, WHOLESALE_CHECKED
from ..stock_policy.cases import cases_within


class MakerWholesaleTake(models.TransientModel):
    """Asks before a wholesale order takes what is kept for the shop."""

    _name = "maker.wholesale.take"
    _description = "Wholesale order and what is kept for the shop"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    line_ids = fields.One2many("maker.wholesale.take.line", "take_id", readonly=True)
    can_make = fields.Boolean(compute="_compute_can_make")

    @api.depends("line_ids.product_id")
    def _compute_can_make(self):
        for take in self:
            take.can_make = all(take._recipes().values())

    def _recipes(self):
        """``{product: its recipe}``; an empty one where nothing says how to make it."""
        # who sells need not read recipes to know that there is one
        boms = self.env["mrp.bom"].sudo()
        products = self.line_ids.product_id
        company = self.order_id.company_id
        found = boms._bom_find(products, company_id=company.id, bom_type="normal")
        return {product: found[product] for product in products}

    def _confirm(self, context=None):
        order = self.order_id
        if order.state not in ("draft", "sent"):
            raise UserError(self.env._("%s was confirmed meanwhile.", order.name))
        flags = {**trust(WHOLESALE_CHECKED), **(context or {})}
        order.with_context(**flags).action_confirm()

    @only_for("base.group_user")
    def action_take(self):
        """Confirm the order as it is."""
        self.ensure_one()
        self._confirm()
        return self._orders_action(self.order_id)

    @only_for("base.group_user")
    def action_make(self):
        """Confirm the order; what would be taken from the shop is made for it."""
        self.ensure_one()
        bare = [product for product, bom in self._recipes().items() if not bom]
        if bare:
            raise UserError(
                self.env._(
                    "%s has no recipe, so it cannot be made. Split the order, or take "
                    "it anyway.",
                    ", ".join(product.display_name for product in bare),
                )
            )
        excess = {
            product: numbers[-1]
            for product, numbers in self.order_id._maker_drain().items()
        }
        self._confirm(trust(MADE_BY_ANSWER))
        for product, quantity in excess.items():
            self._make(product, quantity)
        return self._orders_action(self.order_id)

    def _make(self, product, quantity):
        """Plan a run for ``quantity`` and let that part of the delivery wait for it."""
        order = self.order_id
        recipe = self._recipes()[product]
        amount = product._maker_convert(
            quantity, product.uom_id, recipe.product_uom_id, guard=False
        )
        # whoever sells may not plan runs, yet this answer asks for one
        runs = self.env["mrp.production"].sudo()
        run = runs.create(
            {
                "product_id": product.id,
                "bom_id": recipe.id,
                "product_qty": recipe.product_uom_id.round(
                    amount, rounding_method="UP"
                ),
                "product_uom_id": recipe.product_uom_id.id,
                "picking_type_id": order.warehouse_id.manu_type_id.id,
                "company_id": order.company_id.id,
                "origin": order.name,
                "date_deadline": order.commitment_date or order.expected_date,
                "maker_sale_order_ids": [Command.set(order.ids)],
            }
        )
        run.action_confirm()
        finished = run.move_finished_ids.filtered(lambda m: m.product_id == product)
        left = quantity
        # the run is tied to deliveries, which who sells may not write
        for move in self._first_moves(product).sudo():
            if product.uom_id.compare(left, 0) <= 0:
                break
            part = min(left, move.product_qty)
            self._let_wait(move, part, finished)
            left -= part

    def _first_moves(self, product):
        """The moves that take ``product`` from the shelf for this order."""
        shelf = self.order_id.warehouse_id.lot_stock_id
        moves = self.order_id.order_line.move_ids
        upstream = moves.browse(moves._rollup_move_origs()) | moves
        return upstream.filtered(
            lambda move: (
                move.product_id == product
                and move.state not in ("done", "cancel")
                and move.location_id._child_of(shelf)
            )
        ).sorted("id", reverse=True)

    def _let_wait(self, move, quantity, finished):
        """Part of a move takes only what ``finished`` brings."""
        links = {
            "procure_method": "make_to_order",
            "move_orig_ids": [Command.link(one.id) for one in finished],
        }
        move._do_unreserve()
        if move.product_id.uom_id.compare(quantity, move.product_qty) >= 0:
            move.write(links)
            move._recompute_state()
            return
        rest = move.create([{**one, **links} for one in move._split(quantity)])
        rest._action_confirm(merge=False)
        move._action_assign()

    @only_for("base.group_user")
    def action_split(self):
        """Confirm what is spare; the rest becomes a quotation for later."""
        self.ensure_one()
        order = self.order_id
        spare = {
            product: max(ordered - excess, 0.0)
            for product, (ordered, _free, _keep, excess) in (
                order._maker_drain().items()
            )
        }
        later = {}
        for line in order.order_line._maker_goods():
            now = self._within(line, spare)
            unit = line.product_uom_id
            if unit.compare(now, line.product_uom_qty) < 0:
                later[line] = line.product_uom_qty - now
        if len(later) == len(order.order_line._maker_goods()) and all(
            line.product_uom_id.compare(rest, line.product_uom_qty) >= 0
            for line, rest in later.items()
        ):
            raise UserError(
                self.env._(
                    "Nothing of this order is spare now. Make it, or take it anyway."
                )
            )
        rest = self._rest_of(order, later)
        for line, quantity in later.items():
            if line.product_uom_id.compare(quantity, line.product_uom_qty) >= 0:
                line.unlink()
            else:
                line._maker_order_units(line.product_uom_qty - quantity)
        self._confirm()
        order.message_post(
            body=self.env._("What is kept for the shop is in %s.", rest.name)
        )
        return self._orders_action(order | rest)

    def _within(self, line, spare):
        """How much of a line is spare, in whole cases and the line's unit; taken off
        ``spare``."""
        product = line.product_id
        kits = self.env["mrp.bom"]._maker_kits(product)
        parts = {
            product.browse(part): per_unit
            for part, per_unit in kits.get(product.id, {product.id: 1.0}).items()
        }
        limited = {part: each for part, each in parts.items() if part in spare}
        if not limited:
            return line.product_uom_qty
        most = min(spare[part] / each for part, each in limited.items())
        whole = cases_within(
            Decimal(repr(min(most, line._maker_quantity()))),
            Decimal(repr(product.maker_case_qty)),
        )
        for part, each in limited.items():
            spare[part] -= float(whole) * each
        return product.uom_id._compute_quantity(
            float(whole), line.product_uom_id, round=False
        )

    def _rest_of(self, order, later):
        """A quotation with the quantities in ``later``."""
        return order.copy(
            {
                "origin": order.name,
                "order_line": [
                    Command.create(
                        {
                            **line.copy_data({"product_uom_qty": quantity})[0],
                            "order_id": False,
                            "maker_price_told": True,
                        }
                    )
                    for line, quantity in later.items()
                ],
            }
        )

    def _orders_action(self, orders):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "sale.order",
        }
        if len(orders) == 1:
            return {**action, "res_id": orders.id, "view_mode": "form"}
        return {
            **action,
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
        }


class MakerWholesaleTakeLine(models.TransientModel):
    """A product of which a wholesale order takes what the shop keeps."""

    _name = "maker.wholesale.take.line"
    _description = "Product that a wholesale order takes from the shop"

    take_id = fields.Many2one(
        "maker.wholesale.take", required=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one("product.product", required=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    ordered_qty = fields.Float("Ordered", digits="Product Unit")
    free_qty = fields.Float("Free", digits="Product Unit")
    keep_qty = fields.Float("Kept for the shop", digits="Product Unit")
    excess_qty = fields.Float("Too much", digits="Product Unit")
