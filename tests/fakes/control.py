"""The side of a fake that people and other processes use: ``/_fake/`` calls."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlencode

from .goods import SoldOut
from .messages import Request, Response
from .pages import page


def control(shop, request: Request) -> Response | None:
    """Answer the page and the control calls; None for the vendor's own API."""
    if request.path == "/" and request.method == "GET":
        told = page(shop, request.arg("said")).encode()
        return Response(200, told, {"Content-Type": "text/html; charset=utf-8"})
    if request.path == "/favicon.ico":
        return Response(204, b"")
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
        # A redirect, so that reloading the page buys nothing again.
        return Response(303, b"", {"Location": f"/?{urlencode({'said': said})}"})
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


def _access(shop, given: dict) -> dict:
    return shop.access()


def _buy(shop, given: dict) -> dict:
    number = shop.buy(given.pop("lines"), **given)
    order = shop.order(number)
    return {"order": number, "said": f"Order {order.number} placed. Thank you!"}


def _cancel(shop, given: dict) -> dict:
    shop.cancel(given["order"], bool(given.get("restock", True)))
    return {"said": f"Order {shop.order(given['order']).number} cancelled."}


def _refund(shop, given: dict) -> dict:
    lines = [(key, int(count)) for key, count in given.get("lines", ())]
    restock = bool(given.get("restock", False))
    amount = given.get("amount")
    order = shop.order(given["order"])
    goods = ", ".join(f"{count} × {shop.line(order, key).sku}" for key, count in lines)
    refund = shop.refund(given["order"], lines, restock, amount)
    said = f"Order {order.number}: {goods or 'money'} refunded."
    return {"refund": refund, "said": said}


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
    ("GET", "access"): _access,
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
