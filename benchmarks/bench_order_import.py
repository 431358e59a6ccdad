"""Orders of a channel taken in, against as many sale orders made one by one."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from itertools import count

from odoo.tools import split_every

TITLE = "orders of three lines imported, confirmed and reserved"
PEER = "customers and sale orders created and confirmed one by one"
SIZES = (10, 100, 1000)
PRODUCTS = 30
LINES = 3
HISTORY = 100
"""Orders that the shop sold before, so that PostgreSQL plans for a shop in use."""


def prepare(env, size):
    """Connect a shop that lists some products in stock; orders from strangers."""
    products = _stocked_products(env)
    channel = _connected_channel(env, products)
    made = [_order(n) for n in range(size + HISTORY)]
    state = {
        "channel": channel.id,
        "products": {one.default_code: one.id for one in products},
        "orders": made[size:],
        "round": count(),
    }
    ours(env, state)
    return {**state, "orders": made[:size]}


def _stocked_products(env):
    warehouse = env["stock.warehouse"].search([], limit=1)
    products = env["product.product"].create(
        [
            {
                "name": f"Candle {n}",
                "default_code": f"ORDER-{n}",
                "is_storable": True,
                "taxes_id": [(5,)],
                "list_price": 12.5,
            }
            for n in range(PRODUCTS)
        ]
    )
    for product in products:
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 1_000_000
        )
    return products


def _connected_channel(env, products):
    channel = env["maker.channel"].create(
        {
            "name": "Benchmark",
            "code": "etsy",
            "warehouse_id": env["stock.warehouse"].search([], limit=1).id,
            "orders_from": "2020-01-01",
            "state": "connected",
        }
    )
    # Listings are what a shop tells: the worker writes them, no person creates one.
    env["maker.channel.listing"].sudo().create(
        [
            {
                "channel_id": channel.id,
                "remote_id": product.default_code,
                "title": product.name,
                "sku": product.default_code,
                "product_id": product.id,
            }
            for product in products
        ]
    )
    return channel


def _order(n):
    """The order number ``n``, of a buyer who bought nothing else."""
    from odoo.addons.maker_channel_sync.channel_clients.types import (
        Address,
        Order,
        OrderLine,
    )

    now = datetime.now(timezone.utc)
    return Order(
        remote_id=str(n),
        name=f"#{n}",
        state="paid",
        created=now,
        updated=now,
        currency="",
        lines=tuple(
            OrderLine(
                remote_id=f"{n}-{line}",
                listing_id=f"ORDER-{(n + line) % PRODUCTS}",
                title="Candle",
                quantity=1 + line,
                unit_price=Decimal("12.50"),
            )
            for line in range(LINES)
        ),
        delivery=Address(
            name=f"Buyer {n}",
            street=f"{n} Main St",
            city="Portland",
            zip="97201",
            country="US",
            email=f"buyer{n}@example.com",
        ),
    )


def ours(env, state):
    """Return what each order came to, taken as the worker takes them."""
    from odoo.addons.maker_channel_sync.models.channel.maker_channel_poll import BATCH

    run = next(state["round"])
    orders = [
        replace(
            order,
            remote_id=f"{run}-{order.remote_id}",
            delivery=replace(order.delivery, email=f"{run}.{order.delivery.email}"),
        )
        for order in state["orders"]
    ]
    channel = env["maker.channel"].browse(state["channel"])._as_worker()
    intake = channel.env["maker.channel.order.intake"]
    for batch in split_every(BATCH, orders, list):
        intake._take(channel, batch)
        env.flush_all()
        env.invalidate_all()
    taken = channel.env["maker.channel.order"].search(
        [
            ("channel_id", "=", channel.id),
            ("remote_id", "in", [order.remote_id for order in orders]),
        ],
        order="id",
    )
    return _outcome(taken.sale_order_id.sorted("id"))


def peer(env, state):
    """Return the same of sale orders that are entered one after the other."""
    country = env.ref("base.us")
    warehouse = env["maker.channel"].browse(state["channel"]).warehouse_id
    sales = env["sale.order"]
    for order in state["orders"]:
        buyer = order.delivery
        partner = env["res.partner"].create(
            {
                "name": buyer.name,
                "street": buyer.street,
                "city": buyer.city,
                "zip": buyer.zip,
                "country_id": country.id,
                "email": buyer.email,
            }
        )
        sale = env["sale.order"].create(
            {
                "partner_id": partner.id,
                "warehouse_id": warehouse.id,
                "client_order_ref": order.name,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": state["products"][line.listing_id],
                            "product_uom_qty": line.quantity,
                            "price_unit": float(line.unit_price),
                        },
                    )
                    for line in order.lines
                ],
            }
        )
        sale.action_confirm()
        env.flush_all()
        sales |= sale
    return _outcome(sales)


def _outcome(sales):
    return [
        (
            sale.client_order_ref,
            sale.state,
            sale.amount_untaxed,
            sum(sale.picking_ids.move_ids.mapped("quantity")),
        )
        for sale in sales
    ]


def agree(ours, theirs, state):
    """Return a sentence when an order is worth or reserves something else."""
    wrong = sum(
        one[:2] != other[:2]
        or abs(one[2] - other[2]) > 0.005
        or abs(one[3] - other[3]) > 0.005
        for one, other in zip(ours, theirs, strict=True)
    )
    return f"{wrong} of {len(theirs)} differ" if wrong else None
