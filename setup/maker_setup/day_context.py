"""What a step of the day works with."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NOT_REACHED = "not reached"
# The channels whose fake servers (tests/fakes) run beside the demo.
FAKES = ("etsy", "shopify", "faire", "wix", "woocommerce")
# The one left for the person at the demo to connect.
OPEN_SHOP = "woocommerce"


@dataclass(frozen=True)
class Step:
    """One thing the maker does.

    ``run(day)`` does it through what a person or a channel would use and returns
    what is then seen; the step is right when ``check(seen)`` says so, by default
    when it equals ``expected``. Each step's work is committed when it returns.
    """

    name: str
    expected: str
    run: Callable[["Day"], Any]
    check: Callable[[Any], bool] | None = None

    def is_right(self, seen: Any) -> bool:
        """Return whether ``seen`` is as expected."""
        return self.check(seen) if self.check else str(seen) == self.expected


@dataclass
class Day:
    """The running demo as a step sees it."""

    env: Any
    """Odoo's environment of the administrator."""
    url: str
    """Address of the Odoo server, without a slash at the end."""
    fakes: dict[str, dict] = field(default_factory=dict)
    """Of each channel's fake server: ``url``, ``name``, ``access_token``,
    ``credentials``. A test or a person acts on it over ``url``/_fake/."""
    catalog: Path | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    """What earlier steps leave for later ones; record ids, not records."""

    def commit(self) -> None:
        """Commit, tell the server what changed, and see what others committed."""
        self.env.flush_all()
        self.env.cr.commit()
        self.env.registry.signal_changes()
        self.env.invalidate_all()

    def as_user(self, login: str) -> Any:
        """Return the environment of the user with ``login``."""
        user = self.env["res.users"].search([("login", "=", login)])
        return self.env(user=user.id)

    def wait_for(
        self, probe: Callable[[], Any], seconds: float = 60.0, pause: float = 0.1
    ) -> tuple[Any, float]:
        """Commit, then call ``probe`` until it returns something true.

        Returns what it returned last and the seconds waited. Each call sees what
        the server's workers have committed meanwhile.
        """
        self.commit()
        started = time.monotonic()
        while True:
            value = probe()
            waited = time.monotonic() - started
            if value or waited > seconds:
                return value, waited
            time.sleep(pause)
            self.env.cr.rollback()
            self.env.invalidate_all()

    def sign_in(self, login: str, password: str) -> Any:
        """Return a ``requests`` session of a user signed in to the web client."""
        import requests

        session = requests.Session()
        answer = session.post(
            f"{self.url}/web/session/authenticate",
            json={
                "params": {
                    "db": self.env.cr.dbname,
                    "login": login,
                    "password": password,
                }
            },
            timeout=60,
        )
        answer.raise_for_status()
        if not answer.json().get("result", {}).get("uid"):
            raise ValueError(f"{login} cannot sign in.")
        return session
