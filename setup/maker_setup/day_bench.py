"""The bench's half of the day: receive, make, trace."""

from datetime import timedelta

from odoo import Command

from .day_studio import unit_named

BEESWAX_POUNDS = 50
FRAGRANCE_POUNDS = 6
WICKS = 200
SUPPLIER_LOT = "HF-LAV-2291"


def _product(day, key):
    return day.env["product.product"].browse(day.memory[key])


def _grams(quantity):
    return f"{quantity:,.0f} g"


def receive(day):
    """Order beeswax and fragrance by the pound, wicks by the piece, and receive them.

    The supplier's lot number is typed at the receipt.
    """
    env = day.env
    picking = _ordered(day).picking_ids
    numbers = {
        "beeswax": ("BW-0412", "HF-BW-118"),
        "lavender": ("LAV-07", SUPPLIER_LOT),
    }
    for key, (lot, supplier_lot) in numbers.items():
        lines = picking.move_line_ids.filtered(
            lambda line, key=key: line.product_id.id == day.memory[key]
        )
        lines.write({"lot_name": lot, "supplier_lot": supplier_lot})
    picking.button_validate()
    day.memory["fragrance_lot"] = (
        env["stock.lot"].search([("supplier_lot", "=", SUPPLIER_LOT)]).id
    )
    return _grams(_product(day, "beeswax").qty_available)


def _ordered(day):
    """A purchase confirmed nine days ago: the lead time reordering learns from."""
    env = day.env
    wanted = (
        ("beeswax", BEESWAX_POUNDS, "lb"),
        ("lavender", FRAGRANCE_POUNDS, "lb"),
        ("wick", WICKS, "Units"),
        ("tin8", 120, "Units"),
    )
    order = env["purchase.order"].create(
        {
            "partner_id": day.memory["vendor"],
            "order_line": [
                Command.create(
                    {
                        "product_id": day.memory[key],
                        "product_qty": quantity,
                        "product_uom_id": unit_named(env, unit).id,
                    }
                )
                for key, quantity, unit in wanted
            ],
        }
    )
    order.button_confirm()
    order.date_approve -= timedelta(days=9)
    return order


def fragrance_lot(day):
    """Read back the lot that the receipt made."""
    lot = day.env["stock.lot"].browse(day.memory["fragrance_lot"])
    return f"{lot.supplier_lot} from {lot.supplier_id.name}"


def start_run(day):
    """Start 40 candles of 8 oz: their materials go to the bench."""
    candle = _product(day, "candle8")
    run = day.env["mrp.production"].create(
        {
            "product_id": candle.id,
            "product_qty": 40,
            "bom_id": day.memory["candle_recipe"],
        }
    )
    run.action_maker_start()
    day.memory["run"] = run.id
    wax = _product(day, "beeswax")
    free = day.env["stock.quant"]._maker_free_by_product(wax)[wax.id]
    progress = wax.qty_available - free
    return f"{_grams(free)} free, {_grams(progress)} in progress"


def wip_value(day):
    """Value of what is on the bench, from the quants in work in progress."""
    quants = day.env["stock.quant"].search([("location_id.maker_role", "=", "wip")])
    return f"$ {sum(quants.mapped('value')):.2f}"


def finish_part(day):
    """Finish 30 of the 40; the materials of 10 stay on the bench."""
    run = day.env["mrp.production"].browse(day.memory["run"])
    rest = run.action_maker_finish(30, lot_name="CANDLE-1122-A")
    day.memory["rest"] = rest.id
    wax = _product(day, "beeswax")
    left = sum(
        day.env["stock.quant"]
        .search([("product_id", "=", wax.id), ("location_id.maker_role", "=", "wip")])
        .mapped("quantity")
    )
    made = _product(day, "candle8").qty_available
    return f"{made:.0f} candles, {_grams(left)} of wax in progress"


def ship_wholesale(day):
    """A gift shop takes the 30 that are ready."""
    env = day.env
    shop = env["res.partner"].create({"name": "Harbour gift shop", "is_company": True})
    order = env["sale.order"].create(
        {
            "partner_id": shop.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": day.memory["candle8"],
                        "product_uom_qty": 30,
                        "price_unit": 9.5,
                    }
                )
            ],
        }
    )
    order.action_confirm()
    order.picking_ids.button_validate()
    day.memory["wholesale"] = order.id
    return f"{_product(day, 'candle8').qty_available:.0f} left on the shelf"


def finish_rest(day):
    """Finish the 10 that were left on the bench."""
    rest = day.env["mrp.production"].browse(day.memory["rest"])
    rest.action_maker_finish(lot_name="CANDLE-1122-B")
    return f"{_product(day, 'candle8').qty_available:.0f} candles"


def one_step_run(day):
    """Log 12 bars of soap in one step, from what is on the shelf.

    The materials of the soap are counted in first: this studio had them already.
    """
    env = day.env
    amounts = {"olive": 3000, "coconut": 2000, "lye": 900, "lavender_eo": 250}
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    quants = env["stock.quant"]
    for key, amount in amounts.items():
        product = _product(day, key)
        lot = env["stock.lot"]
        if product.tracking == "lot":
            lot = lot.create({"name": f"{key.upper()}-1", "product_id": product.id})
        quants |= quants.with_context(inventory_mode=True).create(
            {
                "product_id": product.id,
                "location_id": location.id,
                "lot_id": lot.id,
                "inventory_quantity": amount,
            }
        )
    quants.action_apply_inventory()
    wizard = env["maker.run.log"].create(
        {"product_id": day.memory["soap"], "quantity": 12}
    )
    wizard.action_log()
    soap = _product(day, "soap")
    free = env["stock.quant"]._maker_free_by_product(soap).get(soap.id, 0)
    return f"{soap.qty_available:.0f} bars made, {free:.0f} ready to sell"


def trace_back(day):
    """Trace the candles that were sold to the supplier's lot of the fragrance."""
    lot = day.env["stock.lot"].search([("name", "=", "CANDLE-1122-A")])
    graph = day.env["maker.trace"]._trace(lot, "backward")
    suppliers = {
        info["reference"] or info["name"]
        for node, info in graph.info.items()
        if node.kind == "lot" and info["res_id"] == day.memory["fragrance_lot"]
    }
    return ", ".join(sorted(suppliers))


def trace_forward(day):
    """Trace the fragrance forward: how many candles went to which orders."""
    lot = day.env["stock.lot"].browse(day.memory["fragrance_lot"])
    graph = day.env["maker.trace"]._trace(lot, "forward")
    sold = {}
    for edge in graph.trace.edges:
        if edge.flow.target.kind == "order":
            partner = graph.info[edge.flow.target]["partner"]
            sold[partner] = sold.get(partner, 0) + edge.flow.quantity
    made = day.env["stock.lot"].browse(
        [
            info["res_id"]
            for node, info in graph.info.items()
            if node.kind == "lot" and info["res_id"] != lot.id
        ]
    )
    here = sum(made.mapped("product_qty"))
    told = [f"{quantity:.0f} candles to {name}" for name, quantity in sold.items()]
    return ", ".join([*told, f"{here:.0f} on the shelf"])
