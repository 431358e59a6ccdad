from odoo import api, models
from odoo.fields import Domain

from ...public import only_for
from .maker_api import MAKERS


class MakerApi(models.AbstractModel):
    """What there is, what can be made of it, and what runs low."""

    _inherit = "maker.api"

    @api.model
    @api.readonly
    @only_for(*MAKERS)
    def stock_of(self, product):
        """How much there is of a product: free, reserved, in progress, and where.

        :param product: id, SKU, barcode or whole name
        :return: see ``docs/api.md``
        """
        product = self._record("product.product", product)
        unit = product.uom_id
        places = self._places(product)
        supply = product._maker_supply(product)[product.id]
        sellable = max(supply.free - supply.demand - supply.held, 0)
        benches = [one for one in places if one["role"] == "wip"]
        elsewhere = [one for one in places if one["role"] != "wip"]
        figures = {
            "on_hand": sum(one["on_hand"] for one in places),
            "reserved": sum(one["reserved"] for one in elsewhere),
            "in_progress": sum(one["on_hand"] for one in benches),
            "free": supply.free,
            "promised": supply.demand + supply.held,
            "sellable": sellable,
        }
        return {
            "product": self._product(product),
            "unit": unit.name,
            **{name: self._rounded(value, unit) for name, value in figures.items()},
            "places": places,
        }

    @api.model
    def _places(self, product):
        """Where a product lies, lot by lot."""
        unit = product.uom_id
        groups = self.env["stock.quant"]._read_group(
            [
                ("product_id", "=", product.id),
                ("location_id.usage", "=", "internal"),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["location_id", "lot_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        places = [
            {
                "place": self._named(location),
                "role": location.maker_role or None,
                "lot": self._lot(lot),
                "on_hand": self._rounded(quantity, unit),
                "reserved": self._rounded(reserved, unit),
            }
            for location, lot, quantity, reserved in groups
            if not unit.is_zero(quantity) or not unit.is_zero(reserved)
        ]
        return sorted(
            places,
            key=lambda one: (one["place"]["name"], (one["lot"] or {}).get("name", "")),
        )

    @api.model
    def _lot(self, lot):
        """A lot, where stock has one; an addon tells more of it."""
        return self._named(lot)

    @api.model
    @api.readonly
    @only_for(*MAKERS)
    def can_make(self, product):
        """How many of a product the free materials allow, and what stops the next.

        :param product: id, SKU, barcode or whole name
        :return: see ``docs/api.md``
        """
        product = self._record("product.product", product)
        unit = product.uom_id
        book, keys = product._maker_capacity_keys()
        answer = {
            "product": self._product(product),
            "unit": unit.name,
            "recipe": None,
            "can_make": 0.0,
            "can_make_together": 0.0,
            "limited_by": None,
            "next_batch_lacks": [],
        }
        if product not in keys:
            return answer
        key = keys[product]
        found = product._maker_workshop(book).can_make(key)
        lacking = product.browse(found.missing)
        return {
            **answer,
            "recipe": self._named(book.recipes[key][1]),
            "can_make": self._rounded(found.quantity, unit),
            "can_make_together": self._rounded(product.joint_can_make_qty, unit),
            "limited_by": self._product(product.browse(found.limiting or [])),
            "next_batch_lacks": [
                self._needed(item, found.missing[item.id]) for item in lacking
            ],
        }

    @api.model
    def _needed(self, product, quantity):
        """What is to be got of a product, rounded up."""
        unit = product.uom_id
        return {
            "product": self._product(product),
            "quantity": unit.round(quantity, rounding_method="UP"),
            "unit": unit.name,
        }

    @api.model
    @api.readonly
    @only_for(*MAKERS)
    def runs_low(self, product=None):
        """What falls under its level, and how much to order now.

        :param product: id, SKU, barcode or whole name: the rules of this product,
            low or not
        :return: see ``docs/api.md``
        """
        domain = Domain("company_id", "in", self.env.companies.ids)
        if product is None:
            domain &= Domain("maker_is_low", "=", True)
        else:
            product = self._record("product.product", product)
            domain &= Domain("product_id", "=", product.id)
        rules = self.env["stock.warehouse.orderpoint"].search(domain)
        return {"rules": [self._rule(rule) for rule in rules]}

    @api.model
    def _rule(self, rule):
        unit = rule.product_uom
        figures = {
            "forecast": rule.maker_forecast,
            "order_at": rule.maker_level,
            "in_draft_orders": rule.maker_drafted,
            "order_now": rule.maker_to_order,
        }
        return {
            "id": rule.id,
            "product": self._product(rule.product_id),
            "place": self._named(rule.location_id),
            "unit": unit.name,
            "is_low": rule.maker_is_low,
            **{name: self._rounded(value, unit) for name, value in figures.items()},
            "vendor": self._named(rule.maker_vendor_id),
            "lead_days": self._rounded(rule.avg_lead_days, "Product Unit"),
        }
