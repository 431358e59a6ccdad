"""What the living business does once it has Maker, fed to ``odoo shell``."""

env = globals()["env"]  # given by the shell

wax = env["product.product"].search([("name", "=", "Wax")])
candle = env["product.product"].search([("name", "=", "Candle")])
recipe = env["mrp.bom"].search([("product_tmpl_id", "=", candle.product_tmpl_id.id)])


def start(quantity):
    run = env["mrp.production"].create(
        {"product_id": candle.id, "product_qty": quantity, "bom_id": recipe.id}
    )
    run.action_confirm()
    run.action_assign()
    run.action_maker_start()
    return run


first = env["stock.warehouse"].search([], limit=1)
done = start(2)
bench = first.maker_wip_location_id
assert done.move_raw_ids.location_id == bench, done.move_raw_ids.location_id
done.button_unplan()
done.action_cancel()
held = env["stock.quant"].search([("location_id", "=", bench.id)])
assert not sum(held.mapped("quantity")), held.mapped("quantity")
assert first.maker_stall_location_id, "the warehouse that was there got no stall"
# a second warehouse comes with a bench and a stall of its own, which nobody used
second = env["stock.warehouse"].create({"name": "Shed", "code": "SHED"})
assert second.maker_wip_location_id and second.maker_stall_location_id
# a unit that Maker switched on and the business came to use
pound = env.ref("uom.product_uom_lb")
env["product.product"].create({"name": "Sugar", "uom_id": pound.id})
env.cr.commit()
