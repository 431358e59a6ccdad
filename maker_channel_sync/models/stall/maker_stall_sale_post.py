from collections import defaultdict
from decimal import Decimal

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import float_round

from odoo.addons.maker_mrp.tools import format_quantity

from ...stock_policy.stall import apportion

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "maker_screen": True,
}


class MakerStallSale(models.Model):
    """A sale at the stall becomes an order that is delivered on the spot."""

    _inherit = "maker.stall.sale"

    def _book(self):
        """Make the order and hand the goods over; else say why not and ask for help.

        What cannot be booked is kept: the sale did happen.
        """
        self.ensure_one()
        # who sells at a stall need be no salesperson
        sale = self.sudo().with_company(self.company_id).with_context(**QUIET)
        try:
            with self.env.cr.savepoint():
                oversold = sale._make_order()
        except UserError as error:
            sale.write({"state": "problem", "problem": str(error).replace("\n", " ")})
            sale.day_id._alert(
                self.env._("A sale at %s could not be booked", sale.day_id.name),
                sale.problem,
            )
            return
        sale.write({"state": "done", "problem": False, "oversold": oversold})
        if oversold:
            sale.day_id._alert(
                self.env._("More sold than packed at %s", sale.day_id.name), oversold
            )

    def _make_order(self):
        """The confirmed and delivered order.

        :return: what was sold beyond what was packed, in words, or ``""``
        """
        self.day_id._start_selling()
        products = self._products()
        order = self.env["sale.order"].create(self._order_values(products))
        self._balance(order)
        order.action_confirm()
        order.date_order = self.sold_at  # confirming sets it to now
        self.order_id = order
        return self._hand_over(order)

    def _products(self):
        """``{product_id: product}``; what was deleted or is foreign is refused."""
        ids = {line["product"] for line in self.content["lines"] if line.get("product")}
        found = self.env["product.product"].browse(ids).exists()
        ours = found.filtered(
            lambda one: not one.company_id or one.company_id == self.company_id
        )
        if len(ours) < len(ids):
            raise UserError(
                self.env._(
                    "A product of this sale does not exist here any more. Write the "
                    "order by hand and leave the sale out."
                )
            )
        return {product.id: product for product in ours}

    def _order_values(self, products):
        day = self.day_id
        partner = self.env.ref("maker_channel_sync.partner_stall")
        return {
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "partner_invoice_id": partner.id,
            "partner_shipping_id": partner.id,
            "warehouse_id": day.warehouse_id.id,
            "pricelist_id": day.pricelist_id.id,
            "user_id": self.user_id.id,
            "fiscal_position_id": False,
            "date_order": self.sold_at,
            "origin": day.display_name,
            "client_order_ref": self.key,
            "maker_market_day_id": day.id,
            "order_line": self._order_lines(products),
        }

    def _order_lines(self, products):
        """Lines whose prices hold the discount, and the tip."""
        lines = self.content["lines"]
        gross = [
            Decimal(str(line["quantity"])) * Decimal(str(line["price"]))
            for line in lines
        ]
        cent = Decimal(str(self.currency_id.rounding))
        discount = Decimal(str(self.discount)).quantize(cent)
        shares = apportion(discount, gross, cent)
        commands = []
        for line, amount, share in zip(lines, gross, shares, strict=True):
            product = products.get(line.get("product"))
            commands.append(
                Command.create(self._order_line(line, product, float(amount - share)))
            )
        if self.tip:
            commands.append(self._extra("product_tip", self.tip))
        return commands

    @api.model
    def _order_line(self, line, product, amount):
        """One line; ``amount`` is what the customer paid for it, taxes included."""
        name = product and product.display_name or line["name"].strip()[:200]
        product = product or self.env.ref("maker_channel_sync.product_unknown")
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        price = amount / line["quantity"]
        if taxes and not any(tax.price_include for tax in taxes):
            before_tax = taxes.with_context(force_price_include=True).compute_all(
                price,
                self.currency_id,
                product=product,
                rounding_method="round_globally",
            )
            price = before_tax["total_excluded"]
        return {
            "product_id": product.id,
            "name": name,
            "product_uom_qty": line["quantity"],
            "product_uom_id": product.uom_id.id,
            "price_unit": price,
            "discount": 0.0,
            "maker_price_told": True,
            "tax_ids": [Command.set(taxes.ids)],
        }

    @api.model
    def _extra(self, name, amount, label=""):
        service = self.env.ref(f"maker_channel_sync.{name}")
        return Command.create(
            {
                "product_id": service.id,
                "name": label or service.name,
                "product_uom_qty": 1,
                "price_unit": amount,
                "maker_price_told": True,
                "tax_ids": [Command.clear()],
            }
        )

    def _balance(self, order):
        """Taxes round; the order must say what the customer paid, to the cent."""
        missing = float_round(
            self.total - order.amount_total,
            precision_rounding=self.currency_id.rounding,
        )
        if not self.currency_id.is_zero(missing):
            rounding = self._extra("product_discount", missing, self.env._("Rounding"))
            order.order_line = [rounding]

    def _hand_over(self, order):
        """Deliver the order from the stall, as one transfer dated when it was sold."""
        day = self.day_id
        stall = day._stall()
        goods = order.order_line.filtered(lambda line: line.product_id.type == "consu")
        if not goods:
            return ""
        customers = order.partner_id.property_stock_customer
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": day.warehouse_id.out_type_id.id,
                "location_id": stall.id,
                "location_dest_id": customers.id,
                "partner_id": order.partner_id.id,
                "company_id": self.company_id.id,
                "origin": order.name,
                "maker_market_day_id": day.id,
                "move_ids": [
                    Command.create(
                        {
                            **day._move_values(
                                line.product_id, line.product_uom_qty, stall, customers
                            ),
                            "origin": order.name,
                            "sale_line_id": line.id,
                        }
                    )
                    for line in goods
                ],
            }
        )
        picking.move_ids._action_confirm(merge=False)
        self._allow_stopped(picking.move_ids)
        told = self._cover_missing(picking.move_ids)
        moves = picking.move_ids
        allowed = moves.filtered("maker_lots_allowed")
        day._reserve_any_lot(allowed)
        (moves - allowed)._action_assign()
        for move in moves:
            if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0:
                move.quantity = move.product_uom_qty
        self._name_lots(moves)
        moves.picked = True
        moves._maker_dated(self.sold_at)._action_done()
        self._tell_stopped(moves)
        return told

    def _name_lots(self, moves):
        """What lies beyond the record is of a lot that was at the stall."""
        bare = moves.move_line_ids.filtered(
            lambda line: line.product_id.tracking != "none" and not line.lot_id
        )
        for product, lines in bare.grouped("product_id").items():
            lines.lot_id = self.day_id._lot_at_stall(product)
        unnamed = bare.filtered(lambda line: not line.lot_id).product_id
        if unnamed:
            raise UserError(
                self.env._(
                    "%s: sold, but no lot of it was ever at the stall or is free on "
                    "the shelf. Count it, or pack it, and try again.",
                    ", ".join(unnamed.mapped("display_name")),
                )
            )

    def _cover_missing(self, moves):
        """Bring to the stall what was sold beyond what is recorded there.

        It must have come from somewhere: what the closing count missed turns up
        again; else it was taken from the shelf unnoticed. What is promised elsewhere
        is not taken: the stall's count falls below zero, for a person to solve.

        :return: what happened, in words, or ``""``
        """
        day, told = self.day_id, []
        shortages = self._shortages(moves)
        refused = moves.filtered(lambda move: not move.maker_lots_allowed).product_id
        self._raise_stopped(
            {one: shortages[one] for one in shortages if one in refused}
        )
        for product, short in shortages.items():
            found = day._find_again(product, short)
            free = self.env["product.product"]._maker_sellable(
                product, day.warehouse_id.lot_stock_id
            )[product.id]
            taken = min(short - found, max(free, 0.0))
            if product.uom_id.compare(taken, 0) > 0:
                shelf = day.warehouse_id.lot_stock_id
                day._transfer({product: taken}, shelf, day._stall())
                line = day._lines_of(product)[product]
                line.quantity = max(line.quantity, line.packed_qty)
            told.append(self._shortage_words(product, short, found, taken))
            rest = short - found - max(taken, 0.0)
            if day.state == "closed" and product.uom_id.compare(rest, 0) > 0:
                # nobody counts this stall again: it was there, for it was sold
                none = self.env["stock.scrap.reason.tag"]
                day._adjust(day._lines_of(product)[product], -rest, none)
        return " ".join(told)

    def _shortages(self, moves):
        """``{product: quantity}`` sold beyond what lies at the stall."""
        wanted = defaultdict(float)
        for move in moves.filtered(lambda move: move.product_id.is_storable):
            reserved = sum(move.move_line_ids.mapped("quantity_product_uom"))
            wanted[move.product_id] += move.product_qty - reserved
        stall = self.day_id._stall()
        short = {}
        for product, quantity in wanted.items():
            there = self._there(moves, product, stall)
            missing = quantity - max(there, 0.0)
            if product.uom_id.compare(missing, 0) > 0:
                short[product] = missing
        return short

    def _there(self, moves, product, stall):
        """What these moves can take of a product at the stall, in its unit."""
        move = moves.filtered(lambda move: move.product_id == product)[:1]
        if move.maker_lots_allowed:
            return self.env["stock.quant"]._get_available_quantity(product, stall)
        return move._get_available_quantity(stall)

    def _shortage_words(self, product, short, found, taken):
        amount = {
            "name": product.display_name,
            "short": format_quantity(self.env, short),
            "found": format_quantity(self.env, found),
            "taken": format_quantity(self.env, taken),
            "rest": format_quantity(self.env, short - found - taken),
        }
        parts = []
        if found:
            parts.append(self.env._("%(found)s of those counted as missing", **amount))
        if taken:
            parts.append(self.env._("%(taken)s taken from the shelf", **amount))
        if product.uom_id.compare(short, found + taken) > 0:
            parts.append(
                self.env._("%(rest)s that were not free anywhere: count it", **amount)
            )
        return self.env._(
            "%(name)s: %(short)s more sold than packed (%(parts)s).",
            parts=", ".join(parts),
            **amount,
        )
