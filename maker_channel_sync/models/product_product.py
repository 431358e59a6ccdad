from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..stock_policy import Supply

PLACES = Decimal("0.000001")
OPEN_MOVES = ("waiting", "confirmed", "partially_available", "assigned")


def _exact(number):
    return Decimal(number).quantize(PLACES) if number else Decimal(0)


class ProductProduct(models.Model):
    _inherit = "product.product"

    maker_listing_ids = fields.One2many(
        "maker.channel.listing",
        "product_id",
        groups="maker_mrp.group_user,maker_mrp.group_accountant",
    )

    @api.model
    def _maker_sellable(
        self, products, locations=None, soon_until=None, can_make=False
    ):
        """What can be sold of many products, kits included, in one pass.

        :param products: products to answer for
        :param locations: count only here and below (default: every internal
            location of the current companies)
        :param soon_until: also count what becomes free until this moment
        :param can_make: also count what materials on hand would yield
        :return: ``{product_id: quantity}`` in each product's own unit, never
            below zero, with an entry for every product asked for
        """
        supply = self._maker_supply(products, locations, soon_until, can_make)
        return {
            product_id: float(
                max(one.free - one.demand - one.held, 0) + one.soon + one.can_make
            )
            for product_id, one in supply.items()
        }

    @api.model
    def _maker_supply(
        self,
        products,
        locations=None,
        soon_until=None,
        can_make=False,
        channel_id=None,
    ):
        """The parts of ``_maker_sellable``, for explanations.

        :param channel_id: the channel whose listings will show it; see ``_maker_held``
        :return: ``{product_id: stock_policy.Supply}``, an entry for every
            product asked for. A kit is as free as its scarcest component.
        """
        kits = self.env["mrp.bom"]._maker_kits(products)
        parts = self.browse({part for kit in kits.values() for part in kit})
        every = dict.fromkeys((*products._ids, *parts._ids))
        plain = self.browse(one for one in every if one not in kits)
        scope = self._maker_scope(locations)
        quants = self.env["stock.quant"]
        free = quants._maker_free_by_product(plain, locations)
        demand = self._maker_unreserved_demand(plain, scope)
        held = self._maker_held(channel_id)
        soon, makeable = {}, {}
        if soon_until:
            later = quants._maker_free_by_product(plain, locations, at=soon_until)
            soon = self._maker_incoming(plain, scope, soon_until)
            for product_id, quantity in later.items():
                gain = quantity - free.get(product_id, 0)
                soon[product_id] = soon.get(product_id, 0) + max(gain, 0)
        if can_make:
            makeable = self._maker_can_make(plain)
        supply = {
            product_id: Supply(
                free=_exact(free.get(product_id)),
                demand=_exact(demand.get(product_id)),
                held=_exact(held.get(product_id)),
                soon=_exact(soon.get(product_id)),
                can_make=_exact(makeable.get(product_id)),
            )
            for product_id in plain._ids
        }
        for kit_id, kit in kits.items():
            supply[kit_id] = self._maker_kit_supply(kit, supply)
        return {product_id: supply[product_id] for product_id in products._ids}

    @api.model
    def _maker_kit_supply(self, kit, supply):
        """Supply of a kit: whole kits that its scarcest component allows."""

        def whole(level):
            if not kit:
                return Decimal(0)
            return min(
                level(supply[part_id]) // Decimal(str(per_unit))
                for part_id, per_unit in kit.items()
            )

        now = whole(lambda s: s.free - s.demand - s.held)
        soon = whole(lambda s: s.free - s.demand - s.held + s.soon)
        made = whole(lambda s: s.free - s.demand - s.held + s.soon + s.can_make)
        return Supply(free=now, soon=soon - now, can_make=made - soon)

    @api.model
    def _maker_scope(self, locations):
        """Ids of the locations whose stock counts as free."""
        domain = [("usage", "=", "internal"), ("maker_role", "=", False)]
        if locations is None:
            domain.append(("company_id", "in", self.env.companies.ids))
        else:
            domain.append(("id", "child_of", locations.ids))
        # bench users may not read every location; only ids leave this method
        return self.env["stock.location"].sudo()._search(domain).get_result_ids()

    @api.model
    def _maker_unreserved_demand(self, products, scope):
        """What confirmed moves out of ``scope`` still wait for, per product."""
        self.env["stock.move"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT move.product_id,
                       SUM(move.product_qty * (
                           1 - LEAST(move.quantity / move.product_uom_qty, 1)))
                  FROM stock_move move
                 WHERE move.state IN %(states)s
                   AND move.product_id = ANY(%(products)s)
                   AND move.procure_method = 'make_to_stock'
                   AND move.product_uom_qty > 0
                   AND move.location_id = ANY(%(scope)s)
                   AND NOT COALESCE(move.location_final_id, move.location_dest_id)
                       = ANY(%(scope)s)
              GROUP BY move.product_id
                    """,
                    states=OPEN_MOVES,
                    products=list(products._ids),
                    scope=list(scope),
                )
            )
        )

    @api.model
    def _maker_incoming(self, products, scope, until):
        """What confirmed moves bring into ``scope`` until a moment, per product."""
        self.env["stock.move"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT move.product_id, SUM(move.product_qty)
                  FROM stock_move move
                 WHERE move.state IN %(states)s
                   AND move.product_id = ANY(%(products)s)
                   AND move.date <= %(until)s
                   AND NOT move.location_id = ANY(%(scope)s)
                   AND COALESCE(move.location_final_id, move.location_dest_id)
                       = ANY(%(scope)s)
              GROUP BY move.product_id
                    """,
                    states=OPEN_MOVES,
                    products=list(products._ids),
                    until=until,
                    scope=list(scope),
                )
            )
        )

    @api.model
    def _maker_held(self, channel_id=None):
        """What orders that wait for a person or a payment would take, per product.

        :param channel_id: leave out what the orders of this channel hold and its
            shop has not taken yet: its own buyers must be able to pay for it
        :return: ``{product_id: quantity}``, kits as what they are made of
        """
        self.env["sale.order.line"].flush_model()
        self.env["sale.order"].flush_model(["state", "maker_channel_hold"])
        self.env["maker.channel.order"].flush_model()
        self.env["maker.channel.order.hold"].flush_model()
        waiting = dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT product_id, SUM(quantity) FROM (
                    SELECT line.product_id,
                           line.product_uom_qty * unit.factor / own.factor AS quantity
                      FROM sale_order_line line
                      JOIN sale_order sale ON sale.id = line.order_id
                      JOIN uom_uom unit ON unit.id = line.product_uom_id
                      JOIN product_product product ON product.id = line.product_id
                      JOIN product_template template
                        ON template.id = product.product_tmpl_id
                      JOIN uom_uom own ON own.id = template.uom_id
                     WHERE sale.maker_channel_hold
                       AND sale.state IN ('draft', 'sent')
                       AND sale.company_id = ANY(%(companies)s)
                       AND NOT EXISTS (
                           SELECT FROM maker_channel_order record
                            WHERE record.sale_order_id = sale.id
                              AND record.channel_id = %(channel)s
                              AND NOT record.taken)
                 UNION ALL
                    SELECT hold.product_id, hold.quantity
                      FROM maker_channel_order_hold hold
                      JOIN maker_channel_order record ON record.id = hold.order_id
                     WHERE record.company_id = ANY(%(companies)s)
                       AND (record.taken
                            OR record.channel_id IS DISTINCT FROM %(channel)s)
                ) kept
              GROUP BY product_id
                    """,
                    companies=self.env.companies.ids,
                    channel=channel_id,
                )
            )
        )
        held = {}
        kits = self.env["mrp.bom"]._maker_kits(self.browse(waiting)) if waiting else {}
        for product_id, quantity in waiting.items():
            for part_id, per_unit in kits.get(product_id, {product_id: 1.0}).items():
                held[part_id] = held.get(part_id, 0.0) + float(quantity) * per_unit
        return held

    @api.model
    def _maker_can_make(self, products):
        """What materials on hand would yield, per product."""
        if "can_make_qty" not in self._fields:
            return {}
        return {product.id: product.can_make_qty for product in products}

    def _maker_note_kept(self):
        """Have the shops look again at these products and what kits take of them."""
        changes = self.env["maker.channel.change"]
        if not self or not changes._listening():
            return
        kits = self.env["mrp.bom"]._maker_kits(self)
        parts = {part_id for kit in kits.values() for part_id in kit}
        changes._note({*self.ids, *parts})
