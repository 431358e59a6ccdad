from decimal import Decimal

from odoo import api, fields, models

from ...recipe_math import exact


class ProductProduct(models.Model):
    """What a material costs before anything of it was received."""

    _inherit = "product.product"

    maker_current_cost = fields.Float(
        "Current cost",
        compute="_compute_maker_current_cost",
        min_display_digits="Product Price",
        help="What one unit in stock costs; the vendor's price where nothing was "
        "received yet and no cost was typed.",
        groups="base.group_user",
    )
    maker_vendor_cost_note = fields.Char(
        "Where its cost comes from",
        compute="_compute_maker_vendor_cost_note",
        help="Whose price counts as the cost where nothing was received yet and none "
        "was typed.",
        groups="base.group_user",
    )

    @api.depends("standard_price", "seller_ids.price", "seller_ids.product_uom_id")
    @api.depends_context("company")
    def _compute_maker_current_cost(self):
        costs = self._maker_current_costs()
        for product in self:
            product.maker_current_cost = float(costs[product.id])

    @api.depends("standard_price", "seller_ids.price", "seller_ids.product_uom_id")
    @api.depends_context("company", "lang")
    def _compute_maker_vendor_cost_note(self):
        bought = self.filtered(lambda item: item.seller_ids and not item.bom_ids)
        stored = bought.filtered("id")
        open_cost = stored - stored._maker_received_or_typed()
        self.maker_vendor_cost_note = False
        for product in open_cost:
            offer = product._maker_first_offer()
            if offer and offer.price > 0:
                note = product._maker_vendor_cost_sentence(offer)
                product.maker_vendor_cost_note = note

    def _maker_current_costs(self):
        """Current cost of one unit of each product in the current company.

        :return: ``{product_id: Decimal}``; where nothing was received and no cost was
            typed, the vendor's price
        """
        costs = {product.id: exact(product.standard_price) for product in self}
        unknown = self.browse(ident for ident, cost in costs.items() if not cost)
        costs.update(unknown._maker_vendor_costs())
        return costs

    def _maker_vendor_costs(self):
        """Vendors' prices of those of these products whose cost nobody knows yet.

        The price of the preferred vendor, at his smallest quantity, today, discount
        and included taxes taken off, for one unit in which the product is kept.

        :return: ``{product_id: Decimal}`` in the current company's currency
        """
        stored = self.filtered("id")
        if not stored:
            return {}
        costs = {}
        for product in stored - stored._maker_with_known_cost():
            offer = product._maker_first_offer()
            if offer and offer.price > 0:
                costs[product.id] = offer._maker_cost_of_unit(product)
        return costs

    def _maker_vendor_cost_sentence(self, offer):
        """That its cost is the one of a price line of a vendor, and for how long."""
        vendor = offer.partner_id.display_name
        if self.standard_price:
            return self.env._(
                "The price of %(vendor)s, at which it was counted; the first receipt "
                "tells what it costs.",
                vendor=vendor,
            )
        cost = self.product_tmpl_id._maker_cost_per_unit(
            float(offer._maker_cost_of_unit(self))
        )
        if self.env.company.maker_vendor_cost:
            return self.env._(
                "%(cost)s is taken: the price of %(vendor)s, until something is "
                "received.",
                cost=cost,
                vendor=vendor,
            )
        return self.env._(
            "Recipes take %(cost)s: the price of %(vendor)s, until something is "
            "received. Counted or used, it is worth nothing, as Maker's settings say.",
            cost=cost,
            vendor=vendor,
        )

    def _maker_with_known_cost(self):
        """Those of which something was received or made, or a cost was typed."""
        known = self._maker_received_or_typed()
        return self.filtered(lambda item: item.standard_price or item in known)

    def _maker_received_or_typed(self):
        """Those that came from a vendor or a run, or whose cost somebody typed."""
        company = self.env.company
        # what is known of a cost does not depend on who asks
        moves = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", self.ids),
                    ("company_id", "=", company.id),
                    ("state", "=", "done"),
                    ("is_in", "=", True),
                    ("location_id.usage", "!=", "inventory"),
                ],
                ["product_id"],
            )
        )
        # as above
        prices = (
            self.env["product.value"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", self.ids),
                    ("company_id", "=", company.id),
                    ("move_id", "=", False),
                    ("value", ">", 0),
                ],
                ["product_id"],
            )
        )
        known = {product.id for (product,) in (*moves, *prices)}
        return self.filtered(lambda item: item.id in known)

    def _maker_first_offer(self):
        """The preferred vendor's price line of today with the smallest quantity."""
        self.ensure_one()
        company = self.env.company
        today = company._maker_today()
        offers = self._prepare_sellers(False).filtered(
            lambda offer: (
                (not offer.company_id or offer.company_id == company)
                and (not offer.date_start or offer.date_start <= today)
                and (not offer.date_end or offer.date_end >= today)
            )
        )
        offers = offers.filtered(lambda offer: offer.partner_id == offers[0].partner_id)
        return min(offers, key=lambda offer: offer.min_qty, default=offers)


class ProductSupplierinfo(models.Model):
    """What a unit would cost from its vendor."""

    _inherit = "product.supplierinfo"

    def _maker_cost_of_unit(self, product):
        """What one unit of ``product`` costs at this price line, a Decimal."""
        self.ensure_one()
        company = self.env.company
        price = self.price * (1 - self.discount / 100)
        taxes = product.supplier_taxes_id._filter_taxes_by_company(company)
        if taxes:
            price = taxes.compute_all(
                price,
                currency=self.currency_id,
                product=product,
                partner=self.partner_id,
                rounding_method="round_globally",
            )["total_void"]
        price = self.currency_id._convert(
            price,
            company.currency_id,
            company,
            company._maker_today(),
            round=False,
        )
        size = self._maker_unit_size(product)
        return exact(price) / exact(size) if size else Decimal(0)
