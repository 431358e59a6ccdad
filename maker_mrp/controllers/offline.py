import json

from odoo.http import request
from odoo.tools import file_open


def offline_worker(cache, pages, scope=None):
    """The service worker with which a page opens without a connection.

    :param cache: name of the page's own cache, with its version as last digits
    :param pages: pattern of the addresses that are kept
    :param scope: what it may control besides its own folder
    """
    with file_open("maker_mrp/static/src/offline_worker/worker.js") as file:
        body = file.read()
    head = f"const CACHE = {json.dumps(cache)};\nconst PAGES = {json.dumps(pages)};\n"
    headers = {"Content-Type": "text/javascript", "Cache-Control": "no-cache"}
    if scope:
        headers["Service-Worker-Allowed"] = scope
    return request.make_response(head + body, list(headers.items()))
