{
    "name": "Maker: Sales Channels as Jobs",
    "summary": "Runs the channels' work in OCA queue_job, where that is in use",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Maker",
    "license": "LGPL-3",
    "depends": ["maker_channel_sync", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
}
