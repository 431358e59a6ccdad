"""Who received anything made of one material lot, against Odoo's own report."""

from odoo import Command
from odoo.tools import SQL

TITLE = "forward trace of a lot to all its orders"
PEER = "stock.traceability.report, every line unfolded"
SIZES = (20, 200, 2_000)
RUNS = 20


def prepare(env, size):
    """A lot of fragrance in 20 runs of candles, sold in ``size`` orders."""
    fragrance, candle = env["product.product"].create(
        [
            {"name": name, "is_storable": True, "tracking": "lot"}
            for name in ("Fragrance", "Candle")
        ]
    )
    stock = (
        env["stock.warehouse"]
        .search([("company_id", "=", env.company.id)], limit=1)
        .lot_stock_id
    )
    lot = env["stock.lot"].create({"product_id": fragrance.id, "name": f"BENCH-{size}"})
    env["stock.quant"]._update_available_quantity(fragrance, stock, 1e6, lot_id=lot)
    lots = [_run(env, fragrance, lot, candle, size, n) for n in range(RUNS)]
    _orders(env, candle, lots, size)
    env.flush_all()
    env.cr.execute("ANALYZE stock_move_line; ANALYZE stock_move")
    env.invalidate_all()
    return lot.id


def _run(env, fragrance, lot, candle, size, number):
    run = env["mrp.production"].create(
        {
            "product_id": candle.id,
            "product_qty": size,
            "bom_id": False,
            "move_raw_ids": [
                Command.create({"product_id": fragrance.id, "product_uom_qty": size})
            ],
        }
    )
    run.action_confirm()
    run.action_assign()
    run.lot_producing_ids = env["stock.lot"].create(
        {"product_id": candle.id, "name": f"BENCH-{size}-{number}"}
    )
    run.qty_producing = size
    run.set_qty_producing()
    run.move_raw_ids.picked = True
    run.with_context(skip_consumption=True).button_mark_done()
    return run.lot_producing_ids


def _orders(env, candle, lots, size):
    """Orders delivered, written as Odoo leaves them, without its work per order."""
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    partners = env["res.partner"].create([{"name": f"Shop {n}"} for n in range(50)])
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partners[n % 50].id,
                "order_line": [
                    Command.create({"product_id": candle.id, "product_uom_qty": 1})
                ],
            }
            for n in range(size)
        ]
    )
    pickings = _deliveries(env, warehouse, orders, candle)
    _mark_delivered(env, pickings, [lots[n % RUNS].id for n in range(size)])


def _deliveries(env, warehouse, orders, candle):
    """Draft deliveries of the orders, one piece each."""
    customers = env.ref("stock.stock_location_customers")
    places = {
        "location_id": warehouse.lot_stock_id.id,
        "location_dest_id": customers.id,
    }
    pickings = env["stock.picking"].create(
        [
            {
                **places,
                "partner_id": order.partner_id.id,
                "picking_type_id": warehouse.out_type_id.id,
            }
            for order in orders
        ]
    )
    env["stock.move"].create(
        [
            {
                **places,
                "picking_id": picking.id,
                "product_id": candle.id,
                "product_uom_qty": 1,
                "sale_line_id": order.order_line.id,
            }
            for picking, order in zip(pickings, orders, strict=True)
        ]
    )
    return pickings


def _mark_delivered(env, pickings, lot_ids):
    """Make the deliveries done, each with the lot of its place in ``lot_ids``."""
    env.flush_all()
    env.execute_query(
        SQL(
            """
            WITH done AS (
                UPDATE stock_move SET state = 'done', quantity = 1, picked = TRUE
                 WHERE id = ANY(%s) RETURNING *)
            INSERT INTO stock_move_line (move_id, picking_id, product_id, lot_id,
                   product_uom_id, quantity, quantity_product_uom, picked, state,
                   location_id, location_dest_id, company_id, date)
            SELECT done.id, done.picking_id, done.product_id, pair.lot,
                   done.product_uom, 1, 1, TRUE, 'done', done.location_id,
                   done.location_dest_id, done.company_id, NOW() AT TIME ZONE 'UTC'
              FROM done JOIN UNNEST(%s, %s) AS pair(move, lot) ON pair.move = done.id
         RETURNING id
            """,
            pickings.move_ids.ids,
            pickings.move_ids.ids,
            lot_ids,
        )
    )
    env.cr.execute(
        "UPDATE stock_picking SET state = 'done' WHERE id = ANY(%s)", [pickings.ids]
    )
    env.invalidate_all()


def ours(env, lot_id):
    """Return the number of every order reached, with how many pieces it got."""
    graph = env["maker.trace"]._trace(env["stock.lot"].browse(lot_id), "forward")
    return {
        graph.info[item.node]["name"]: float(item.amount)
        for item in graph.trace.nodes("order")
    }


def peer(env, lot_id):
    """Unfold Odoo's report lot by lot; return the deliveries' numbers."""
    report = env["stock.traceability.report"]
    deliveries, seen, queue = set(), set(), [lot_id]
    while queue:
        lot = queue.pop()
        if lot in seen:
            continue
        seen.add(lot)
        lines = report.with_context(model="stock.lot", active_id=lot).get_lines()
        for line in lines:
            if line["res_model"] == "stock.picking":
                deliveries.add(line["reference"])
            if line["is_used"]:
                used = report.with_context(lot_name=line["lot_name"])
                made = used.get_lines(
                    model_name="stock.move.line", model_id=line["model_id"], level=1
                )
                queue += [one["lot_id"] for one in made if one["lot_id"]]
    return deliveries


def agree(ours, theirs, lot_id):
    """Return a sentence when the two do not reach as many orders."""
    if len(ours) != len(theirs):
        return f"{len(ours)} orders against {len(theirs)} deliveries"
    return None
