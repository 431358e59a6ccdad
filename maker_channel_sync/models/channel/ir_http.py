from werkzeug.exceptions import RequestEntityTooLarge

from odoo import models
from odoo.http import request

from odoo.addons.maker_mrp.public import is_storable


class IrHttp(models.AbstractModel):
    """Addresses of ours refuse odd paths, and notices that are too long."""

    _inherit = "ir.http"

    @classmethod
    def _serve_fallback(cls):
        # no address of ours, and none that files could be looked up under
        path = request.httprequest.path
        if path.startswith("/maker") and not is_storable(path):
            return None
        return super()._serve_fallback()

    @classmethod
    def _pre_dispatch(cls, rule, args):
        super()._pre_dispatch(rule, args)
        most = rule.endpoint.routing.get("maker_raw_bytes")
        if not most:
            return
        # the signature is over the raw body, which reading a form would use up
        if (request.httprequest.content_length or 0) > most:
            raise RequestEntityTooLarge
        body = request.httprequest.get_data(cache=True, parse_form_data=False)
        if len(body) >= most:
            # a body without a declared length is cut off there, not refused
            raise RequestEntityTooLarge
