{
    "name": "Maker: Sales Channels",
    "summary": "One central count, pushed to Etsy, Shopify, Faire, WooCommerce and Wix",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Maker",
    "license": "LGPL-3",
    "depends": ["maker_lot_trace", "sale_stock", "stock_delivery"],
    "external_dependencies": {"python": ["requests"]},
    "data": [
        "security/ir.model.access.csv",
    ],
}
