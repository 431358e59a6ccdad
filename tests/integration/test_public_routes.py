"""Every address of the suite, asked by strangers and with nonsense.

The same tests run on a database with the apps that open Odoo to the portal, see
``tests/acceptance/open_apps.py``.
"""

import json
import re

from public_calls import OWN, PublicCallsCase

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

OPEN = {"/maker/bench/worker.js", "/maker/stall/worker.js"}
"""What anybody may read: it is the same for everybody and says nothing."""

WITHIN = {("plain_internal", "/maker/line-sheet/<int:pricelist_id>")}
"""Odoo shows price lists to all who work in the business."""

NAMES = ("STORY", "Unspoken shop", "Wholesale terms", "Harbour fair")

NONSENSE = (
    "",
    "0",
    "-1",
    "99999999",
    str(2**31),
    str(2**70),
    "x",
    "%00",
    "%ED%A0%80",
    "%FF",
    "a" * 3000,
    "..%2F..",
)
BODIES = (
    b"",
    b"\0",
    b"null",
    b"[]",
    b"7",
    b'"text"',
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"{",
    b"[" * 3000,
    b'{"key": "\\ud800", "lines": [{"name": "\\u0000"}]}',
    b"sale=%00",
    b"sale=%7B%7D",
    b"a" * 3000,
)


def routes():
    """``(address, methods, auth)`` of every route the suite adds."""
    found = []
    for controller in _subclasses(http.Controller):
        if not controller.__module__.startswith(OWN):
            continue
        for value in vars(controller).values():
            routing = getattr(value, "original_routing", None)
            for address in (routing or {}).get("routes") or ():
                methods = routing.get("methods") or ("GET", "POST")
                found.append((address, tuple(methods), routing.get("auth")))
    return found


def _subclasses(base):
    for each in base.__subclasses__():
        yield each
        yield from _subclasses(each)


@tagged("standard", "post_install", "-at_install")
class TestPublicRoutes(PublicCallsCase, HttpCase):
    maxDiff = None

    def _addresses(self, address):
        """The address with real, absent and odd values in its places."""
        if "<" not in address:
            return [address, *(f"{address}?id={odd}&state={odd}" for odd in NONSENSE)]
        real = {
            "pricelist_id": self.pricelist.id,
            "day_id": self.day.id,
            "token": self.channel.sudo().webhook_token,
        }
        name = re.search(r"<(?:\w+:)?(\w+)>", address)[1]
        values = [real.get(name, 1), *self._routed_nonsense()]
        return [re.sub(r"<[^>]+>", lambda _m, v=v: str(v), address) for v in values]

    def _routed_nonsense(self):
        """The odd values for which Odoo finds out whose the address is.

        Beside a website Odoo answers some with 500 whatever stands before them.
        """
        if not hasattr(self, "_routed"):
            self._routed = [
                odd
                for odd in NONSENSE
                if self._ask("GET", f"/of-nobody/{odd}")[0] < 500
            ]
        return self._routed

    def _ask(self, method, address, body=b"", kind="application/json"):
        """What an address answers: ``(status, text)``."""
        options = {"headers": {"Content-Type": kind}, "allow_redirects": False}
        answer = self.url_open(
            address, data=body or b" " if method == "POST" else None, **options
        )
        return answer.status_code, answer.text

    def _as(self, login):
        if login:
            self.authenticate(login, login)
        else:
            self.authenticate(None, None)

    def test_all_routes_are_known(self):
        self.assertGreaterEqual(len(routes()), 12)
        told = [(a, auth) for a, _methods, auth in routes() if auth != "user"]
        known = {"/maker/hook", "/maker/hook/<string:token>", *OPEN}
        self.assertEqual(sorted(told), sorted((address, "public") for address in known))

    def test_strangers_are_told_nothing(self):
        told = []
        new_test_user(self.env, "portal_shop", groups="base.group_portal")
        for login in (None, "portal_shop", "plain_internal"):
            self._as(login)
            for address, methods, _auth in routes():
                if address in OPEN or (login, address) in WITHIN:
                    continue
                for method in methods:
                    asked = self._addresses(address)[0]
                    status, text = self._ask(method, asked)
                    known = [
                        word
                        for word in (
                            "STORY",
                            "Unspoken",
                            "Wholesale terms",
                            "Harbour fair",
                        )
                        if word in text
                    ]
                    if status in (200, 500) or known:
                        told.append((login, method, asked, status, known))
        self.assertEqual(told, [])

    def test_reports_are_for_the_business(self):
        told = []
        new_test_user(self.env, "portal_shop", groups="base.group_portal")
        reports = self.env["ir.actions.report"].search(
            [("report_name", "=like", "maker\\_%")]
        )
        self.assertGreater(len(reports), 3)
        for login in (None, "portal_shop"):
            self._as(login)
            for report in reports:
                ids = ",".join(map(str, self.some_id(report.model)))
                for kind in ("html", "pdf", "text"):
                    address = f"/report/{kind}/{report.report_name}/{ids}"
                    status, text = self._ask("GET", address)
                    if status == 200 or any(word in text for word in NAMES):
                        told.append((login, address, status))
        self.assertEqual(told, [])
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.portal)._render_qweb_html(
                "maker_channel_sync.line_sheet_report", self.pricelist.ids
            )

    def test_nonsense_is_never_a_fault_of_ours(self):
        broken = []
        for login in (None, "studio_manager"):
            self._as(login)
            for address, methods, _auth in routes():
                for asked in self._addresses(address):
                    for method in methods:
                        status, _text = self._ask(method, asked)
                        if status >= 500:
                            broken.append((login, method, asked, status))
        self.assertEqual(broken, [])

    def test_odd_bodies_are_refused(self):
        broken = []
        self._as("studio_manager")
        hook = f"/maker/hook/{self.channel.sudo().webhook_token}"
        form = "application/x-www-form-urlencoded"
        for body in BODIES:
            for kind in ("application/json", "text/plain", form):
                status, _text = self._ask("POST", hook, body, kind)
                if not 400 <= status < 500:
                    broken.append((hook, kind, body[:20], status))
        sale = f"/maker/stall/{self.day.id}/sale"
        token = json.loads(self.url_open(f"/maker/stall/{self.day.id}/goods").text)
        for content in (b"", b"null", b"[]", b"7", b'"x"', b"%00", *BODIES[-6:]):
            body = b"csrf_token=%s&sale=%s" % (token["token"].encode(), content)
            status, _text = self._ask("POST", sale, body, form)
            if not 400 <= status < 500:
                broken.append((sale, content[:20], status))
        self.assertEqual(broken, [])
