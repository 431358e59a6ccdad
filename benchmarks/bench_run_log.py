"""Many runs told at once, against as many ordinary manufacturing orders."""

from odoo import fields

TITLE = "runs of five materials, logged from the grid"
PEER = "orders created, confirmed and marked done one by one"
SIZES = (1, 10, 100)
MATERIALS = 5


def prepare(env, size):
    """Create ten recipes of five materials each, with stock for many runs."""
    gram = env.ref("uom.product_uom_gram")
    category = env["product.category"].create(
        {"name": "Benchmark", "property_cost_method": "average"}
    )
    common = {"is_storable": True, "categ_id": category.id}
    materials = env["product.product"].create(
        [
            {
                "name": f"Material {n}",
                "uom_id": gram.id,
                "standard_price": 0.01,
                **common,
            }
            for n in range(MATERIALS)
        ]
    )
    shelf = env["stock.warehouse"].search([], limit=1).lot_stock_id
    for material in materials:
        env["stock.quant"]._update_available_quantity(material, shelf, 10_000_000)
    made = env["product.product"].create(
        [{"name": f"Made {n}", **common} for n in range(10)]
    )
    env["mrp.bom"].create(
        [
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    (0, 0, {"product_id": material.id, "product_qty": 10})
                    for material in materials
                ],
            }
            for product in made
        ]
    )
    return [made[n % len(made)].id for n in range(size)]


def ours(env, ids):
    """Return what each run of the grid made and cost."""
    grid = env["maker.run.grid"].create(
        {
            "date": fields.Datetime.now(),
            "line_ids": [(0, 0, {"product_id": id_, "quantity": 5}) for id_ in ids],
        }
    )
    grid.action_log()
    return _outcome(grid.run_ids)


def peer(env, ids):
    """Return the same of orders that are handled one after the other."""
    orders = env["mrp.production"]
    for id_ in ids:
        order = orders.create({"product_id": id_, "product_qty": 5})
        order.action_confirm()
        order.qty_producing = 5
        order.set_qty_producing()
        order.move_raw_ids.picked = True
        order.button_mark_done()
        env.flush_all()
        orders |= order
    return _outcome(orders)


def _outcome(orders):
    return sorted(
        (order.product_id.id, order.qty_produced, order.move_finished_ids.value)
        for order in orders
    )


def agree(ours, theirs, ids):
    """Return a sentence when a run made or cost something else than its order."""
    pairs = zip(ours, theirs, strict=True)
    wrong = sum(
        run[:2] != order[:2] or abs(run[2] - order[2]) > 0.005 for run, order in pairs
    )
    return f"{wrong} of {len(ids)} differ" if wrong else None
