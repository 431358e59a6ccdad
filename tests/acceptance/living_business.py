"""A small business on plain Odoo, fed to ``odoo shell``: buys, makes, sells."""

from odoo import Command

env = globals()["env"]  # given by the shell


def storable(name, **values):
    return env["product.product"].create({"name": name, "is_storable": True, **values})


wax = storable("Wax", standard_price=0.02, tracking="lot")
wick = storable("Wick", standard_price=0.1)
candle = storable("Candle", list_price=19.0, tracking="lot")
env["mrp.bom"].create(
    {
        "product_tmpl_id": candle.product_tmpl_id.id,
        "product_qty": 10,
        "bom_line_ids": [
            Command.create({"product_id": wax.id, "product_qty": 2000}),
            Command.create({"product_id": wick.id, "product_qty": 10}),
        ],
    }
)
partner = env["res.partner"].create({"name": "Wholesale buyer", "is_company": True})

purchase = env["purchase.order"].create(
    {
        "partner_id": partner.id,
        "order_line": [
            Command.create({"product_id": wax.id, "product_qty": 5000}),
            Command.create({"product_id": wick.id, "product_qty": 100}),
        ],
    }
)
purchase.button_confirm()
receipt = purchase.picking_ids
receipt.move_line_ids.filtered(lambda line: line.product_id == wax).lot_name = "W-1"
receipt.button_validate()

run = env["mrp.production"].create({"product_id": candle.id, "product_qty": 20})
run.action_confirm()
run.action_assign()
run.qty_producing = 20
run.lot_producing_ids = env["stock.lot"].create(
    {"name": "C-1", "product_id": candle.id}
)
run.set_qty_producing()
run.move_raw_ids.picked = True
run.button_mark_done()
assert run.state == "done", run.state

sale = env["sale.order"].create(
    {
        "partner_id": partner.id,
        "order_line": [
            Command.create({"product_id": candle.id, "product_uom_qty": 8}),
        ],
    }
)
sale.action_confirm()
sale.picking_ids.button_validate()
assert sale.picking_ids.state == "done", sale.picking_ids.state
waiting = sale.copy()
waiting.action_confirm()
env.cr.commit()
