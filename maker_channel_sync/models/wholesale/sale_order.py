from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.sql import column_exists, create_column

from odoo.addons.maker_mrp.public import only_for
from odoo.addons.maker_mrp.tools import format_quantity
from odoo.addons.maker_mrp.trusted import trusted

from ...flags import MADE_BY_ANSWER, WHOLESALE_CHECKED
from ...stock_policy.cases import whole_cases


class SaleOrder(models.Model):
    """Wholesale orders: cases, minimum, and what stays for the shop."""

    _inherit = "sale.order"

    maker_wholesale = fields.Boolean(
        "Wholesale",
        compute="_compute_maker_wholesale",
        store=True,
        readonly=False,
        help="Takes whole cases, keeps to the minimums, leaves the shop what is kept "
        "for it. Always so at wholesale prices.",
        groups="base.group_user",
    )
    maker_wholesale_prices = fields.Boolean(
        "At wholesale prices",
        related="pricelist_id.maker_wholesale",
        groups="base.group_user",
    )
    maker_wholesale_issues = fields.Text(
        compute="_compute_maker_wholesale_issues",
        help="What keeps this order from being confirmed at wholesale prices.",
        groups="base.group_user",
    )

    def _auto_init(self):
        self._maker_wholesale_column()
        return super()._auto_init()

    @api.model
    def _maker_wholesale_column(self):
        """Orders of before at wholesale prices are wholesale orders, said at once.

        Odoo would compute it order by order, through years of them.
        """
        cr = self.env.cr
        if column_exists(cr, self._table, "maker_wholesale"):
            return
        create_column(cr, self._table, "maker_wholesale", "boolean")
        if column_exists(cr, "product_pricelist", "maker_wholesale"):
            cr.execute(
                """
                UPDATE sale_order SET maker_wholesale = TRUE
                  FROM product_pricelist prices
                 WHERE prices.id = sale_order.pricelist_id AND prices.maker_wholesale
                """
            )

    @api.depends("pricelist_id.maker_wholesale")
    def _compute_maker_wholesale(self):
        for order in self:
            order.maker_wholesale = (
                order.maker_wholesale or order.pricelist_id.maker_wholesale
            )

    @api.depends(
        "maker_wholesale",
        "pricelist_id.maker_wholesale",
        "pricelist_id.maker_minimum_order",
        "state",
        "amount_untaxed",
        "order_line.product_uom_qty",
        "order_line.product_uom_id",
        "order_line.product_id.maker_case_qty",
        "order_line.product_id.maker_wholesale_min",
    )
    def _compute_maker_wholesale_issues(self):
        for order in self:
            issues = []
            if order._maker_is_wholesale() and order.state in ("draft", "sent"):
                issues = order._maker_wholesale_errors()
            order.maker_wholesale_issues = "\n".join(issues)

    def _maker_is_wholesale(self):
        """Whether the rules of wholesale hold; a shop's own orders keep that shop's."""
        self.ensure_one()
        return (
            (self.maker_wholesale or self.pricelist_id.maker_wholesale)
            and not self.maker_channel_id
            and not self.maker_market_day_id
        )

    def _maker_by_buyer(self):
        """Whether buyers confirm these orders themselves: signed, paid, or online."""
        orders = self.sudo()  # whoever confirms need not read payments
        return self.env.su or all(
            order.signed_on
            or order.transaction_ids.filtered(
                lambda paid: paid.state in ("authorized", "done")
            )
            for order in orders
        )

    def action_confirm(self):
        asked = trusted(self.env.context, WHOLESALE_CHECKED)
        wholesale = self.filtered(lambda order: order._maker_is_wholesale())
        if asked or not wholesale:
            return super().action_confirm()
        if self.env.context.get("send_email") and self._maker_by_buyer():
            # a buyer who signs or pays cannot be asked: the seller is told
            draining = {order: order._maker_drain() for order in wholesale}
            result = super().action_confirm()
            for order, drain in draining.items():
                order._maker_tell_of_drain(drain)
            return result
        wholesale._maker_raise_wholesale_errors()
        draining = wholesale.filtered(lambda order: order._maker_drain())
        if draining and len(self) == 1:
            return self._maker_drain_question()
        if draining:
            raise UserError(
                self.env._(
                    "These orders take what is kept for the shop. Confirm them one by "
                    "one to choose: %s",
                    ", ".join(draining.mapped("name")),
                )
            )
        return super().action_confirm()

    def _maker_raise_wholesale_errors(self):
        """Refuse with everything that is wrong with these orders."""
        errors = []
        for order in self:
            found = order._maker_wholesale_errors()
            if found and len(self) > 1:
                errors.append(self.env._("Order %s", order.name))
            errors += found
        if errors:
            errors.append(
                self.env._(
                    "“Round up to cases” on the order mends the quantities; or take "
                    "the tick off “Wholesale”, at a price list that is not for it."
                )
            )
            raise UserError("\n".join(errors))

    def _maker_wholesale_errors(self):
        """Every rule of wholesale this order breaks, as sentences."""
        self.ensure_one()
        errors = []
        for line in self.order_line:
            errors += line._maker_wholesale_errors()
        minimum = self.pricelist_id.maker_minimum_order
        goods = sum(self.order_line._maker_goods().mapped("price_subtotal"))
        if self.currency_id.compare_amounts(goods, minimum) < 0:
            errors.append(
                self.env._(
                    "The goods come to %(goods)s; the minimum order is %(minimum)s.",
                    goods=self.currency_id.format(goods),
                    minimum=self.currency_id.format(minimum),
                )
            )
        return errors

    @only_for("base.group_user")
    def action_maker_round_to_cases(self):
        """Raise quantities to whole cases and the products' minimums."""
        for line in self.order_line._maker_goods():
            wanted = line._maker_whole_cases()
            unit, own = line.product_uom_id, line.product_id.uom_id
            quantity = own._compute_quantity(wanted, unit, round=False)
            if unit.compare(quantity, line.product_uom_qty):
                line.product_uom_qty = quantity

    def _maker_drain(self):
        """What this order takes of what is kept for the shop.

        :return: ``{product: (ordered, free, kept, too much)}`` in each product's own
            unit, only where it takes too much; kits count by their parts
        """
        self.ensure_one()
        wanted = self.order_line._maker_wanted()
        kept = self.env["product.product"].browse(
            product.id for product in wanted if product.maker_keep_for_shop
        )
        if not kept:
            return {}
        free = kept.with_company(self.company_id)._maker_sellable(
            kept, self.warehouse_id.lot_stock_id
        )
        drain = {}
        for product in kept:
            ordered, keep = wanted[product], product.maker_keep_for_shop
            spare = max(free[product.id] - keep, 0.0)
            if product.uom_id.compare(ordered, spare) > 0:
                drain[product] = (ordered, free[product.id], keep, ordered - spare)
        return drain

    def _maker_drain_question(self):
        """Ask what to do about what is kept for the shop."""
        question = self.env["maker.wholesale.take"].create(
            {
                "order_id": self.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "product_id": product.id,
                            "ordered_qty": ordered,
                            "free_qty": free,
                            "keep_qty": keep,
                            "excess_qty": excess,
                        }
                    )
                    for product, (ordered, free, keep, excess) in (
                        self._maker_drain().items()
                    )
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("This order takes what is kept for the shop"),
            "res_model": "maker.wholesale.take",
            "res_id": question.id,
            "view_mode": "form",
            "target": "new",
        }

    def _maker_tell_of_drain(self, drain):
        """Leave the seller a to-do about what was taken without asking."""
        if not drain:
            return
        self._maker_todo(
            self.user_id or self.env.ref("base.user_admin"),
            self.env._("Takes what is kept for the shop"),
            "; ".join(
                self.env._(
                    "%(name)s: %(excess)s more than is spare",
                    name=product.display_name,
                    excess=format_quantity(self.env, excess),
                )
                for product, (*_others, excess) in drain.items()
            ),
        )


class SaleOrderLine(models.Model):
    """Wholesale quantities of a line, and runs made for it."""

    _inherit = "sale.order.line"

    def _maker_goods(self):
        """The lines that sell goods: no sections, deliveries or down payments."""
        return self.filtered(
            lambda line: (
                line.product_id.type == "consu"
                and not line.display_type
                and not line.is_downpayment
            )
        )

    def _maker_quantity(self):
        """The ordered quantity in the product's own unit."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )

    def _maker_whole_cases(self):
        """The quantity of whole cases that covers this line, in the product's unit."""
        self.ensure_one()
        product = self.product_id
        amounts = (
            self._maker_quantity(),
            product.maker_case_qty,
            product.maker_wholesale_min,
        )
        return float(whole_cases(*(Decimal(repr(one)) for one in amounts)))

    def _maker_wholesale_errors(self):
        """What is wrong with this line at wholesale, and what would be right."""
        if not self._maker_goods():
            return []
        product, ordered = self.product_id, self._maker_quantity()
        right = self._maker_whole_cases()
        if product.uom_id.compare(ordered, right) >= 0:
            return []
        told = {
            "name": product.display_name,
            "ordered": format_quantity(self.env, ordered),
            "unit": product.uom_id.name,
            "case": format_quantity(self.env, product.maker_case_qty),
            "minimum": format_quantity(self.env, product.maker_wholesale_min),
            "right": format_quantity(self.env, right),
        }
        if product.uom_id.compare(ordered, product.maker_wholesale_min) < 0:
            return [
                self.env._(
                    "%(name)s: %(ordered)s ordered, at least %(minimum)s. Make it "
                    "%(right)s %(unit)s.",
                    **told,
                )
            ]
        return [
            self.env._(
                "%(name)s: %(ordered)s ordered, a case holds %(case)s. Make it "
                "%(right)s %(unit)s.",
                **told,
            )
        ]

    def _maker_wanted(self):
        """``{product: quantity}`` these lines take from stock, kits by their parts."""
        lines = self._maker_goods()
        kits = self.env["mrp.bom"]._maker_kits(lines.product_id)
        wanted = {}
        for line in lines:
            parts = kits.get(line.product_id.id, {line.product_id.id: 1.0})
            for part_id, per_unit in parts.items():
                part = self.env["product.product"].browse(part_id)
                taken = line._maker_quantity() * per_unit
                wanted[part] = wanted.get(part, 0.0) + taken
        return {
            product: quantity
            for product, quantity in wanted.items()
            if product.is_storable
        }

    def _maker_make_on_order(self):
        """What a wholesale order has made is planned by the answer to its question."""
        if trusted(self.env.context, MADE_BY_ANSWER):
            return None
        return super()._maker_make_on_order()
