"""Casts runs: what was used, what was made, and its lot."""

from .events import Past, Run
from .mould import Cast, Mould
from .shelf import money
from .workshop import Workshop


def runs(shop: Workshop, past: Past, mould: Mould) -> None:
    """Write all runs; their lots are known to ``shop`` from then on."""
    kind = shop.env["stock.picking.type"].browse(
        mould.rows["mrp_production"]["picking_type_id"]
    )
    recipes = {key: bom._maker_snapshot() for key, bom in shop.boms.items()}
    # runs use materials only: no run needs the lot of another
    casts = [
        _run(shop, run, name, recipes[run.item])
        for run, name in zip(
            past.runs, shop.numbers(kind.sequence_id, len(past.runs)), strict=True
        )
    ]
    written = mould.cast(casts)
    for run, lot in zip(past.runs, written["stock_lot"], strict=True):
        shop.lots[run.item, run.lot] = lot


def _run(shop: Workshop, run: Run, name: str, recipe: dict) -> Cast:
    product, bom = shop.products[run.item], shop.boms[run.item]
    moment, day = str(run.at), str(run.at.date())
    total, cost = run.good + run.spoiled, money(run.cost)
    cast = Cast(moment)
    cast.add("stock_reference", {"name": name})
    cast.add("mrp_production_group", {"name": name})
    cast.add(
        "mrp_production",
        {
            "name": name,
            "product_id": product.id,
            "bom_id": bom.id,
            "date_start": moment,
            "date_finished": moment,
            "product_qty": total,
            "product_uom_qty": total,
            "qty_producing": run.good,
            "maker_spoiled_qty": run.spoiled,
            "maker_spoil_reason_id": (
                shop.reasons["Did not set"] if run.spoiled else None
            ),
            "recipe_snapshot": _snapshot(shop, run, bom, recipe),
        },
    )
    cast.add(
        "stock_lot",
        {
            "name": run.lot,
            "product_id": product.id,
            "ready_date": str(run.ready) if run.ready else None,
        },
    )
    common = {"date": moment, "origin": name, "reference": name}
    common["reservation_date"] = day
    cast.add(
        "made",
        {
            **common,
            "product_id": product.id,
            "quantity": run.good,
            "product_qty": total,
            "product_uom_qty": total,
            "packaging_uom_qty": total,
            "unit_factor": total,
            "price_unit": cost / run.good,
            "value": cost,
        },
    )
    cast.add(
        "made_line",
        {
            "date": moment,
            "product_id": product.id,
            "quantity": run.good,
            "quantity_product_uom": run.good,
        },
    )
    lines = {line.product_id.id: line for line in bom.bom_line_ids}
    for place, taken in enumerate(run.used):
        material = shop.products[taken.item]
        cast.add(
            "raw",
            {
                **common,
                "date_deadline": moment,
                "product_id": material.id,
                "product_uom": material.uom_id.id,
                "packaging_uom_id": material.uom_id.id,
                "bom_line_id": lines[material.id].id,
                "quantity": taken.quantity,
                "product_qty": taken.quantity,
                "product_uom_qty": taken.quantity,
                "packaging_uom_qty": taken.quantity,
                "unit_factor": taken.quantity,
                "value": taken.value,
            },
            (place,),
        )
        for part, (lot, quantity) in enumerate(taken.portions):
            cast.add(
                "raw_line",
                {
                    "date": moment,
                    "product_id": material.id,
                    "product_uom_id": material.uom_id.id,
                    "lot_id": shop.lot(taken.item, lot),
                    "quantity": quantity,
                    "quantity_product_uom": quantity,
                },
                (place, part),
            )
    return cast


def _snapshot(shop: Workshop, run: Run, bom, recipe: dict) -> dict:
    """The plan as the run would have kept it."""
    return {
        "recipe_id": bom.id,
        "recipe": recipe,
        "quantity": run.good + run.spoiled,
        "unit": shop.products[run.item].uom_id.name,
        "lines": [
            {
                "product_id": shop.products[taken.item].id,
                "product": shop.products[taken.item].display_name,
                "quantity": taken.quantity,
                "unit": shop.products[taken.item].uom_id.name,
            }
            for taken in run.used
        ],
    }
