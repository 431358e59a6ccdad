from odoo import models


class StockMove(models.Model):
    """Stock whose cost nobody knows yet moves at the vendor's price."""

    _inherit = "stock.move"

    def _get_value_from_std_price(self, quantity, std_price=False, at_date=None):
        data = super()._get_value_from_std_price(quantity, std_price, at_date)
        # what is counted; what a vendor sends has the price of its order or bill
        if data["value"] or self.location_id.usage != "inventory":
            return data
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
