# ruff: noqa: F821
# Read by Odoo's shell: GIVEN["quantity"] becomes free of everything that is listed,
# then the worker of the one shop runs once. Prints how long that took.
import json
import time

channel = env["maker.channel"].search([])
shelf = channel.warehouse_id.lot_stock_id
products = channel.listing_ids.product_id
for product in products:
    env["stock.quant"]._update_available_quantity(product, shelf, GIVEN["quantity"])
env.cr.commit()
cpu, wall = time.process_time(), time.perf_counter()
channel._drain()
env.cr.commit()
took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
print(json.dumps({**took, "products": len(products)}))
