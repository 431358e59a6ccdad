"""The value of the whole inventory, as the books close on it, against Odoo's own."""

TITLE = "inventory value of all products"
PEER = "res.company.stock_value"
SIZES = (100, 1_000, 10_000)
PEER_LARGEST = 1_000


def prepare(env, size):
    """Create ``size`` storable products with a cost and stock."""
    category = env["product.category"].create(
        {"name": "Benchmark", "property_cost_method": "standard"}
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Jar {n}",
                "is_storable": True,
                "categ_id": category.id,
                "standard_price": 0.5 + n % 7,
            }
            for n in range(size)
        ]
    )
    shelf = env["stock.warehouse"].search([], limit=1).lot_stock_id
    env["stock.quant"].create(
        [
            {"product_id": product.id, "location_id": shelf.id, "quantity": 1 + n % 50}
            for n, product in enumerate(products)
        ]
    )
    return products.ids


def ours(env, ids):
    """Return the value of every product as a costing period closes on it."""
    worth = env["maker.cogs.ledger"]._valuation_now(env.company)
    values = dict.fromkeys(ids, 0.0)
    for (product, _lot), (_quantity, value) in worth.items():
        if product in values:
            values[product] += float(value)
    return values


def peer(env, ids):
    """Return the value Odoo's closing works out, product by product."""
    products = env["product.product"].browse(ids)
    accounts = {product: {"valuation": product.id} for product in products}
    return dict(env.company.stock_value(accounts))


def agree(ours, theirs, ids):
    """Return a sentence when a value differs by more than a cent."""
    wrong = [key for key in ids if abs(ours[key] - theirs[key]) > 0.01]
    return f"{len(wrong)} of {len(ids)} differ" if wrong else None
