from decimal import Decimal

from odoo import api, models

from ...stock_facts import Supply

PLACES = Decimal("0.000001")


def _exact(number):
    return Decimal(number).quantize(PLACES) if number else Decimal(0)


class ProductProduct(models.Model):
    """What can be sold of many products, kits included, and how it comes about."""

    _inherit = "product.product"

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
        held=None,
    ):
        """The parts of ``_maker_sellable``, for explanations.

        :param held: what is kept back, if not all that ``_maker_held`` says
        :return: ``{product_id: stock_facts.Supply}``, an entry for every
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
        held = self._maker_held() if held is None else held
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
    def _maker_held(self):
        """What orders that are not confirmed keep back all the same, per product.

        Extend to keep something: nothing is kept back here.

        :return: ``{product_id: quantity}``, kits as what they are made of
        """
        return {}

    @api.model
    def _maker_can_make(self, products):
        """What materials on hand would yield, per product."""
        return {product.id: product.can_make_qty for product in products}
