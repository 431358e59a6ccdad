# ruff: noqa: F821
# Read by Odoo's shell: GIVEN["quantity"] more candles arrive.
candle = env["product.product"].search([("default_code", "=", "CANDLE")])
stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
env["stock.quant"]._update_available_quantity(candle, stock, GIVEN["quantity"])
env.cr.commit()
