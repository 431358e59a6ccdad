"""Casts what a count did not find and what was thrown away."""

from .events import Missing, Past
from .mould import Cast, Mould
from .workshop import Workshop


def missing(shop: Workshop, past: Past, counts: Mould, waste: Mould) -> None:
    """Write the differences of counts, and the scraps."""
    counted = [one for one in past.missing if one.counted]
    thrown = [one for one in past.missing if not one.counted]
    counts.cast([_gone(shop, one) for one in counted])
    numbers = shop.numbers_of("stock.scrap", len(thrown))
    waste.cast(
        [_scrap(shop, one, name) for one, name in zip(thrown, numbers, strict=True)]
    )


def _scrap(shop: Workshop, missing: Missing, name: str) -> Cast:
    # one scrap is of one lot
    cast = _gone(shop, missing, {"origin": name, "reference": name})
    lot, quantity = missing.taken.portions[0]
    product = shop.products[missing.taken.item]
    cast.add(
        "stock_scrap",
        {
            "name": name,
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "lot_id": shop.lot(missing.taken.item, lot),
            "scrap_qty": quantity,
            "date_done": str(missing.at),
        },
    )
    return cast


def _gone(shop: Workshop, missing: Missing, own: dict | None = None) -> Cast:
    taken, moment = missing.taken, str(missing.at)
    product = shop.products[taken.item]
    cast = Cast(moment)
    unit = product.uom_id.id
    cast.add(
        "stock_move",
        {
            "date": moment,
            "value": taken.value,
            "product_id": product.id,
            "product_uom": unit,
            "packaging_uom_id": unit,
            "maker_kind": product.maker_kind,
            "maker_loss_reason_id": shop.reasons[missing.reason],
            "quantity": taken.quantity,
            "product_qty": taken.quantity,
            "product_uom_qty": taken.quantity,
            "packaging_uom_qty": taken.quantity,
            **(own or {}),
        },
    )
    for part, (lot, quantity) in enumerate(taken.portions):
        cast.add(
            "stock_move_line",
            {
                "date": moment,
                "product_id": product.id,
                "product_uom_id": unit,
                "lot_id": shop.lot(taken.item, lot),
                "quantity": quantity,
                "quantity_product_uom": quantity,
            },
            (part,),
        )
    return cast
