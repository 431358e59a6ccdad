{
    "name": "Maker: Materials, Recipes and Runs",
    "summary": "Recipes, production runs, costing, reorder points and books for makers",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Manufacturing",
    "author": "Maker",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "mrp_account",
        "sale_mrp",
        "sale_management",
        "purchase_mrp",
        "stock_account",
        "account",
    ],
    "data": [
        "security/maker_mrp_groups.xml",
        "security/ir.model.access.csv",
        "data/uom_data.xml",
        "views/maker_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
}
