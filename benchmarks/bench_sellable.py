"""What can be sold of many products at once, against Odoo's ``free_qty``."""

TITLE = "sellable quantity, one in 20 a kit"
PEER = "product.product.free_qty"
SIZES = (100, 1_000, 10_000)
ONE_KIT_IN = 20
PARTS = 3


def prepare(env, size):
    """Create ``size`` products, stock of the plain ones, and kits of three of them."""
    products = env["product.product"].create(
        [{"name": f"Candle {n}", "is_storable": True} for n in range(size)]
    )
    kits = products[: size // ONE_KIT_IN]
    plain = products - kits
    shelf = env["stock.warehouse"].search([], limit=1).lot_stock_id
    env["stock.quant"].create(
        [
            {"product_id": product.id, "location_id": shelf.id, "quantity": n % 50}
            for n, product in enumerate(plain)
        ]
    )
    env["mrp.bom"].create(
        [
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    (0, 0, {"product_id": part.id, "product_qty": 1 + number})
                    for number, part in enumerate(plain[n * PARTS : (n + 1) * PARTS])
                ],
            }
            for n, kit in enumerate(kits)
        ]
    )
    return products.ids


def ours(env, ids):
    """Return the sellable quantities as Stock Push computes them."""
    return env["product.product"]._maker_sellable(env["product.product"].browse(ids))


def peer(env, ids):
    """Return Odoo's own free quantities of the same products."""
    products = env["product.product"].browse(ids)
    return {product.id: product.free_qty for product in products}


def agree(ours, theirs, ids):
    """Return a sentence when a quantity differs: nothing is demanded or held here."""
    wrong = [key for key in ids if abs(ours.get(key, 0.0) - theirs[key]) > 1e-6]
    return f"{len(wrong)} of {len(ids)} differ" if wrong else None
