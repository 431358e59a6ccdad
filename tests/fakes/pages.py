"""A fake shop's page: what it sells, its orders, and what the API changed."""

from __future__ import annotations

from html import escape

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;
color:#222;background:#fff}
h1{margin:.2rem 0}h2{margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .5rem;border-bottom:1px solid #ddd}
td.n,th.n{text-align:right}button{font:inherit;padding:.3rem .9rem;min-height:2.5rem}
input{font:inherit;width:4rem;min-height:2.2rem}form{display:inline}
td.s,td form{white-space:nowrap}.quiet{border:0;background:none;color:inherit;
text-decoration:underline;cursor:pointer;padding:0}
.gone{color:#a00}.note{background:#fff6d6;padding:.5rem .8rem;border-radius:.3rem}
.wide{overflow-x:auto}small{color:#666}
@media(prefers-color-scheme:dark){body{background:#181818;color:#eee}
th,td{border-color:#444}.note{background:#443c10}.gone{color:#f88}small{color:#aaa}}
@media(max-width:40rem){.o{display:none}th,td{padding:.4rem .25rem}input{width:2.8rem}}
"""
# Stock that falls because another shop sold shows without reloading.
SCRIPT = """
setInterval(async () => {
  const old = document.querySelector("main");
  if (old.contains(document.activeElement)) return;
  try {
    const text = await (await fetch("/")).text();
    const now = new DOMParser().parseFromString(text, "text/html");
    if (now.querySelector("main").innerHTML !== old.innerHTML)
      old.replaceWith(now.querySelector("main"));
  } catch { document.title = "Closed"; }
}, 1500);
"""


def page(shop, said: str = "") -> str:
    """The shop as a page: what is for sale, the orders, what the API changed."""
    with shop.lock:
        rows = "".join(
            _row(shop, listing, variant)
            for listing in shop.listings
            for variant in listing.variants
        )
        orders = "".join(
            f"<tr><td>{order.number}<td class=o>{order.created:%H:%M:%S}"
            f"<td>{escape(_goods(order))}"
            f"<td class=n>{order.total:.2f} {order.currency}"
            f"<td class=s>{_status(order)}{_undo(shop, order)}"
            for order in reversed(list(shop.orders.values())[-20:])
        )
        writes = "".join(f"<li>{escape(text)}" for text in reversed(shop.writes[-20:]))
    note = f"<p class=note role=status>{escape(said)}</p>" if said else ""
    return (
        "<!DOCTYPE html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        "<link rel=icon href='data:,'>"
        f"<title>{escape(shop.name)}</title><style>{STYLE}</style>"
        f"<h1>{escape(shop.name)}</h1>"
        f"<p><small>A stand-in for {escape(shop.vendor)}, on this machine only."
        " Nothing is sold.</small></p>"
        f"{note}<main><div class=wide><table><thead><tr><th>Product<th class=o>SKU"
        f"<th class=n>Price<th class=n>In stock<th><tbody>{rows}</table></div>"
        "<h2>Orders</h2>"
        + (
            "<div class=wide><table><thead><tr><th>Number<th class=o>Time<th>Goods"
            f"<th class=n>Total<th>Status<tbody>{orders}</table></div>"
            if orders
            else "<p>None yet. Buy something above.</p>"
        )
        + "<h2>What the API changed</h2>"
        + (f"<ol reversed>{writes}</ol>" if writes else "<p>Nothing yet.</p>")
        + f"</main><script>{SCRIPT}</script>"
    )


def _row(shop, listing, variant) -> str:
    count = sum(level.available for level in variant.levels.values())
    title = f"{listing.title} ({variant.title})" if variant.title else listing.title
    case, fewest = shop.lots(listing)
    terms = (
        f"<br><small>In cases of {case}, at least {fewest}.</small>"
        if (case, fewest) != (1, 1)
        else ""
    )
    for_sale = listing.state == "active" and variant.enabled
    gone = not for_sale or (variant.tracked and count < 1 and not variant.oversell)
    shown = str(count) if variant.tracked else "not counted"
    if not for_sale:
        shown += f" ({listing.state.replace('_', ' ')})"
    button = (
        "<span class=gone>Sold out</span>"
        if gone
        else "<form method=post action=/_fake/buy>"
        f"<input type=hidden name=sku value='{escape(variant.id)}'>"
        f"<input type=number name=count value={fewest} min={fewest} step={case}"
        " aria-label='How many'> <button>Buy</button></form>"
    )
    return (
        f"<tr><td>{escape(title)}{terms}<td class='s o'>{escape(variant.sku)}"
        f"<td class=n>{variant.price:.2f}<td class=n>{escape(shown)}<td>{button}"
    )


def _goods(order) -> str:
    return ", ".join(f"{line.quantity} × {line.sku}" for line in order.lines)


def _status(order) -> str:
    if order.cancelled:
        return "cancelled"
    if any(line.refunded for line in order.lines):
        left = any(line.refundable for line in order.lines)
        return "partly refunded" if left else "refunded"
    if order.shipped:
        return "shipped"
    return "paid" if order.paid else "unpaid"


def _undo(shop, order) -> str:
    """What can be taken back of an order, as buttons."""
    if order.cancelled:
        return ""
    named = f"<input type=hidden name=order value='{escape(shop.order_key(order))}'>"
    parts = []
    if not order.shipments and any(line.open for line in order.lines):
        parts.append(
            f" <form method=post action=/_fake/cancel>{named}"
            f"<button class=quiet aria-label='Cancel order {order.number}'>cancel"
            "</button></form>"
        )
    if shop.refunds and order.paid:
        parts += [_refund(named, order, li) for li in order.lines if li.refundable]
    return "".join(parts)


def _refund(named: str, order, line) -> str:
    """One unit back, with the goods or without; of which line where there are more."""
    what = f" {line.sku}" if len(order.lines) > 1 else ""
    unit = f"{named}<input type=hidden name=sku value='{escape(line.id)}'>"
    return "".join(
        f"<br><form method=post action=/_fake/refund>{unit}{field}"
        f"<button class=quiet>refund 1{escape(what)}{words}</button></form>"
        for field, words in (
            ("", ""),
            ("<input type=hidden name=restock value=1>", " and restock"),
        )
    )
