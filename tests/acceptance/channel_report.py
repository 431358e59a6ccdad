# ruff: noqa: F821
# Read by Odoo's shell: prints what Odoo knows of the shops' orders and listings.
import json

lines = env["sale.order.line"].search([("product_id.default_code", "=", "CANDLE")])
orders = env["maker.channel.order"].search([])
listings = env["maker.channel.listing"].search([])
env.cr.execute("SELECT COUNT(*) FROM maker_channel_change")
(notes,) = env.cr.fetchone()
supply = env["product.product"]._maker_supply(lines.product_id)
print(
    json.dumps(
        {
            "orders": len(orders),
            "states": sorted(set(orders.mapped("state"))),
            "sales": env["sale.order"].search_count([("state", "=", "sale")]),
            "units": sum(lines.mapped("product_uom_qty")),
            "doubtful": len(listings.filtered("in_doubt")),
            "notes": notes,
            "supply": str(list(supply.values())),
            "listings": listings.mapped(lambda one: (one.desired_qty, one.acked_qty)),
            "failures": env["maker.channel"].search([]).mapped("failures"),
            "waiting": len(listings.filtered("needs_push")),
            "incidents": env["maker.channel.incident"].search([]).mapped("name"),
        }
    )
)
