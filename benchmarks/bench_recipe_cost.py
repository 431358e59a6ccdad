"""The cost of every recipe of a studio, against Odoo's own roll-up."""

TITLE = "cost of all recipes, three levels deep"
PEER = "product.product.action_bom_cost"
SIZES = (10, 100, 1_000)
PEER_LARGEST = 1_000


def prepare(env, size):
    """Create ``size`` recipes: materials into bases, bases into candles and sets."""
    count = max(size // 10, 3)
    materials = _products(env, "Material", count * 2, cost=0.02)
    bases = _products(env, "Base", count)
    candles = _products(env, "Candle", size - 2 * count)
    sets = _products(env, "Set", count)
    _recipes(
        env, bases, lambda n: [(materials[n % len(materials)], 80), (materials[-1], 20)]
    )
    _recipes(
        env, candles, lambda n: [(bases[n % count], 200), (materials[n % count], 1)]
    )
    _recipes(env, sets, lambda n: [(candles[n % len(candles)], 2), (materials[0], 5)])
    return (bases + candles + sets).ids


def _products(env, name, count, cost=0.0):
    return env["product.product"].create(
        [
            {"name": f"{name} {n}", "is_storable": True, "standard_price": cost}
            for n in range(count)
        ]
    )


def _recipes(env, products, parts):
    env["mrp.bom"].create(
        [
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    (0, 0, {"product_id": part.id, "product_qty": quantity})
                    for part, quantity in parts(n)
                ],
            }
            for n, product in enumerate(products)
        ]
    )


def ours(env, ids):
    """Return the cost per unit of every product's recipe."""
    products = env["product.product"].browse(ids)
    boms = products.product_tmpl_id.bom_ids
    costs = {bom.product_tmpl_id.id: bom.recipe_unit_cost for bom in boms}
    return {product.id: costs[product.product_tmpl_id.id] for product in products}


def peer(env, ids):
    """Let Odoo compute the costs and return them; it writes them on the products."""
    products = env["product.product"].browse(ids)
    products.action_bom_cost()
    return {product.id: product.standard_price for product in products}


def agree(ours, theirs, ids):
    """Return a sentence when a cost differs by more than a hundredth of a cent."""
    wrong = [key for key in ids if abs(ours[key] - theirs[key]) > 1e-4]
    return f"{len(wrong)} of {len(ids)} differ" if wrong else None
