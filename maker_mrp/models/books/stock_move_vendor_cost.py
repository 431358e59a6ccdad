from contextlib import contextmanager

from odoo import models

#: where costs are kept for the moves that are valued together
COSTS = "maker_mrp.vendor_costs"


class StockMove(models.Model):
    """Stock whose cost nobody knows yet moves at the vendor's price."""

    _inherit = "stock.move"

    def _get_value_from_std_price(self, quantity, std_price=False, at_date=None):
        data = super()._get_value_from_std_price(quantity, std_price, at_date)
        # what is counted; what a vendor sends has the price of its order or bill
        if data["value"] or self.location_id.usage != "inventory":
            return data
        known = self.env.cr.cache.get(COSTS, {})
        key = self.company_id.id, self.product_id.id
        if key in known:
            cost = known[key]
        else:
            cost = self._maker_vendor_costs().get(self.product_id.id)
        if not cost:
            return data
        return {
            **data,
            "value": float(cost) * quantity,
            "description": self.env._(
                "%(quantity)s %(unit)s at the vendor's price: nothing was received yet",
                quantity=quantity,
                unit=self.product_id.uom_id.name,
            ),
        }

    def _set_value(self, correction_quantity=None):
        with self._maker_vendor_costs_at_once():
            res = super()._set_value(correction_quantity=correction_quantity)
        if not correction_quantity:
            used = self.filtered(
                lambda move: (
                    not move.value
                    and move.raw_material_production_id
                    and move._is_out()
                )
            )
            for company in used.company_id:
                used.filtered(
                    lambda move, owner=company: move.company_id == owner
                )._maker_use_at_vendor_cost()
        return res

    @contextmanager
    def _maker_vendor_costs_at_once(self):
        """Look the vendors' prices of all these moves that are counts up in one go."""
        counted = self.filtered(
            lambda move: (
                move.is_in
                and move.location_id.usage == "inventory"
                and not move.product_id.with_company(move.company_id).standard_price
            )
        )
        cache = self.env.cr.cache
        outer = cache.get(COSTS)
        cache[COSTS] = known = {}
        for company, moves in counted.grouped("company_id").items():
            costs = moves._maker_vendor_costs()
            for product in moves.product_id:
                known[company.id, product.id] = costs.get(product.id)
        try:
            yield
        finally:
            cache.pop(COSTS, None)
            if outer is not None:
                cache[COSTS] = outer

    def _maker_use_at_vendor_cost(self):
        costs = self._maker_vendor_costs()
        for move in self:
            cost = costs.get(move.product_id.id)
            if cost:
                move.value = float(cost) * move._get_valued_qty()

    def _maker_vendor_costs(self):
        """Vendors' prices of the products of these moves of one company, if it uses
        them for stock.

        :return: see ``product.product._maker_vendor_costs``
        """
        company = self.company_id
        if not company.maker_vendor_cost:
            return {}
        # who counts or uses goods need not see what vendors ask
        products = self.product_id.sudo().with_company(company)
        return products.filtered("is_storable")._maker_vendor_costs()
