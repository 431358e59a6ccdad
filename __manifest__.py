{
    "name": "Maker Suite",
    "summary": "Materials, recipes, runs, lots and channels for small-batch makers",
    "version": "19.0.1.0.0",
    "category": "Supply Chain",
    "author": "Maker",
    "license": "LGPL-3",
    "depends": ["maker_mrp", "maker_lot_trace", "maker_channel_sync"],
}
