from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import float_round

from ...flags import KEEP_DATE, NEW_ORDERS


class SaleOrder(models.Model):
    """The shop an order came from, and whether its goods are kept meanwhile."""

    _inherit = "sale.order"

    maker_channel_id = fields.Many2one(
        "maker.channel",
        string="Sold on",
        index=True,
        copy=False,
        readonly=True,
        check_company=True,
        ondelete="set null",
        help="The shop this order came from.",
        groups="base.group_user",
    )
    maker_channel_order_ids = fields.One2many(
        "maker.channel.order",
        "sale_order_id",
        groups="maker_mrp.group_user,maker_mrp.group_accountant",
    )
    maker_channel_hold = fields.Boolean(
        string="Keeps its stock",
        copy=False,
        help="This quotation waits for a person or a payment; what it needs is "
        "not offered elsewhere meanwhile.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered("maker_channel_hold").order_line._maker_note_held()
        return orders

    def write(self, vals):
        before = self.filtered("maker_channel_hold")
        result = super().write(vals)
        if {"maker_channel_hold", "state"} & vals.keys():
            held = before | self.filtered("maker_channel_hold")
            held.order_line._maker_note_held()
        return result

    def unlink(self):
        self.filtered("maker_channel_hold").order_line._maker_note_held()
        return super().unlink()

    def _prepare_confirmation_values(self):
        """An order keeps the moment it was placed in the shop.

        Its deliveries are due from then; a later date would keep a changed
        quantity from finding the delivery it belongs to.
        """
        values = super()._prepare_confirmation_values()
        if self.env.context.get(KEEP_DATE):
            values.pop("date_order", None)
        return values

    def _maker_reserve(self):
        """Reserve at once, even where the warehouse would wait."""
        moves = self.picking_ids.move_ids.filtered(
            lambda move: move.state in ("confirmed", "partially_available")
        )
        if moves:
            moves._action_assign()


class SaleOrderLine(models.Model):
    """The line of the shop's order that a line stands for."""

    _inherit = "sale.order.line"

    maker_channel_line = fields.Char(
        string="Line there",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    maker_listing_id = fields.Many2one(
        "maker.channel.listing",
        copy=False,
        readonly=True,
        ondelete="set null",
        groups="base.group_user",
    )

    maker_custom_units = fields.Float(
        string="Units each",
        digits="Product Unit",
        copy=False,
        readonly=True,
        help="Units of the product in one custom item of the shop's order.",
        groups="base.group_user",
    )
    maker_lost_qty = fields.Float(
        string="Refunded without restocking",
        digits="Product Unit",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    maker_personalisation = fields.Text(
        string="Personalisation",
        copy=False,
        help="What the buyer asked to have written or made.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered("order_id.maker_channel_hold")._maker_note_held()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"product_id", "product_uom_qty", "product_uom_id"} & vals.keys():
            self.filtered("order_id.maker_channel_hold")._maker_note_held()
        return result

    def unlink(self):
        self.filtered("order_id.maker_channel_hold")._maker_note_held()
        return super().unlink()

    def _get_qty_procurement(self, previous_product_uom_qty=False):
        """Nothing is on its way for an order that was just made."""
        if self.env.context.get(NEW_ORDERS) and not self.move_ids:
            return 0.0
        return super()._get_qty_procurement(previous_product_uom_qty)

    def _prepare_procurement_values(self):
        """Who picks or makes it reads what the buyer asked for."""
        values = super()._prepare_procurement_values()
        parts = (values.get("product_description_variants"), self.maker_personalisation)
        values["product_description_variants"] = "\n".join(filter(None, parts))
        return values

    def _maker_on_its_way_back(self):
        """Units of this line in return transfers that are still open."""
        self.ensure_one()
        return self._maker_ordered_units(
            self.move_ids.filtered(
                lambda move: (
                    move.origin_returned_move_id
                    and move.state not in ("done", "cancel")
                    and move.location_dest_id.usage == "internal"
                )
            )
        )

    def _maker_ordered_units(self, moves):
        """How much of this line's quantity the moves hold, kits counted once."""
        delivered = self._maker_delivered_moves()
        shares = []
        for product, some in moves.grouped("product_id").items():
            all_sent = sum(
                move.quantity for move in delivered if move.product_id == product
            )
            if all_sent:
                sent = sum(move.product_uom_qty for move in some)
                shares.append(sent / all_sent)
        # nothing of a kit that came back in part is a whole kit
        return min(shares, default=0.0) * self._maker_units_sent(delivered)

    def _maker_delivered_moves(self):
        return self.move_ids.filtered(
            lambda move: (
                move.state == "done" and move.location_dest_id.usage == "customer"
            )
        )

    def _maker_units_sent(self, delivered):
        """Quantity of this line that ever left, in its own unit."""
        own = delivered.filtered(lambda move: move.product_id == self.product_id)
        if own:
            return sum(
                move.product_uom._compute_quantity(move.quantity, self.product_uom_id)
                for move in own
            )
        return self.qty_delivered

    def _maker_moves_back(self, quantity):
        """``{delivered move: units}`` that bring back a quantity of this line.

        What left last comes back first; what is back or on its way is left out.
        """
        self.ensure_one()
        delivered = self._maker_delivered_moves()
        share = quantity / (self._maker_units_sent(delivered) or 1.0)
        found = {}
        for product_moves in delivered.grouped("product_id").values():
            needed = sum(product_moves.mapped("quantity")) * share
            for move in product_moves.sorted("id", reverse=True):
                back = move.returned_move_ids.filtered(lambda m: m.state != "cancel")
                units = min(needed, move.quantity - sum(back.mapped("product_uom_qty")))
                if move.product_uom.compare(units, 0) > 0:
                    found[move] = move.product_uom.round(units)
                    needed -= units
        return found

    def _maker_note_held(self):
        """No stock moves for a waiting order: say so; a kit keeps back its parts."""
        self.product_id._maker_note_kept()

    def _maker_pack(self):
        """Units of this line in one of what the shop sold."""
        self.ensure_one()
        return self.maker_custom_units or self.maker_listing_id.units_per_listing or 1.0

    def _maker_listings_in(self, moves):
        """How many listings of this line the moves hold: packs and kits count once."""
        self.ensure_one()
        pack = self._maker_pack()
        ordered = self.product_uom_qty / pack
        if not ordered:
            return 0
        shares = []
        for product, done in moves.grouped("product_id").items():
            planned = sum(
                move.product_qty
                for move in self.move_ids
                if move.product_id == product and move.state != "cancel"
            )
            if planned:
                moved = sum(
                    move.product_uom._compute_quantity(move.quantity, product.uom_id)
                    for move in done
                )
                shares.append(ordered * moved / planned)
        whole = float_round(min(shares, default=0.0), precision_digits=6)
        return Decimal(repr(whole)).normalize() if whole % 1 else int(whole)

    def _maker_amend(self, wanted, record):
        """Order this much, but never less than has left.

        :param wanted: quantity in the line's unit
        :param record: the ``maker.channel.order`` that asks a person if need be
        """
        self.ensure_one()
        left = self.qty_delivered
        if self.product_uom_id.compare(wanted, left) < 0:
            if not record._takes_back(self):
                record._leave_todo(
                    self.env._(
                        "%(title)s of order %(name)s was taken back after it left",
                        title=self.name.splitlines()[0],
                        name=record.name,
                    )
                )
            wanted = left
        if self.product_uom_id.compare(wanted, self.product_uom_qty):
            self.product_uom_qty = wanted

    def _maker_made_to_order(self):
        """Whether the listing offers more than is in stock on purpose."""
        listing = self.maker_listing_id
        if listing.own_policy:
            return bool(listing.floor_qty)
        return bool(listing.channel_id.floor_qty)
