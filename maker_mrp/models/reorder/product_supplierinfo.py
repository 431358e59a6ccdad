from odoo import api, fields, models

from ...replenishment_math import order_units


class ProductSupplierinfo(models.Model):
    """Which offer to buy from, and in which units of the vendor."""

    _inherit = "product.supplierinfo"

    @api.model
    def _maker_offer_for(self, product, needed, company):
        """The preferred vendor's price line that suits a quantity.

        :param needed: quantity in the unit the product is kept in
        :return: the line with the lowest minimum when none is low enough; empty
            when nobody sells it
        """
        offers = product._prepare_sellers(False).filtered(
            lambda offer: not offer.company_id or offer.company_id == company
        )
        offers = offers.filtered(lambda offer: offer.partner_id == offers[0].partner_id)
        reached = offers.filtered(
            lambda offer: offer.min_qty * offer._maker_unit_size(product) <= needed
        )
        if reached:
            return max(reached, key=lambda offer: offer.min_qty)
        return min(offers, key=lambda offer: offer.min_qty, default=offers)

    def _maker_unit(self, product):
        """The unit the vendor sells the product in; without a vendor, its own."""
        return self.product_uom_id or product.uom_id

    def _maker_buys_whole(self, product, unit):
        """Whether a need in ``unit`` is bought in whole units of this vendor.

        Goods without a kind are none of Maker's: Odoo converts for them, and so it
        does for all where Maker's rules do not hold.
        """
        if not product.maker_kind or self._maker_unit(product) == unit:
            return False
        return (self.company_id or self.env.company)._maker_rules_hold()

    def _maker_unit_size(self, product):
        """How much of the product's unit one of the vendor's units is."""
        return product._maker_convert(
            1.0, self._maker_unit(product), product.uom_id, guard=False
        )

    def _maker_units_for(self, product, needed, pack=None):
        """How much to order for a need: whole units, at least the vendor's minimum.

        :param needed: in the unit the product is kept in
        :param pack: a unit the vendor's units come in, such as a case of 12
        :return: in the unit of :meth:`_maker_unit`; 0 when nothing is needed
        """
        size = self._maker_unit_size(product)
        step = 1.0
        if pack:
            step = pack._compute_quantity(1.0, product.uom_id, round=False) / size
        return order_units(
            needed, size, self.min_qty, step, slack=product.uom_id.rounding
        )

    def _maker_procurement(self, product, units, origin, location, values=None):
        """What asks Odoo to put a product on this vendor's draft purchase.

        :param units: in the vendor's unit
        :param location: where the goods are wanted
        :param values: a procurement's own values, such as its date
        """
        company = location.company_id
        return self.env["stock.rule"].Procurement(
            product,
            units,
            self._maker_unit(product),
            location,
            origin,
            origin,
            company,
            {
                "date_planned": fields.Datetime.add(
                    fields.Datetime.now(), days=self.delay
                ),
                "warehouse_id": location.warehouse_id,
                "route_ids": self.env["stock.route"],
                **(values or {}),
                "supplierinfo_id": self,
                "force_uom": True,
            },
        )
