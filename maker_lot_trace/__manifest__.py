{
    "name": "Maker: Lots and Trace",
    "summary": "Supplier lots, cure and expiry dates, two-way trace, holds and recalls",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Maker",
    "license": "LGPL-3",
    "depends": ["maker_mrp", "product_expiry"],
    "data": [
        "security/ir.model.access.csv",
        "data/ir_cron.xml",
        "wizards/maker_lot_hold_views.xml",
        "views/stock_lot_views.xml",
        "views/stock_move_line_views.xml",
        "views/maker_trace_views.xml",
        "views/maker_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["maker_lot_trace/static/src/**/*"],
        "web.assets_tests": ["maker_lot_trace/static/tests/tours/**/*"],
    },
}
