from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.maker_mrp.tools import format_quantity


class MakerMarketDayLine(models.Model):
    """A product of a market day: taken along, sold, lost and brought back."""

    _name = "maker.market.day.line"
    _description = "Product on a market day"
    _order = "day_id, sequence, id"
    _rec_name = "product_id"
    _check_company_auto = True

    day_id = fields.Many2one(
        "maker.market.day", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="day_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        check_company=True,
        domain="[('is_storable', '=', True), ('sale_ok', '=', True)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(
        "Take", digits="Product Unit", help="How many to take along in all."
    )
    free_qty = fields.Float(
        "Free",
        digits="Product Unit",
        compute="_compute_free_qty",
        help="What can still be taken: in stock, not promised, and of lots that may "
        "be sold.",
    )
    packed_qty = fields.Float(
        "Packed", digits="Product Unit", compute="_compute_amounts"
    )
    sold_qty = fields.Float("Sold", digits="Product Unit", compute="_compute_amounts")
    lost_qty = fields.Float(
        "Missing",
        digits="Product Unit",
        compute="_compute_amounts",
        help="Not there when the day was closed; negative when more turned up.",
    )
    returned_qty = fields.Float(
        "Brought back", digits="Product Unit", compute="_compute_amounts"
    )
    left_qty = fields.Float(
        "At the stall",
        digits="Product Unit",
        compute="_compute_amounts",
        help="Packed, less sold, missing and brought back.",
    )

    _product_once = models.Constraint(
        "UNIQUE (day_id, product_id)",
        "This product is on the market day already: change its quantity instead.",
    )

    @api.depends("product_id", "day_id.warehouse_id", "day_id.state")
    def _compute_free_qty(self):
        for day, lines in self.grouped("day_id").items():
            products = self.env["product.product"].browse(lines.product_id._origin.ids)
            free = {}
            if products and day.warehouse_id and day.state != "closed":
                free = products.with_company(day.company_id)._maker_sellable(
                    products, day.warehouse_id.lot_stock_id
                )
            for line in lines:
                line.free_qty = free.get(line.product_id._origin.id, 0.0)

    @api.depends("product_id", "day_id.state", "day_id.picking_ids.state")
    def _compute_amounts(self):
        amounts = self._amounts(self.day_id._origin)
        for line in self:
            packed, sold, lost, back = amounts.get(
                (line.day_id._origin.id, line.product_id._origin.id), (0.0,) * 4
            )
            line.packed_qty = packed
            line.sold_qty = sold
            line.lost_qty = lost
            line.returned_qty = back
            line.left_qty = packed - sold - lost - back

    @api.model
    def _amounts(self, days):
        """What became of the goods of some market days, in one query.

        :return: ``{(day_id, product_id): (packed, sold, lost, returned)}`` in each
            product's own unit
        """
        for model in ("stock.move", "stock.move.line", "maker.market.day"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.maker_market_day_id, line.product_id,
                       SUM(line.quantity_product_uom) FILTER (
                           WHERE source.usage = 'internal'
                             AND line.location_dest_id = day.location_id),
                       SUM(CASE WHEN target.usage = 'customer' THEN 1 ELSE -1 END
                           * line.quantity_product_uom) FILTER (
                           WHERE 'customer' IN (source.usage, target.usage)),
                       SUM(CASE WHEN target.usage = 'inventory' THEN 1 ELSE -1 END
                           * line.quantity_product_uom) FILTER (
                           WHERE 'inventory' IN (source.usage, target.usage)),
                       SUM(line.quantity_product_uom) FILTER (
                           WHERE target.usage = 'internal'
                             AND line.location_id = day.location_id)
                  FROM stock_move move
                  JOIN maker_market_day day ON day.id = move.maker_market_day_id
                  JOIN stock_move_line line ON line.move_id = move.id
                  JOIN stock_location source ON source.id = line.location_id
                  JOIN stock_location target ON target.id = line.location_dest_id
                 WHERE move.maker_market_day_id = ANY(%s) AND move.state = 'done'
              GROUP BY 1, 2
                """,
                list(days._ids),
            )
        )
        return {
            (day, product): tuple(float(one or 0) for one in amounts)
            for day, product, *amounts in rows
        }

    def _pack_errors(self, amount, parts=None):
        """What is wrong with taking ``amount`` more of this product.

        :param parts: ``{product_id: quantity in one}`` of a kit
        """
        self.ensure_one()
        name, compare = self.product_id.display_name, self.uom_id.compare
        if compare(self.quantity, 0) < 0:
            return [self.env._("%(name)s: less than nothing cannot go.", name=name)]
        if parts:
            return [self._kit_error(amount or 1.0, parts)]
        if not self.product_id.is_storable:
            return [
                self.env._(
                    "%(name)s is not kept in stock, so there is nothing to pack. Take "
                    "it off the list; sell it as “Something else” on the page.",
                    name=name,
                )
            ]
        if compare(self.quantity, self.packed_qty) < 0:
            return [
                self.env._(
                    "%(name)s: %(packed)s are packed already. What is too much comes "
                    "back at the end of the day.",
                    name=name,
                    packed=format_quantity(self.env, self.packed_qty),
                )
            ]
        if compare(amount, self.free_qty) <= 0:
            return []
        return [
            self.env._(
                "%(name)s: %(wanted)s to take, %(free)s free. %(why)s",
                name=name,
                wanted=format_quantity(self.env, amount),
                free=format_quantity(self.env, self.free_qty),
                why=self._why_not_free(),
            ).strip()
        ]

    def _kit_error(self, amount, parts):
        """A kit is no piece of stock: say which parts to take along in its place."""
        products = self.env["product.product"].browse(list(parts))
        return self.env._(
            "%(name)s is put together from its parts when it is sold. Take the parts "
            "along in its place: %(parts)s.",
            name=self.product_id.display_name,
            parts=", ".join(
                self.env._(
                    "%(quantity)s %(unit)s of %(part)s",
                    quantity=format_quantity(
                        self.env, float(parts[product.id]) * amount
                    ),
                    unit=product.uom_id.name,
                    part=product.display_name,
                )
                for product in products
            ),
        )

    def _why_not_free(self):
        """Where the rest is: lots that may not be sold, and promises."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("location_id", "child_of", self.day_id.warehouse_id.lot_stock_id.ids),
                ("quantity", ">", 0),
            ]
        )
        reasons = []
        for lot, there in quants.grouped("lot_id").items():
            why = lot._maker_unavailable_reason() if lot else ""
            if why:
                reasons.append(
                    self.env._(
                        "lot %(lot)s with %(there)s is %(why)s",
                        lot=lot.name,
                        there=format_quantity(self.env, sum(there.mapped("quantity"))),
                        why=why,
                    )
                )
        reasons += self._promises()
        if not reasons:
            return ""
        return self.env._(
            "Why: %(there)s are here; %(reasons)s.",
            there=format_quantity(self.env, sum(quants.mapped("quantity"))),
            reasons="; ".join(reasons),
        )

    def _promises(self):
        """Each order, run or transfer that is promised some of it, in words."""
        stock = self.day_id.warehouse_id.lot_stock_id
        product = self.product_id.with_company(self.day_id.company_id)
        told = []
        for name, (kept, waits) in product._maker_promises(stock).items():
            words = {
                "name": name,
                "kept": format_quantity(self.env, kept),
                "waits": format_quantity(self.env, waits),
            }
            if self.uom_id.compare(kept, 0) > 0:
                told.append(self.env._("%(kept)s are reserved for %(name)s", **words))
            if self.uom_id.compare(waits, 0) > 0:
                told.append(
                    self.env._(
                        "%(waits)s are promised to %(name)s, not reserved yet", **words
                    )
                )
        return told
