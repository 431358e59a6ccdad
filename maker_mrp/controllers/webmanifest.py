from odoo.http import request

from odoo.addons.web.controllers.webmanifest import WebManifest

from .bench import HOME

ICON = "/maker_mrp/static/description/icon-%s.png"
SIZES = ("192x192", "512x512")


class MakerWebManifest(WebManifest):
    """Maker as an app on a phone: its own name, icon and ways in."""

    def _get_shortcuts(self):
        """In Odoo's app: a long press on its icon leads to the bench."""
        own = self._maker_shortcuts("/odoo/maker-bench")
        if own:
            own.insert(0, self._maker_shortcut(request.env._("Today"), "/odoo/maker"))
        return [*own, *super()._get_shortcuts()]

    def _get_scoped_app_shortcuts(self, app_id):
        if app_id == "maker_mrp":
            return self._maker_shortcuts(HOME)
        return super()._get_scoped_app_shortcuts(app_id)

    def _get_scoped_app_name(self, app_id):
        return (
            "Maker" if app_id == "maker_mrp" else super()._get_scoped_app_name(app_id)
        )

    def _get_scoped_app_icons(self, app_id):
        if app_id != "maker_mrp":
            return super()._get_scoped_app_icons(app_id)
        return [
            {"src": ICON % size.split("x")[0], "sizes": size, "type": "image/png"}
            for size in SIZES
        ]

    def _maker_shortcuts(self, address):
        """What is typed at the bench, for who may; the manifest is open to all."""
        if not request.env.user.has_group("maker_mrp.group_user"):
            return []
        return [
            self._maker_shortcut(request.env._("Log a run"), f"{address}?do=run"),
            self._maker_shortcut(request.env._("Count"), f"{address}?do=count"),
        ]

    def _maker_shortcut(self, name, address):
        icon = {"src": ICON % "192", "sizes": SIZES[0], "type": "image/png"}
        return {"name": name, "url": address, "icons": [icon]}
