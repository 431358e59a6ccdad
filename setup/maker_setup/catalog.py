"""A Shopify product export into the demo, reported row by row."""

import base64

from .day_shops import list_products


def load(day, tell) -> None:
    """Import ``day.catalog`` whole or not at all; one ``row`` event per row.

    What is new is also listed in the fake Shopify shop, which the file came from, and
    linked by SKU. Ends with a ``catalog`` event: created, skipped, errors, listings,
    and whether the file was imported.
    """
    path = day.catalog
    job = day.env["maker.import"].create(
        {"file": base64.b64encode(path.read_bytes()), "file_name": path.name}
    )
    problem = ""
    try:
        job.action_check()
        if not job.error_count:
            job.action_import()
        day.commit()
    except Exception as error:  # noqa: BLE001 - told to the person, nothing imported
        day.env.cr.rollback()
        day.env.invalidate_all()
        tell("catalog", ok=False, problem=" ".join(str(error).split()))
        return
    created = job.line_ids.filtered(lambda line: line.outcome == "created")
    listed = list_products(day, created.product_id)
    day.commit()
    for line in job.line_ids:
        tell(
            "row",
            row=line.row,
            label=line.label or "",
            outcome=line.outcome,
            note=line.note or "",
        )
    tell(
        "catalog",
        ok=job.state == "done",
        listed=listed,
        created=job.created_count,
        skipped=job.skipped_count,
        errors=job.error_count,
        problem=problem,
    )
