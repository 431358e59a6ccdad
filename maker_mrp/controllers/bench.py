from odoo import http
from odoo.http import request
from odoo.tools.json import scriptsafe

from ..public import check_groups
from .offline import offline_worker

HOME = "/maker/bench"
KEPT = (
    "bundle_params",
    "db",
    "is_admin",
    "is_internal_user",
    "is_system",
    "name",
    "registry_hash",
    "server_version_info",
    "test_mode",
    "uid",
    "user_companies",
    "user_context",
)
"""What the page has to know of the session; a phone keeps it, so it is no secret."""


class MakerBenchController(http.Controller):
    """*Bench entry* as a page of its own: it opens without a connection, too."""

    @http.route(HOME, type="http", auth="user", methods=["GET"])
    def page(self, **_what):
        check_groups(request.env, "maker_mrp.group_user")
        session = request.env["ir.http"].session_info()
        return request.render(
            "maker_mrp.bench_page",
            {
                "session": scriptsafe.dumps({name: session.get(name) for name in KEPT}),
                "manifest": self._manifest(),
            },
            headers={"Cache-Control": "no-cache"},
        )

    @http.route(f"{HOME}/worker.js", type="http", auth="public", methods=["GET"])
    def worker(self):
        """The service worker of the page."""
        return offline_worker("maker-bench-1", f"^{HOME}$", HOME)

    def _manifest(self):
        """Address of what Odoo tells a phone that installs the page."""
        return "/web/manifest.scoped_app_manifest?app_id=maker_mrp&path=/maker/bench"
