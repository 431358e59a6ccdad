"""Marks that ``./setup/test`` selects by: ``tour`` for browser tests, ``slow``."""

import inspect
import sys

BROWSER_CALLS = ("start_tour(", "browser_js(")


def pytest_configure(config):
    config.addinivalue_line("markers", "tour: drives a browser")
    config.addinivalue_line("markers", "slow: left out by ./setup/test --fast")


def pytest_collection_modifyitems(items):
    for item in items:
        case = getattr(item, "cls", None)
        tags = getattr(case, "test_tags", None) or ()
        if "maker_slow" in tags:
            item.add_marker("slow")
        if case and _drives_browser(case):
            item.add_marker("tour")


def _drives_browser(case):
    """Return whether ``case``, or a base of it outside Odoo, calls a browser."""
    for base in case.__mro__:
        if base.__module__.startswith(("odoo.tests", "unittest", "builtins")):
            continue
        if base.__module__ not in sys.modules:
            continue
        try:
            source = inspect.getsource(base)
        except (OSError, TypeError):
            continue
        if any(call in source for call in BROWSER_CALLS):
            return True
    return False
