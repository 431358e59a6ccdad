from odoo import fields, models


class SaleOrder(models.Model):
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
    )
    maker_channel_order_ids = fields.One2many("maker.channel.order", "sale_order_id")
    maker_channel_hold = fields.Boolean(
        string="Keeps its stock",
        copy=False,
        help="This quotation waits for a person or a payment; what it needs is "
        "not offered elsewhere meanwhile.",
    )

    def write(self, vals):
        before = self.filtered("maker_channel_hold")
        result = super().write(vals)
        if {"maker_channel_hold", "state"} & vals.keys():
            held = before | self.filtered("maker_channel_hold")
            self.env["maker.channel.change"]._note(held.order_line.product_id.ids)
        return result


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    maker_channel_line = fields.Char(
        string="Line there", copy=False, readonly=True, index="btree_not_null"
    )
    maker_listing_id = fields.Many2one(
        "maker.channel.listing", copy=False, readonly=True, ondelete="set null"
    )

    def _maker_listings_in(self, moves):
        """How many listings of this line the moves hold: packs and kits count once."""
        self.ensure_one()
        pack = self.maker_listing_id.units_per_listing or 1.0
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
        return round(min(shares, default=0))

    def _maker_made_to_order(self):
        """Whether the listing offers more than is in stock on purpose."""
        listing = self.maker_listing_id
        if listing.own_policy:
            return bool(listing.floor_qty)
        return bool(listing.channel_id.floor_qty)
