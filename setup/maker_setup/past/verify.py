"""Lets Odoo and Maker work out what the past says, and says where they differ."""

from odoo.tools import SQL

from .events import Closing

CENT = 0.0051
SMALL = 0.00001
CATEGORY = "Workshop"


def differences(env, closing: dict[int, Closing] | None = None) -> list[str]:
    """Return a sentence for each thing of the past that is not as it should be.

    :param closing: what the timeline ends with, by the ids of the products
    """
    products = goods_of_past(env)
    found = [sentence for check in CHECKS.values() for sentence in check(env, products)]
    return found + _ends(products, closing or {})


def goods_of_past(env):
    """What the studio of the past worked with."""
    return env["product.product"].search([("categ_id.name", "=", CATEGORY)])


def _stock(env, products) -> list[str]:
    """What lies where is the sum of what moved, lot by lot."""
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """
            SELECT product_id, place, lot_id, SUM(quantity) FROM (
                SELECT product_id, location_dest_id AS place, lot_id,
                       quantity_product_uom AS quantity
                  FROM stock_move_line WHERE product_id = ANY(%(ids)s)
                   AND state = 'done'
                 UNION ALL
                SELECT product_id, location_id, lot_id, -quantity_product_uom
                  FROM stock_move_line WHERE product_id = ANY(%(ids)s)
                   AND state = 'done'
                 UNION ALL
                SELECT product_id, location_id, lot_id, -quantity
                  FROM stock_quant WHERE product_id = ANY(%(ids)s)
            ) AS moved
            GROUP BY product_id, place, lot_id HAVING ABS(SUM(quantity)) > %(small)s
            """,
            ids=products.ids,
            small=SMALL,
        )
    )
    return [f"Stock is not the sum of its moves: {row}" for row in rows]


def _costs(env, products) -> list[str]:
    """Average cost and value are what Odoo works out from the moves."""
    found = []
    for product in products:
        average, value = product._run_avco()
        found += [
            f"{product.name}: {what} {here}, and {there} from the moves"
            for what, here, there, within in (
                ("average cost", product.standard_price, average, SMALL),
                ("value", product.total_value, value, CENT),
            )
            if abs(here - there) > within
        ]
    return found


def _ends(products, closing: dict[int, Closing]) -> list[str]:
    """Odoo has what the timeline ends with, in quantity and in value."""
    found = []
    for product in products.filtered(lambda one: one.id in closing):
        end = closing[product.id]
        quantity = sum(part for _lot, part in end.lots)
        if abs(product.qty_available - quantity) > SMALL:
            found.append(f"{product.name}: {product.qty_available}, not {quantity}")
        if abs(product.total_value - end.value) > CENT:
            found.append(f"{product.name}: {product.total_value}, not {end.value}")
    return found


def _books(env, products) -> list[str]:
    """Every month explains itself, and some close on what Odoo says of that day."""
    found = []
    periods = env["maker.cogs.period"].search([], order="date_from")
    for period in periods:
        if abs(period.residual_value) > CENT:
            found.append(f"{period.name}: {period.residual_value} is unexplained")
    closed = periods.filtered(lambda period: period.state == "closed")
    for period in closed[len(closed) // 2 :][:1] | closed[-1:]:
        there = products.with_context(to_date=period.date_to)
        value = sum(there.mapped("total_value"))
        # Odoo tells each product's value to the cent
        if abs(value - period.closing_value) > CENT * len(products):
            found.append(
                f"{period.name}: closes on {period.closing_value}, Odoo says {value}"
            )
    return found


def _mass(env, products) -> list[str]:
    """What came in of every lot was used, sold, lost or is there."""
    lots = env["stock.lot"].search([("product_id", "in", products.ids)])
    graph = env["maker.trace"]._trace(lots, "forward")
    balances = env["maker.trace.page"]._mass_balances(lots, graph)
    return [
        f"Lot {lot.name}: {balances[lot.id].accounted_pct} % accounted for"
        for lot in lots
        if abs(float(balances[lot.id].accounted_pct) - 100) > SMALL
    ]


def _listings(env, products) -> list[str]:
    """Every listing shows what Maker says can be sold."""
    listings = env["maker.channel.listing"].search([("product_id", "in", products.ids)])
    found = []
    for channel, shown in listings.grouped("channel_id").items():
        for listing, right in channel._as_worker()._shown(shown.sudo()).items():
            if not listing.acked_qty == right.quantity == listing.desired_qty:
                found.append(
                    f"{channel.name} shows {listing.acked_qty} {listing.title}, "
                    f"{right.quantity} can be sold"
                )
    return found


CHECKS = {
    "stock": _stock,
    "costs": _costs,
    "books": _books,
    "mass": _mass,
    "listings": _listings,
}
