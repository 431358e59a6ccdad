"""One large recipe on five levels: what to buy for it and what it costs."""

TITLE = "one recipe on five levels, exploded and costed"
PEER = "Odoo's BoM overview of the same recipe"
SIZES = (30, 300, 3_000)
LEVELS = 5


def prepare(env, size):
    """Create one recipe of ``size`` lines in all, spread over five levels."""
    per_level = size // LEVELS
    part = None
    for level in range(LEVELS):
        materials = env["product.product"].create(
            [
                {
                    "name": f"Material {level}.{n}",
                    "is_storable": True,
                    "standard_price": 0.01 + n % 7,
                }
                for n in range(per_level - bool(part))
            ]
        )
        made = env["product.product"].create(
            {"name": f"Made {level}", "is_storable": True}
        )
        lines = [(material, 1 + material.id % 3) for material in materials]
        if part:
            lines.append((part, 2))
        bom = env["mrp.bom"].create(
            {
                "product_tmpl_id": made.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    (0, 0, {"product_id": item.id, "product_qty": quantity})
                    for item, quantity in lines
                ],
            }
        )
        part = made
    return bom.id


def ours(env, bom_id):
    """Return the cost of a unit and the number of different things to buy."""
    bom = env["mrp.bom"].browse(bom_id)
    return bom.recipe_unit_cost, len(bom._maker_bought_needs(1.0))


def peer(env, bom_id):
    """Return the cost of a unit from the overview."""
    report = env["report.mrp.report_bom_structure"]
    return report._get_report_data(bom_id)["lines"]["bom_cost"]


def agree(ours, theirs, bom_id):
    """Return a sentence when the costs differ by more than rounding of lines."""
    cost, _items = ours
    return f"{cost} and {theirs}" if abs(cost - theirs) > 0.01 * cost else None
