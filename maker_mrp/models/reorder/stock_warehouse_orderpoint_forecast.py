from odoo import api, fields, models
from odoo.tools import SQL


class StockWarehouseOrderpoint(models.Model):
    """Which rules run low: asked for all of them in one query."""

    _inherit = "stock.warehouse.orderpoint"

    maker_forecast = fields.Float(
        string="Confirmed forecast",
        digits="Product Unit",
        compute="_compute_maker_shortage",
        help="On hand, plus what is on its way, less what is promised. "
        "Draft orders do not count.",
        groups="base.group_user",
    )
    maker_drafted = fields.Float(
        string="In draft orders",
        digits="Product Unit",
        compute="_compute_maker_shortage",
        groups="base.group_user",
    )
    maker_to_order = fields.Float(
        string="Order now",
        digits="Product Unit",
        compute="_compute_maker_shortage",
        help="What brings the stock back over its level, with draft orders counted.",
        groups="base.group_user",
    )
    maker_is_low = fields.Boolean(
        string="Runs low",
        compute="_compute_maker_shortage",
        search="_search_maker_is_low",
        groups="base.group_user",
    )

    @api.depends("product_id", "location_id", "maker_level", "maker_order_qty")
    def _compute_maker_shortage(self):
        places = {rule: rule._maker_place() for rule in self}
        forecasts = self._maker_forecasts(filter(all, places.values()))
        drafted = self._maker_drafts()
        for rule, place in places.items():
            unit, forecast = rule.product_uom, forecasts.get(place, 0.0)
            rule.maker_forecast = unit.round(forecast) if unit else forecast
            rule.maker_drafted = drafted.get(place, 0.0)
            rule._set_maker_shortage()

    def _search_maker_is_low(self, operator, value):
        if operator != "in":
            return NotImplemented
        low = self._maker_low_ids()
        return [("id", "in" if True in value else "not in", low)]

    @api.model
    def _maker_low_ids(self):
        """Ids of the rules of the current companies that run low."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, COALESCE(maker_level, 0), product_id, location_id
                  FROM stock_warehouse_orderpoint
                 WHERE company_id IN %s
                """,
                tuple(self.env.companies.ids),
            )
        )
        forecasts = self._maker_forecasts(tuple(place) for _id, _level, *place in rows)
        # what a comparison in the unit of the product takes for more than nothing
        least = 10 ** -self.env["product.product"]._maker_digits() / 2
        return [
            rule
            for rule, level, *place in rows
            if level - forecasts.get(tuple(place), 0.0) >= least
        ]

    @api.model
    def _maker_forecasts(self, places):
        """``_maker_outlooks`` as one figure, in each product's unit."""
        outlooks = self._maker_outlooks(places)
        return {place: outlook.forecast for place, outlook in outlooks.items()}

    @api.model
    def _maker_outlooks(self, places):
        """Stock, what is on its way and promised at many places, in one query.

        :param places: pairs of ids, ``(product_id, location_id)``
        :return: ``{(product_id, location_id): stock_facts.Outlook}`` in each
            product's unit; absent where there is nothing
        """
        places = sorted(set(places))
        if not places:
            return {}
        products, locations = map(list, zip(*places, strict=True))
        return self.env["stock.quant"]._maker_outlooks(
            SQL("SELECT * FROM unnest(%s::int[], %s::int[])", products, locations)
        )

    def _maker_place(self):
        self.ensure_one()
        return (self.product_id._origin.id, self.location_id._origin.id)

    def _maker_drafts(self):
        """``{(product_id, location_id): quantity}`` on draft orders."""
        drafted = {}
        for location, rules in self.grouped("location_id").items():
            found, _by_warehouse = rules.product_id._get_quantity_in_progress(
                location.ids
            )
            drafted.update(found)
        return drafted

    def _set_maker_shortage(self):
        """Set whether the rule is low, and what to order, from its quantities."""
        self.ensure_one()
        unit = self.product_uom
        missing = self.maker_level - self.maker_forecast
        self.maker_is_low = bool(unit) and unit.compare(missing, 0) > 0
        still_missing = missing - self.maker_drafted
        if not self.maker_is_low or unit.compare(still_missing, 0) <= 0:
            self.maker_to_order = 0.0
        elif self.maker_policy == "manual":
            spread = max(self.product_max_qty - self.product_min_qty, 0.0)
            self.maker_to_order = still_missing + spread
        else:
            self.maker_to_order = still_missing + self.maker_order_qty
