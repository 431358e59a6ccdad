"""What can be sold of many products at once, against Odoo's ``free_qty``."""

TITLE = "sellable quantity of all products"
PEER = "product.product.free_qty"
SIZES = (100, 1_000, 10_000)


def prepare(env, size):
    """Create ``size`` storable products with stock, and orders for a tenth."""
    products = env["product.product"].create(
        [{"name": f"Candle {n}", "is_storable": True} for n in range(size)]
    )
    shelf = env["stock.warehouse"].search([], limit=1).lot_stock_id
    env["stock.quant"].create(
        [
            {"product_id": product.id, "location_id": shelf.id, "quantity": n % 50}
            for n, product in enumerate(products)
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
