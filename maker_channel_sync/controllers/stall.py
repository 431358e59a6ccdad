import json
from contextlib import contextmanager

from werkzeug.exceptions import NotFound

from odoo import http, sql_db
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools.json import scriptsafe

from odoo.addons.maker_mrp.controllers.download import record_or_404
from odoo.addons.maker_mrp.controllers.offline import offline_worker
from odoo.addons.maker_mrp.public import check_groups

HOME = "/maker/stall"
LARGEST = 256 * 1024
LOCK_SPACE = 0x4D4B5354


class MakerStallController(http.Controller):
    """The quick sale page: one small page that goes on without a connection."""

    def _day(self, day_id):
        """The market day, for a user who may read it.

        :raises NotFound: also when it is another company's
        """
        try:
            return record_or_404("maker.market.day", day_id)
        except (AccessError, MissingError) as hidden:
            raise NotFound() from hidden

    @http.route(HOME, type="http", auth="user", methods=["GET"])
    def home(self):
        """The market day that is on, so that one bookmark is enough."""
        check_groups(request.env, "base.group_user")
        day = request.env["maker.market.day"].search(
            [("state", "in", ("packed", "open"))], order="state, date", limit=1
        )
        address = f"{HOME}/{day.id}" if day else "/odoo/maker-market-days"
        return request.redirect(address)

    @http.route(f"{HOME}/<int:day_id>", type="http", auth="user", methods=["GET"])
    def page(self, day_id):
        day = self._day(day_id)
        config = {
            "day": day.id,
            "store": f"maker-stall:{request.db}:{day.id}:",
            "home": f"{HOME}/{day.id}",
            "worker": f"{HOME}/worker.js",
            "scope": f"{HOME}/",
            "language": (request.env.lang or "en_US").replace("_", "-"),
            "currency": day.currency_id.name,
            "decimals": day.currency_id.decimal_places,
            "words": day._page_words(),
        }
        return request.render(
            "maker_channel_sync.stall_page",
            {"day": day, "config": scriptsafe.dumps(config)},
            headers={"Cache-Control": "no-cache"},
        )

    @http.route(f"{HOME}/<int:day_id>/goods", type="http", auth="user", methods=["GET"])
    def goods(self, day_id):
        """What can be sold, what is left, and the token that sending needs."""
        day = self._day(day_id)
        goods = {**day._page_goods(), "token": request.csrf_token(None)}
        return request.make_json_response(goods, {"Cache-Control": "no-store"})

    @http.route(f"{HOME}/<int:day_id>/sale", type="http", auth="user", methods=["POST"])
    def sale(self, day_id, sale="", **_params):
        """Book one sale, once; the same answer however often it is sent.

        Answers 200 with what became of it, 422 with the reason when the message is
        no sale, 403 when the user may not sell.
        """
        day = self._day(day_id)
        try:
            content = json.loads(sale[:LARGEST], parse_constant=self._no_number)
            with self._in_turn(day):
                booked = request.env["maker.stall.sale"]._receive(day, content)
                answer = booked._answer()
        except AccessError as refused:
            return self._refuse(refused, 403)
        except UserError as refused:
            return self._refuse(refused, 422)
        except (ValueError, RecursionError):
            message = request.env._("This is no sale.")
            return self._refuse(message, 422)
        return request.make_json_response(answer)

    @contextmanager
    def _in_turn(self, day):
        """Let the sales of one day follow each other: they lower the same stock.

        The lock is in a transaction of its own: whoever waited for it begins a new
        one for the sale, which sees what the others sold.
        """
        with sql_db.db_connect(request.db).cursor() as gate:
            gate.execute("SET LOCAL lock_timeout = '20s'")
            gate.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, day.id])
            request.env.cr.rollback()
            yield
            # whoever comes next must see it
            request.env.cr.commit()  # pylint: disable=invalid-commit

    @staticmethod
    def _no_number(text):
        raise ValueError(text)

    def _refuse(self, message, status):
        request.env.cr.rollback()
        return request.make_json_response({"refused": str(message)}, status=status)

    @http.route(f"{HOME}/worker.js", type="http", auth="public", methods=["GET"])
    def worker(self):
        """The service worker; its own folder is all it may control."""
        return offline_worker("maker-stall-1", rf"^{HOME}/\d+$")

    @http.route(
        f"{HOME}/<int:day_id>/manifest.webmanifest",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def manifest(self, day_id):
        """What a phone needs to put the page on its home screen."""
        day = self._day(day_id)
        icon = "/maker_mrp/static/description/icon.png"
        manifest = {
            "name": day.display_name,
            "short_name": day.name,
            "start_url": f"{HOME}/{day.id}",
            "scope": f"{HOME}/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#1f5f5b",
            "icons": [{"src": icon, "sizes": "any", "type": "image/png"}],
        }
        return request.make_json_response(
            manifest, {"Content-Type": "application/manifest+json"}
        )
