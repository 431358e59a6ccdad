{
    "name": "Maker: Pegboard (example channel)",
    "summary": "How small a further sales channel is: one client, one adapter",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Maker",
    "license": "LGPL-3",
    "depends": ["maker_channel_sync"],
}
