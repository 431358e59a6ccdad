"""The side of a fake that people and tests use: a page, and ``/_fake/`` calls."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import parse_qs

from .goods import SoldOut
from .messages import Request, Response

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;
color:#222;background:#fff}
h1{margin:.2rem 0}h2{margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .5rem;border-bottom:1px solid #ddd}
td.n,th.n{text-align:right}button{font:inherit;padding:.3rem .9rem;min-height:2.5rem}
input{font:inherit;width:4rem;min-height:2.2rem}form{display:inline}
.gone{color:#a00}.note{background:#fff6d6;padding:.5rem .8rem;border-radius:.3rem}
.wide{overflow-x:auto}small{color:#666}
@media(prefers-color-scheme:dark){body{background:#181818;color:#eee}
th,td{border-color:#444}.note{background:#443c10}.gone{color:#f88}small{color:#aaa}}
"""


def control(shop, request: Request) -> Response | None:
    """Answer the page and the control calls; None for the vendor's own API."""
    if request.path == "/" and request.method == "GET":
        return _html(page(shop, request.arg("said")))
    if not request.path.startswith("/_fake/"):
        return None
    action = ACTIONS.get((request.method, request.path.removeprefix("/_fake/")))
    if action is None:
        return Response(404, {"error": f"No control call {request.path}."})
    from_page = request.content_type == "application/x-www-form-urlencoded"
    try:
        answer = action(shop, _given(request, from_page))
        said = answer.get("said", "Done.")
        status = 200
    except SoldOut as error:
        answer = {"error": str(error), "sold_out": True}
        said, status = f"Sold out: {error}", 409
    except (KeyError, TypeError, ValueError) as error:
        said = str(error.args[0] if error.args else error)
        answer, status = {"error": said}, 400
    if from_page:
        return _html(page(shop, said), status if status != 200 else 200)
    return Response(status, answer)


def _given(request: Request, from_page: bool) -> dict:
    if from_page:
        form = parse_qs(request.body.decode(), keep_blank_values=True)
        given = {name: values[-1] for name, values in form.items()}
        if "sku" in given:
            given["lines"] = [(given.pop("sku"), given.pop("count", None) or 1)]
        return given
    if request.method == "GET":
        return {name: values[-1] for name, values in request.query.items()}
    given = json.loads(request.body or b"{}")
    if not isinstance(given, dict):
        raise TypeError("Send one JSON object.")
    return given


def _buy(shop, given: dict) -> dict:
    number = shop.buy(given.pop("lines"), **given)
    order = shop.order(number)
    return {"order": number, "said": f"Order {order.number} placed. Thank you!"}


def _cancel(shop, given: dict) -> dict:
    shop.cancel(given["order"], bool(given.get("restock", True)))
    return {}


def _refund(shop, given: dict) -> dict:
    lines = [(key, int(count)) for key, count in given.get("lines", ())]
    restock = bool(given.get("restock", False))
    amount = given.get("amount")
    return {"refund": shop.refund(given["order"], lines, restock, amount)}


def _ship(shop, given: dict) -> dict:
    return {"parcel": shop.ship(**given)}


def _pay(shop, given: dict) -> dict:
    shop.pay(given["order"])
    return {}


def _edit(shop, given: dict) -> dict:
    shop.edit(given["order"], given["line"], int(given["quantity"]))
    return {}


def _stock(shop, given: dict) -> dict:
    shop.set_stock_by_hand(
        given["key"], int(given["quantity"]), given.get("location", "")
    )
    return {"stock": shop.stock(given["key"])}


def _read_stock(shop, given: dict) -> dict:
    return {"stock": shop.stock(given["key"])}


def _listing(shop, given: dict) -> dict:
    listing = shop.add_listing(**given)
    return {"listing": listing.id, "variants": [v.id for v in listing.variants]}


def _fault(shop, given: dict) -> dict:
    shop.faults.add(**given)
    return {}


def _clear_faults(shop, given: dict) -> dict:
    shop.faults.clear()
    return {}


def _webhook(shop, given: dict) -> dict:
    shop.webhook_target(given["url"])
    return {}


def _set(shop, given: dict) -> dict:
    for name, value in given.items():
        if name.startswith("_") or not hasattr(shop, name):
            raise KeyError(f"There is no setting {name!r}.")
        if callable(getattr(shop, name)):
            raise TypeError(f"{name!r} is no setting.")
        setattr(shop, name, value)
    return {}


def state(shop, given: dict | None = None) -> dict:
    """Everything there is to see in the shop, as JSON."""
    with shop.lock:
        return {
            "vendor": shop.vendor,
            "name": shop.name,
            "url": shop.url,
            "listings": [_listing_state(listing) for listing in shop.listings],
            "orders": [_order_state(shop, order) for order in shop.orders.values()],
            "calls": dict(shop.calls),
            "requests": len(shop.requests),
            "deliveries": [
                {"id": d.id, "topic": d.topic, "url": d.url, "statuses": d.statuses}
                for d in shop.deliveries
            ],
            "faults": [{"kind": f.kind, "times": f.times} for f in shop.faults.pending],
        }


def _listing_state(listing) -> dict:
    return {
        "id": listing.id,
        "title": listing.title,
        "state": listing.state,
        "variants": [
            {
                "id": variant.id,
                "sku": variant.sku,
                "title": variant.title,
                "price": str(variant.price),
                "tracked": variant.tracked,
                "stock": sum(level.available for level in variant.levels.values()),
                "committed": sum(level.committed for level in variant.levels.values()),
            }
            for variant in listing.variants
        ],
    }


def _order_state(shop, order) -> dict:
    return {
        "id": shop.order_key(order),
        "number": order.number,
        "created": order.created.isoformat(),
        "paid": order.paid,
        "cancelled": bool(order.cancelled),
        "shipped": order.shipped,
        "total": str(order.total),
        "currency": order.currency,
        "lines": [
            {
                "id": line.id,
                "sku": line.sku,
                "quantity": line.quantity,
                "shipped": line.shipped,
                "cancelled": line.cancelled,
                "refunded": line.refunded,
            }
            for line in order.lines
        ],
        "tracking": [parcel.tracking for parcel in order.shipments],
    }


ACTIONS = {
    ("GET", "state"): state,
    ("GET", "stock"): _read_stock,
    ("POST", "buy"): _buy,
    ("POST", "cancel"): _cancel,
    ("POST", "refund"): _refund,
    ("POST", "ship"): _ship,
    ("POST", "pay"): _pay,
    ("POST", "edit"): _edit,
    ("POST", "stock"): _stock,
    ("POST", "listing"): _listing,
    ("POST", "fault"): _fault,
    ("POST", "clear_faults"): _clear_faults,
    ("POST", "webhook"): _webhook,
    ("POST", "set"): _set,
}


def _html(text: str, status: int = 200) -> Response:
    return Response(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def page(shop, said: str = "") -> str:
    """The shop as a page: what is for sale, the orders, what the API changed."""
    with shop.lock:
        rows = "".join(
            _row(listing, variant)
            for listing in shop.listings
            for variant in listing.variants
        )
        orders = "".join(
            f"<tr><td>{order.number}<td>{order.created:%H:%M:%S}"
            f"<td>{escape(_goods(order))}"
            f"<td class=n>{order.total:.2f} {order.currency}<td>{_status(order)}"
            for order in reversed(list(shop.orders.values())[-20:])
        )
        writes = "".join(f"<li>{escape(text)}" for text in reversed(shop.writes[-20:]))
    note = f"<p class=note role=status>{escape(said)}</p>" if said else ""
    return (
        "<!DOCTYPE html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>{escape(shop.name)}</title><style>{STYLE}</style>"
        f"<h1>{escape(shop.name)}</h1>"
        f"<p><small>A stand-in for {escape(shop.vendor)}, on this machine only."
        " Nothing is sold.</small></p>"
        f"{note}<div class=wide><table><thead><tr><th>Product<th>SKU<th class=n>Price"
        f"<th class=n>In stock<th><tbody>{rows}</table></div>"
        "<h2>Orders</h2>"
        + (
            "<div class=wide><table><thead><tr><th>Number<th>Time<th>Goods"
            f"<th class=n>Total<th>Status<tbody>{orders}</table></div>"
            if orders
            else "<p>None yet. Buy something above.</p>"
        )
        + "<h2>What the API changed</h2>"
        + (f"<ol reversed>{writes}</ol>" if writes else "<p>Nothing yet.</p>")
    )


def _row(listing, variant) -> str:
    count = sum(level.available for level in variant.levels.values())
    title = f"{listing.title} ({variant.title})" if variant.title else listing.title
    for_sale = listing.state == "active" and variant.enabled
    gone = not for_sale or (variant.tracked and count < 1 and not variant.oversell)
    shown = str(count) if variant.tracked else "not counted"
    if not for_sale:
        shown += f" ({listing.state.replace('_', ' ')})"
    button = (
        "<span class=gone>Sold out</span>"
        if gone
        else "<form method=post action=/_fake/buy>"
        f"<input type=hidden name=sku value='{escape(variant.sku or variant.id)}'>"
        f"<input type=number name=count value=1 min=1 aria-label='How many'> "
        "<button>Buy</button></form>"
    )
    return (
        f"<tr><td>{escape(title)}<td>{escape(variant.sku)}"
        f"<td class=n>{variant.price:.2f}<td class=n>{escape(shown)}<td>{button}"
    )


def _goods(order) -> str:
    return ", ".join(f"{line.quantity} × {line.sku}" for line in order.lines)


def _status(order) -> str:
    if order.cancelled:
        return "cancelled"
    if order.shipped:
        return "shipped"
    return "paid" if order.paid else "unpaid"
