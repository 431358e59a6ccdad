from odoo.http import content_disposition, request

from ..public import check_groups, is_id

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def record_or_404(model, number):
    """The record of an address, for those who may read it.

    :raises NotFound: where there is none
    :raises AccessError: for others, and whoever is no user of the business
    """
    check_groups(request.env, "base.group_user")
    record = request.env[model].browse(number if is_id(number) else []).exists()
    if not record:
        raise request.not_found()
    record.check_access("read")
    return record


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
