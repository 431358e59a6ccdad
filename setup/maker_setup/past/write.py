"""Writes a past into an Odoo database."""

import time

from odoo.tools import SQL

from . import cast_bought, cast_lost, cast_made, cast_sold, moulds
from .events import Past, Size
from .goods import CLOSED_SHOP, goods
from .workshop import Workshop, furnish


def write(env, size: Size, past: Past, tell=lambda what, seconds: None) -> Workshop:
    """Write ``past`` as if Odoo had lived through it; ``tell`` hears how far it is."""
    started = time.monotonic()

    def done(what):
        nonlocal started
        env.flush_all()
        tell(what, time.monotonic() - started)
        started = time.monotonic()

    shop = furnish(env, size, past)
    done("goods and people")
    forms = moulds.take(shop)
    done("one document of each kind")
    lines = cast_bought.receipts(shop, past, forms["receipt"])
    cast_bought.bills(shop, past, forms["bill"], lines)
    done("purchases and bills")
    cast_made.runs(shop, past, forms["run"])
    done("runs")
    cast_sold.orders(shop, past, forms["order"])
    done("orders")
    cast_sold.markets(shop, past, forms["market"])
    cast_lost.missing(shop, past, forms["count"], forms["waste"])
    done("markets and counts")
    _stock(shop, past)
    _list(shop, catalogue=goods(size.products))
    done("stock and listings")
    return shop


def _stock(shop: Workshop, past: Past) -> None:
    """What is where, from the moves; and what it costs."""
    env = shop.env
    products = env["product.product"].union(*shop.products.values())
    rows = env.execute_query(
        SQL(
            """
            SELECT product_id, place, lot_id, SUM(quantity), MIN(date) FROM (
                SELECT product_id, location_dest_id AS place, lot_id,
                       quantity_product_uom AS quantity, date
                  FROM stock_move_line WHERE product_id = ANY(%(ids)s)
                 UNION ALL
                SELECT product_id, location_id, lot_id, -quantity_product_uom, date
                  FROM stock_move_line WHERE product_id = ANY(%(ids)s)
            ) AS moved
            GROUP BY product_id, place, lot_id
            HAVING ABS(SUM(quantity)) > 0.00001
            ORDER BY product_id, place, lot_id
            """,
            ids=products.ids,
        )
    )
    env["stock.quant"].sudo().create(
        [
            {
                "product_id": product,
                "location_id": place,
                "lot_id": lot,
                "quantity": quantity,
                "in_date": date,
            }
            for product, place, lot, quantity, date in rows
        ]
    )
    for key, closing in past.closing.items():
        product = shop.products[key].with_context(disable_auto_revaluation=True)
        product.standard_price = closing.cost
    env.flush_all()
    lots = env["stock.lot"].search([("product_id", "in", products.ids)])
    env.add_to_compute(lots._fields["location_id"], lots)
    env.flush_all()
    env.cr.execute("ANALYZE")
    env.invalidate_all()


def _list(shop: Workshop, catalogue) -> None:
    """Offer everything in every shop that is still open, as many as there are."""
    env = shop.env
    made = [shop.products[one.key] for one in catalogue.products]
    products = env["product.product"].union(*made)
    free = products._maker_sellable(
        products, env["stock.warehouse"].search([], limit=1).lot_stock_id
    )
    listings = env["maker.channel.listing"].create(
        [
            {
                "channel_id": channel.id,
                "remote_id": f"{code}-{product.default_code}",
                "title": product.name,
                "sku": product.default_code,
                "price": product.list_price,
                "product_id": product.id,
            }
            for code, channel in shop.channels.items()
            if code != CLOSED_SHOP
            for product in products
        ]
    )
    for product, shown in listings.grouped("product_id").items():
        count = int(free[product.id])
        shown.write({"desired_qty": count, "acked_qty": count, "remote_qty": count})
    shop.channels[CLOSED_SHOP].active = False
