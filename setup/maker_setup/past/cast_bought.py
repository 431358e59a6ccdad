"""Casts purchases with their receipts, and the vendors' bills."""

from .events import Past, Receipt
from .mould import Cast, Mould
from .workshop import Workshop

Orders = list[tuple[int, list[int]]]
"""Of each receipt the ids of its order and of the order's lines."""


def receipts(shop: Workshop, past: Past, mould: Mould) -> Orders:
    """Write all purchases with what came of them."""
    env, count = shop.env, len(past.receipts)
    numbers = zip(
        past.receipts,
        shop.numbers_of("purchase.order", count),
        shop.numbers(env.ref("stock.picking_type_in").sequence_id, count),
        strict=True,
    )
    casts = [_receipt(shop, past, *row) for row in numbers]
    written = mould.cast(casts)
    lots = iter(written["stock_lot"])
    lines = iter(written["purchase_order_line"])
    orders = []
    for order, receipt in zip(written["purchase_order"], past.receipts, strict=True):
        for line in receipt.lines:
            if line.lot:
                shop.lots[line.item, line.lot] = next(lots)
        orders.append((order, [next(lines) for _line in receipt.lines]))
    return orders


def _receipt(shop: Workshop, past: Past, receipt: Receipt, order: str, name: str):
    vendor = shop.vendors[receipt.vendor].id
    total = round(sum(line.value for line in receipt.lines), 2)
    ordered, promised = str(receipt.ordered), str(receipt.promised)
    billed = receipt.billed < past.end
    cast = Cast(ordered)
    cast.add(
        "purchase_order",
        {
            "name": order,
            "partner_id": vendor,
            "date_order": ordered,
            "date_approve": ordered,
            "date_calendar_start": ordered,
            "date_planned": promised,
            "effective_date": str(receipt.at),
            "amount_untaxed": total,
            "amount_total": total,
            "amount_total_cc": total,
            "invoice_status": "invoiced" if billed else "to invoice",
            "invoice_count": int(billed),
        },
    )
    cast.add("stock_reference", {"name": order})
    cast.add(
        "stock_picking",
        {
            "name": name,
            "origin": order,
            "partner_id": vendor,
            "date_done": str(receipt.at),
            "date_deadline": promised,
            "scheduled_date": promised,
            "has_deadline_issue": False,
        },
    )
    cast.rows["stock_lot"] = []
    for place, line in enumerate(receipt.lines):
        _line(shop, cast, (place,), receipt, line, (order, name, vendor, billed))
    return cast


def _line(shop, cast, key, receipt, line, told) -> None:
    order, name, vendor, billed = told
    product = shop.products[line.item]
    promised, own = str(receipt.promised), product.uom_id.id
    cast.add(
        "purchase_order_line",
        {
            "name": product.name,
            "product_id": product.id,
            "partner_id": vendor,
            "product_uom_id": shop.bought_in[line.item],
            "product_qty": line.units,
            "product_uom_qty": line.quantity,
            "price_unit": line.price,
            "technical_price_unit": line.price,
            "price_total": line.value,
            "price_subtotal": line.value,
            "date_planned": promised,
            "qty_received": line.units,
            "qty_invoiced": line.units if billed else 0,
            "qty_to_invoice": 0 if billed else line.units,
        },
        key,
    )
    cast.add(
        "stock_move",
        {
            "date": str(receipt.at),
            "date_deadline": promised,
            "reservation_date": str(receipt.ordered.date()),
            "value": line.value,
            "origin": order,
            "reference": name,
            "product_id": product.id,
            "product_uom": own,
            "quantity": line.quantity,
            "product_qty": line.quantity,
            "product_uom_qty": line.quantity,
            "price_unit": line.value / line.quantity,
            "packaging_uom_id": shop.bought_in[line.item],
            "packaging_uom_qty": line.units,
        },
        key,
    )
    lot = {"lot_name": line.lot, "supplier_lot": line.supplier_lot}
    if not line.lot:
        lot["lot_id"] = None
    cast.add(
        "stock_move_line",
        {
            "date": str(receipt.at),
            "product_id": product.id,
            "product_uom_id": own,
            "quantity": line.quantity,
            "quantity_product_uom": line.quantity,
            **lot,
        },
        key,
    )
    if line.lot:
        cast.add(
            "stock_lot",
            {
                "name": line.lot,
                "product_id": product.id,
                "supplier_id": vendor,
                "supplier_lot": line.supplier_lot,
            },
            key,
        )


def bills(shop: Workshop, past: Past, mould: Mould, orders: Orders):
    """Write the vendors' bills that came before the past ends, and post them."""
    casts, months = [], {}
    due = sorted(
        (
            (receipt.billed, place, receipt)
            for place, receipt in enumerate(past.receipts)
            if receipt.billed < past.end
        ),
        key=lambda row: row[:2],
    )
    for billed, place, receipt in due:
        month = f"BILL/{billed:%Y/%m}/"
        months[month] = months.get(month, 0) + 1
        casts.append(_bill(shop, receipt, orders[place], month, months[month]))
    mould.cast(casts)


def _bill(shop: Workshop, receipt: Receipt, told, prefix: str, number: int):
    order, lines = told
    vendor = shop.vendors[receipt.vendor]
    name, day = f"{prefix}{number:04d}", str(receipt.billed.date())
    total = round(sum(line.value for line in receipt.lines), 2)
    cast = Cast(str(receipt.billed))
    common = {
        "date": day,
        "invoice_date": day,
        "move_name": name,
        "partner_id": vendor.id,
    }
    cast.add(
        "account_move",
        {
            "name": name,
            "date": day,
            "invoice_date": day,
            "invoice_date_due": day,
            "sequence_prefix": prefix,
            "sequence_number": number,
            "partner_id": vendor.id,
            "commercial_partner_id": vendor.id,
            "partner_shipping_id": vendor.id,
            "invoice_partner_display_name": vendor.name,
            "amount_untaxed": total,
            "amount_total": total,
            "amount_residual": total,
            "amount_untaxed_signed": -total,
            "amount_untaxed_in_currency_signed": -total,
            "amount_total_signed": -total,
            "amount_total_in_currency_signed": -total,
            "amount_residual_signed": -total,
        },
    )
    for place, (line, order_line) in enumerate(zip(receipt.lines, lines, strict=True)):
        product = shop.products[line.item]
        cast.add(
            "product",
            {
                **common,
                "name": product.name,
                "product_id": product.id,
                "product_uom_id": shop.bought_in[line.item],
                "purchase_line_id": order_line,
                "quantity": line.units,
                "price_unit": line.price,
                "price_subtotal": line.value,
                "price_total": line.value,
                "debit": line.value,
                "balance": line.value,
                "amount_currency": line.value,
            },
            (place,),
        )
    cast.add("account_move_purchase_order_rel", {"purchase_order_id": order})
    cast.add(
        "payment_term",
        {
            **common,
            "date_maturity": day,
            "credit": total,
            "balance": -total,
            "amount_currency": -total,
            "amount_residual": -total,
            "amount_residual_currency": -total,
        },
    )
    return cast
