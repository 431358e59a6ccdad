"""A Shopify product export into the demo, reported row by row."""

import base64


def load(day, tell) -> None:
    """Import ``day.catalog`` whole or not at all; one ``row`` event per row.

    Ends with a ``catalog`` event: created, skipped, errors, and whether the file
    was imported.
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
        created=job.created_count,
        skipped=job.skipped_count,
        errors=job.error_count,
        problem=problem,
    )
