{
    "name": "Maker: Channels as Jobs",
    "summary": "Runs the channels' work in OCA queue_job, where that is in use",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Maker",
    "maintainers": ["maker"],
    "website": "https://maker.example",
    "support": "support@maker.example",
    "license": "LGPL-3",
    "development_status": "Beta",
    "images": [
        "static/description/channels_1400.png",
        "static/description/channels_390.png",
    ],
    "depends": ["maker_channel_sync", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
}
