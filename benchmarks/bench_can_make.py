"""How many of each product can be made, for all recipes at once."""

TITLE = "how many can be made, all recipes"
PEER = "producible quantity of Odoo's BoM overview, product by product"
SIZES = (10, 100, 1_000)


def prepare(env, size):
    """Create ``size`` recipes of five materials each, with shared stock."""
    products = env["product.product"]
    materials = products.create(
        [{"name": f"Material {n}", "is_storable": True} for n in range(size // 2 + 5)]
    )
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    for n, material in enumerate(materials):
        env["stock.quant"]._update_available_quantity(material, location, 500 + 37 * n)
    made = products.create(
        [{"name": f"Product {n}", "is_storable": True} for n in range(size)]
    )
    boms = env["mrp.bom"].create(
        [
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    (0, 0, {"product_id": materials[place].id, "product_qty": quantity})
                    for quantity, place in enumerate(range(n // 2, n // 2 + 5), 2)
                ],
            }
            for n, product in enumerate(made)
        ]
    )
    return boms.ids


def ours(env, ids):
    """Return what can be made of each recipe."""
    return {bom.id: bom.can_make_qty for bom in env["mrp.bom"].browse(ids)}


def peer(env, ids):
    """Return the same from one overview after the other."""
    report = env["report.mrp.report_bom_structure"]
    return {
        bom_id: report._get_report_data(bom_id)["lines"]["producible_qty"]
        for bom_id in ids
    }


def agree(ours, theirs, ids):
    """Return a sentence when a quantity differs."""
    wrong = [key for key in ids if abs(ours[key] - theirs[key]) > 1e-6]
    return f"{len(wrong)} of {len(ids)} differ" if wrong else None
