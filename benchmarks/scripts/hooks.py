# ruff: noqa: F821
# Read by Odoo's shell: times stock operations with the channels' hooks and without,
# by turns in one process, each in a transaction of its own. GIVEN holds the rounds.
import gc
import json
import time
from contextlib import contextmanager

HOOKED = {
    "stock.quant": ("create", "write", "unlink"),
    "stock.move": ("create", "write"),
    "stock.picking": ("_action_done",),
    "stock.lot": ("_maker_availability_changed",),
    "sale.order": ("write",),
}
warehouse = env["stock.warehouse"].search([], limit=1)
shelf = warehouse.lot_stock_id
products = env["product.product"].search([("maker_listing_ids", "!=", False)], limit=20)
buyer = env["res.partner"].create({"name": "Wholesale buyer"})
env["stock.quant"].create(
    [
        {"product_id": one.id, "location_id": shelf.id, "quantity": 1e6}
        for one in products
    ]
)
made = products[0]
env["mrp.bom"].create(
    {
        "product_tmpl_id": made.product_tmpl_id.id,
        "bom_line_ids": [
            (0, 0, {"product_id": one.id, "product_qty": 2}) for one in products[1:6]
        ],
    }
)


def sale(count):
    lines = [
        (0, 0, {"product_id": one.id, "product_uom_qty": 2}) for one in products[:count]
    ]
    return env["sale.order"].create({"partner_id": buyer.id, "order_line": lines})


def delivery():
    order = sale(20)
    order.action_confirm()
    order.picking_ids.action_assign()
    return order.picking_ids


def run():
    production = env["mrp.production"].create({"product_id": made.id, "product_qty": 4})
    production.action_confirm()
    production.action_assign()
    return production


def finish(production):
    production.qty_producing = 4
    production.set_qty_producing()
    production.move_raw_ids.picked = True
    production.button_mark_done()
    assert production.state == "done"


def ship(picking):
    picking.button_validate()
    assert picking.state == "done"


OPERATIONS = {
    "delivery of 20 lines validated": (delivery, ship),
    "order of 5 lines confirmed": (lambda: sale(5), lambda one: one.action_confirm()),
    "run of 5 materials done": (run, finish),
}


@contextmanager
def without_hooks():
    """Take the overriding methods themselves away, not only what they do."""
    taken = []
    for model, names in HOOKED.items():
        for part in type(env[model]).__mro__:
            if part.__module__.startswith("odoo.addons.maker_channel_sync."):
                for name in set(names) & vars(part).keys():
                    taken.append((part, name, vars(part)[name]))
                    delattr(part, name)
    assert len(taken) == sum(map(len, HOOKED.values())), taken
    try:
        yield
    finally:
        for part, name, function in taken:
            setattr(part, name, function)


def timed(operation, record):
    env.invalidate_all()
    gc.collect()
    gc.disable()
    queries, cpu, wall = env.cr.sql_log_count, time.process_time(), time.perf_counter()
    operation(record)
    env.cr.commit()
    took = (
        time.process_time() - cpu,
        time.perf_counter() - wall,
        env.cr.sql_log_count - queries,
    )
    gc.enable()
    return took


result = {}
for name, (prepare, operation) in OPERATIONS.items():
    rows = {"on": [], "off": []}
    for number in range(GIVEN["rounds"] + 1):
        for arm in ("on", "off") if number % 2 else ("off", "on"):
            record = prepare()
            env.cr.commit()
            if arm == "on":
                row = timed(operation, record)
            else:
                with without_hooks():
                    row = timed(operation, record)
            if number:  # the first round warms up
                rows[arm].append(row)
    result[name] = rows
    env.cr.execute("DELETE FROM maker_channel_change")
    env.cr.commit()
print(json.dumps(result))
