from odoo.http import content_disposition, request

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_response(name, ending, content):
    """An answer that saves ``content`` as a file.

    :param name: the file's name without its ending
    :param ending: ``csv`` or ``xlsx``
    """
    return request.make_response(
        content,
        headers=[
            ("Content-Type", KINDS[ending]),
            ("Content-Disposition", content_disposition(f"{name}.{ending}")),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
