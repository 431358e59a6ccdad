"""Casts orders of the shops, wholesale orders and market days."""

import uuid

from .events import Order, Past
from .goods import CHANNELS
from .mould import Cast, Mould
from .timeline import WHOLESALE
from .workshop import Workshop

FEES = {channel.code: channel.fee for channel in CHANNELS}


def orders(shop: Workshop, past: Past, mould: Mould) -> None:
    """Write all orders that were sent, with their deliveries."""
    env, count = shop.env, len(past.orders)
    told = zip(
        past.orders,
        shop.numbers_of("sale.order", count),
        shop.numbers(env.ref("stock.picking_type_out").sequence_id, count),
        strict=True,
    )
    mould.cast(
        [
            _order(shop, place, order, number, delivery)
            for place, (order, number, delivery) in enumerate(told)
        ]
    )


def _order(shop: Workshop, place: int, order: Order, number: str, delivery: str):
    cast = Cast(str(order.ordered))
    channel = shop.channels.get(order.channel)
    partner = shop.customers[order.customer].id
    reference = f"{order.channel[:2].upper()}{70000 + place}" if channel else None
    people = dict.fromkeys(
        ("partner_id", "partner_invoice_id", "partner_shipping_id"), partner
    )
    own = {
        **people,
        "maker_channel_id": channel.id if channel else None,
        "client_order_ref": reference,
        "effective_date": str(order.at),
    }
    if order.channel == WHOLESALE:
        own["pricelist_id"] = shop.wholesale.id
        own["maker_wholesale"] = True
    _sale(shop, cast, (), order, number, own)
    cast.add("stock_reference", {"name": number})
    cast.add(
        "stock_picking",
        {
            "name": delivery,
            "origin": number,
            "partner_id": partner,
            "date_done": str(order.at),
            "date_deadline": str(order.ordered),
            "scheduled_date": str(order.at),
            "has_deadline_issue": True,
        },
    )
    _handed(shop, cast, (), order, "", (number, delivery, partner))
    cast.rows["maker_channel_order"] = []
    if channel:
        cast.add("maker_channel_order", _there(order, channel, reference))
    return cast


def _there(order: Order, channel, reference: str) -> dict:
    """The order as its shop tells it."""
    placed = str(order.ordered)
    return {
        "channel_id": channel.id,
        "remote_id": reference,
        "name": reference,
        "ordered_at": placed,
        "updated_at": str(order.at),
        "imported_at": placed,
        "asked_at": None,
        "total": order.total,
        "fees": round(order.total * FEES[order.channel], 2),
        "fees_known": True,
    }


def _sale(shop: Workshop, cast: Cast, key: tuple, order: Order, number: str, own):
    cast.add(
        "sale_order",
        {
            "name": number,
            "date_order": str(order.ordered),
            "validity_date": str(order.ordered.date()),
            "amount_untaxed": order.total,
            "amount_total": order.total,
            **own,
        },
        key,
    )
    partner = {"order_partner_id": own["partner_id"]} if "partner_id" in own else {}
    for place, (taken, price) in enumerate(order.lines):
        product, amount = shop.products[taken.item], round(taken.quantity * price, 2)
        cast.add(
            "sale_order_line",
            {
                **partner,
                "name": product.display_name,
                "product_id": product.id,
                "product_uom_qty": taken.quantity,
                "qty_delivered": taken.quantity,
                "qty_to_invoice": taken.quantity,
                "price_unit": price,
                "technical_price_unit": price,
                "price_subtotal": amount,
                "price_total": amount,
                "price_reduce_taxinc": price,
                "price_reduce_taxexcl": price,
                "untaxed_amount_to_invoice": amount,
            },
            (*key, place),
        )


def _handed(shop: Workshop, cast: Cast, key, order: Order, prefix: str, told) -> None:
    """The goods of an order leave."""
    number, delivery, partner = told
    for place, (taken, _price) in enumerate(order.lines):
        moved = {
            "value": taken.value,
            "origin": number,
            "reference": delivery,
            "partner_id": partner,
        }
        if not prefix:
            moved["date_deadline"] = str(order.ordered)
        _moved(shop, cast, (*key, place), taken, order.at, prefix, moved)


def _moved(shop: Workshop, cast: Cast, key: tuple, taken, moment, prefix, own) -> None:
    product = shop.products[taken.item]
    cast.add(
        f"{prefix}stock_move",
        {
            "date": str(moment),
            "reservation_date": str(moment.date()),
            "product_id": product.id,
            "quantity": taken.quantity,
            "product_qty": taken.quantity,
            "product_uom_qty": taken.quantity,
            "packaging_uom_qty": taken.quantity,
            **own,
        },
        key,
    )
    for part, (lot, quantity) in enumerate(taken.portions):
        cast.add(
            f"{prefix}stock_move_line",
            {
                "date": str(moment),
                "product_id": product.id,
                "lot_id": shop.lot(taken.item, lot),
                "quantity": quantity,
                "quantity_product_uom": quantity,
            },
            (*key, part),
        )


def markets(shop: Workshop, past: Past, mould: Mould) -> None:
    """Write all market days: packing, sales at the stall, and the way home."""
    env, kinds = shop.env, shop.env["stock.picking.type"]
    sales = sum(len(market.sales) for market in past.markets)
    inside = kinds.browse(mould.rows["pack_stock_picking"]["picking_type_id"])
    ways = iter(shop.numbers(inside.sequence_id, 2 * len(past.markets)))
    told = zip(
        shop.numbers_of("sale.order", sales),
        shop.numbers(env.ref("stock.picking_type_out").sequence_id, sales),
        strict=True,
    )
    mould.cast([_market(shop, market, ways, told) for market in past.markets])


def _market(shop: Workshop, market, ways, told) -> Cast:
    cast = Cast(str(market.at))
    home = market.at.replace(hour=17, minute=0)
    title = f"{market.name}, {market.at.day} {market.at:%b}"
    cast.add(
        "maker_market_day",
        {
            "name": market.name,
            "date": str(market.at.date()),
            "packed_at": str(market.at),
            "closed_at": str(home),
            "stall_fee": market.fee,
        },
    )
    for place, taken in enumerate(market.packed):
        product = shop.products[taken.item].id
        values = {"product_id": product, "quantity": taken.quantity}
        cast.add("maker_market_day_line", values, (place,))
    ways_of = (("pack_", market.at, market.packed), ("back_", home, market.back))
    for prefix, moment, goods in ways_of:
        name = next(ways)
        _way(shop, cast, prefix, moment, goods, (title, name))
    for place, (sale, numbers) in enumerate(zip(market.sales, told, strict=False)):
        _stall_sale(shop, cast, (place,), sale, (title, *numbers))
    return cast


def _way(shop: Workshop, cast: Cast, prefix: str, moment, goods, told) -> None:
    title, name = told
    for table in ("stock_picking", "stock_move", "stock_move_line"):
        cast.rows[f"{prefix}{table}"] = []
    if goods:
        cast.add(
            f"{prefix}stock_picking",
            {
                "name": name,
                "origin": title,
                "date_done": str(moment),
                "scheduled_date": str(moment),
            },
        )
    for place, taken in enumerate(goods):
        own = {"origin": title, "reference": name}
        _moved(shop, cast, (place,), taken, moment, prefix, own)


def _stall_sale(shop: Workshop, cast: Cast, key: tuple, sale: Order, told) -> None:
    title, number, delivery = told
    name = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{title} {sale.at}"))
    own = {"origin": title, "client_order_ref": name, "effective_date": str(sale.at)}
    _sale(shop, cast, key, sale, number, own)
    lines = [
        {
            "product": shop.products[taken.item].id,
            "quantity": taken.quantity,
            "price": price,
        }
        for taken, price in sale.lines
    ]
    payment = "card" if sale.at.minute % 3 else "cash"
    content = {"key": name, "lines": lines, "total": sale.total, "payment": payment}
    content["sold_at"] = f"{sale.at.isoformat()}Z"
    cast.add(
        "maker_stall_sale",
        {
            "key": name,
            "sold_at": str(sale.at),
            "payment": payment,
            "total": sale.total,
            "content": content,
        },
        key,
    )
    cast.add(
        "hand_stock_picking",
        {
            "name": delivery,
            "origin": number,
            "date_done": str(sale.at),
            "scheduled_date": str(sale.at),
        },
        key,
    )
    buyer = shop.env.ref("maker_channel_sync.partner_stall").id
    _handed(shop, cast, key, sale, "hand_", (number, delivery, buyer))
