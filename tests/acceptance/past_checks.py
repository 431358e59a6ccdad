"""What a written past must stand, fed to ``odoo shell``: prints one JSON line.

Odoo works its stored figures out anew from what is there; Maker's checks of the past
run as it is, and after some of it was spoilt.
"""

import json
from collections import Counter

from maker_setup.past import verify

env = globals()["env"]  # given by the shell

MODELS = (
    "sale.order",
    "sale.order.line",
    "purchase.order",
    "purchase.order.line",
    "stock.picking",
    "stock.move",
    "stock.move.line",
    "stock.lot",
    "stock.scrap",
    "mrp.production",
    "account.move",
    "account.move.line",
    "maker.channel.order",
    "maker.market.day",
    "maker.stall.sale",
)
# Proposals that Odoo makes once, from what was known then, and people may change.
PROPOSED = {
    "sale.order": {"validity_date"},
    "sale.order.line": {"price_unit"},
    "stock.move": {"location_dest_id", "partner_id", "unit_factor"},
    "stock.scrap": {"scrap_qty"},
    "account.move": {"date"},
    "account.move.line": {"sequence", "balance", "price_unit"},
}


class Undone(Exception):
    """Ends a savepoint whose changes are not wanted."""


def recomputed():
    """``{field: how many records have something else}`` when Odoo computes anew."""
    found = Counter()
    for name in MODELS:
        records = env[name].search([])
        assert records, name
        for field in records._fields.values():
            if not (field.store and field.compute and field.column_type):
                continue
            if field.name in PROPOSED.get(name, ()):
                continue
            before = {record: record[field.name] for record in records}
            try:
                with env.cr.savepoint():
                    env.add_to_compute(field, records)
                    for record, value in before.items():
                        if not same(value, record[field.name]):
                            found[f"{name}.{field.name}"] += 1
                    raise Undone
            except Undone:
                env.invalidate_all()
    return found


def same(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < 1e-6
    return one == other


def spoilt(check, statement):
    """How many differences ``check`` finds when ``statement`` was executed."""
    try:
        with env.cr.savepoint():
            env.cr.execute(statement)
            env.invalidate_all()
            count = len(verify.CHECKS[check](env, verify.goods_of_past(env)))
            raise Undone
    except Undone:
        env.invalidate_all()
    return count


LAST_SALE = (
    "(SELECT MAX(line.id) FROM stock_move_line line JOIN stock_move move "
    "ON move.id = line.move_id WHERE move.sale_line_id IS NOT NULL)"
)
print(
    "PAST "
    + json.dumps(
        {
            "differences": verify.differences(env),
            "recomputed": recomputed(),
            "channels": len(
                env["maker.channel.order"]
                .search([])
                .channel_id.with_context(active_test=False)
            ),
            "closed": env["maker.cogs.period"].search_count([("state", "=", "closed")]),
            "goods": env["product.product"].search_count(
                [("categ_id.name", "=", verify.CATEGORY)]
            ),
            "spoilt": {
                "stock": spoilt(
                    "stock",
                    "UPDATE stock_move_line SET quantity_product_uom = "
                    f"quantity_product_uom + 1 WHERE id = {LAST_SALE}",
                ),
                "mass": spoilt(
                    "mass",
                    "UPDATE stock_quant SET quantity = quantity + 1 WHERE id = "
                    "(SELECT MAX(quant.id) FROM stock_quant quant JOIN stock_location "
                    "place ON place.id = quant.location_id WHERE quant.lot_id > 0 "
                    "AND place.usage = 'internal')",
                ),
                "cost": spoilt(
                    "costs",
                    "UPDATE stock_move SET value = value + 5 WHERE id = (SELECT "
                    "MAX(id) FROM stock_move WHERE purchase_line_id IS NOT NULL)",
                ),
                "listing": spoilt(
                    "listings",
                    "UPDATE maker_channel_listing SET acked_qty = acked_qty + 1 "
                    "WHERE id = (SELECT MAX(id) FROM maker_channel_listing)",
                ),
            },
        }
    )
)
