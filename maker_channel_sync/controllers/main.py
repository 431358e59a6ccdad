import logging

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.maker_mrp.public import check_groups, is_storable

from ..models.channel.maker_channel_token import CALLBACK

_logger = logging.getLogger(__name__)

HOOK = "/maker/hook"
LARGEST = 2 * 1024 * 1024


class MakerChannelController(http.Controller):
    @http.route(
        [HOOK, f"{HOOK}/<string:token>"],
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=LARGEST,
        maker_raw_bytes=LARGEST,
    )
    def hook(self, token="", **_params):
        """Store a channel's notice; what it means is found out by the worker.

        Addresses are logged on the way here. Who may set a header tells the token in
        ``X-Maker-Token`` instead.
        """
        token = request.httprequest.headers.get("X-Maker-Token") or token
        if not token or not is_storable(token):
            return request.make_response("", status=404)
        # the sender is no user: the address and the signature let it in
        channels = request.env["maker.channel"].sudo()
        channel = channels.search([("webhook_token", "=", token)], limit=1)
        if not channel:
            return request.make_response("", status=404)
        body = request.httprequest.get_data(cache=True, parse_form_data=False)
        try:
            status = channel._receive(dict(request.httprequest.headers), body)
        except UserError:
            _logger.info("Channel %s cannot check its notices yet", channel.id)
            status = 401
        return request.make_response("", status=status)

    @http.route(CALLBACK, type="http", auth="user", methods=["GET"])
    def oauth(self, **params):
        """Where a channel's consent page sends the shop's owner back to."""
        check_groups(request.env, "base.group_user")
        channels = request.env["maker.channel"]
        channels.check_access("write")
        # tokens are the system's, the user may only start and finish a login
        channel = channels.sudo()._finish_login(params)
        channel.with_user(request.env.user).action_test_connection()
        return request.redirect(f"/odoo/maker-channels/{channel.id}")
