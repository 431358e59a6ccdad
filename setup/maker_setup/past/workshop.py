"""The studio's goods, people and places in Odoo, made through its own models."""

from dataclasses import dataclass, field
from typing import Any

from odoo import Command
from odoo.tools import SQL

from .events import Past, Size
from .goods import CHANNELS, SHOPS, VENDORS, goods

REASONS = ("Broken", "Leaked", "Given away", "Did not set")
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


@dataclass
class Workshop:
    """Where the past is written: Odoo's records by the keys of the timeline."""

    env: Any
    products: dict[str, Any] = field(default_factory=dict)
    boms: dict[str, Any] = field(default_factory=dict)
    vendors: dict[str, Any] = field(default_factory=dict)
    customers: dict[str, Any] = field(default_factory=dict)
    channels: dict[str, Any] = field(default_factory=dict)
    bought_in: dict[str, int] = field(default_factory=dict)
    lots: dict[tuple[str, str], int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    wholesale: Any = None

    def lot(self, item: str, name: str | None) -> int | None:
        """The id of a lot, None for what has none."""
        return self.lots[item, name] if name else None

    def numbers(self, sequence, count: int) -> list[str]:
        """The next ``count`` numbers of a sequence, in one statement."""
        if sequence.use_date_range or sequence.implementation != "standard":
            return [sequence.next_by_id() for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for (number,) in rows]

    def numbers_of(self, code: str, count: int) -> list[str]:
        """The next ``count`` numbers of the sequence with ``code``."""
        sequence = self.env["ir.sequence"].search(
            [
                ("code", "=", code),
                ("company_id", "in", (self.env.company.id, False)),
            ],
            order="company_id",
            limit=1,
        )
        return self.numbers(sequence, count)


def furnish(env, size: Size, past: Past) -> Workshop:
    """Create what the studio works with; it was there when the past began."""
    # orders of the shops are written by nobody but their import
    shop = Workshop(env(su=True, context={**env.context, **QUIET}))
    catalogue = goods(size.products)
    _people(shop, past)
    _items(shop, catalogue)
    _recipes(shop, catalogue)
    tags = shop.env["stock.scrap.reason.tag"]
    shop.reasons = {
        name: (tags.search([("name", "=", name)]) or tags.create({"name": name})).id
        for name in REASONS
    }
    shop.channels = {
        one.code: shop.env["maker.channel"].create({"name": one.name, "code": one.code})
        for one in CHANNELS
    }
    _backdate(shop, past)
    return shop


def _people(shop: Workshop, past: Past) -> None:
    partners = shop.env["res.partner"]
    made = partners.create(
        [
            {"name": name, "is_company": True, "supplier_rank": 1}
            for name, _lead, _late in VENDORS.values()
        ]
    )
    shop.vendors = dict(zip(VENDORS, made, strict=True))
    names = sorted({order.customer for order in past.orders} | set(SHOPS))
    made = partners.create(
        [
            {"name": name, "is_company": name in SHOPS, "customer_rank": 1}
            for name in names
        ]
    )
    shop.customers = dict(zip(names, made, strict=True))
    shop.wholesale = shop.env["product.pricelist"].create(
        {"name": "Wholesale", "maker_wholesale": True}
    )


def _items(shop: Workshop, catalogue) -> None:
    env = shop.env
    category = env["product.category"].create(
        {
            "name": "Workshop",
            "property_cost_method": "average",
            "property_valuation": "periodic",
        }
    )
    common = {
        "type": "consu",
        "is_storable": True,
        "categ_id": category.id,
        "taxes_id": [Command.clear()],
        "supplier_taxes_id": [Command.clear()],
    }
    units = {
        "g": env.ref("uom.product_uom_gram"),
        "kg": env.ref("uom.product_uom_kgm"),
        "Units": env.ref("uom.product_uom_unit"),
    }
    materials = env["product.product"].create(
        [
            {
                **common,
                "name": one.name,
                "maker_kind": "material",
                "sale_ok": False,
                "uom_id": units[one.unit].id,
                "uom_ids": [Command.link(units[one.bought_in].id)],
                "tracking": "lot" if one.tracked else "none",
                "seller_ids": [
                    Command.create(
                        {
                            "partner_id": shop.vendors[one.vendor].id,
                            "product_uom_id": units[one.bought_in].id,
                            "price": one.price,
                            "delay": VENDORS[one.vendor][1],
                        }
                    )
                ],
            }
            for one in catalogue.materials
        ]
    )
    made = env["product.product"].create(
        [
            {
                **common,
                "name": one.name,
                "maker_kind": "product",
                "purchase_ok": False,
                "default_code": one.sku,
                "list_price": one.price,
                "tracking": "lot",
                "cure_days": one.cure_days,
            }
            for one in catalogue.products
        ]
    )
    everything = (*catalogue.materials, *catalogue.products)
    shop.products = {
        one.key: product
        for one, product in zip(everything, materials | made, strict=True)
    }
    shop.bought_in = {one.key: units[one.bought_in].id for one in catalogue.materials}


def _recipes(shop: Workshop, catalogue) -> None:
    made = shop.env["mrp.bom"].create(
        [
            {
                "product_tmpl_id": shop.products[one.key].product_tmpl_id.id,
                "product_qty": one.batch,
                "bom_line_ids": [
                    Command.create(
                        {
                            "product_id": shop.products[key].id,
                            "product_qty": amount * one.batch,
                        }
                    )
                    for key, amount in one.uses
                ],
            }
            for one in catalogue.products
        ]
    )
    shop.boms = {
        one.key: bom for one, bom in zip(catalogue.products, made, strict=True)
    }


def _backdate(shop: Workshop, past: Past) -> None:
    """Let what the studio works with be as old as its past."""
    env = shop.env
    env.flush_all()
    products = env["product.product"].union(*shop.products.values())
    aged = {
        "product_product": products.ids,
        "product_template": products.product_tmpl_id.ids,
        "mrp_bom": env["mrp.bom"].union(*shop.boms.values()).ids,
        "res_partner": env["res.partner"]
        .union(*shop.vendors.values(), *shop.customers.values())
        .ids,
    }
    for table, ids in aged.items():
        env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id = ANY(%s)",
                SQL.identifier(table),
                past.begin,
                ids,
            )
        )
    env.invalidate_all()
