"""Marks that ``./setup/test`` selects by: ``tour`` for browser tests, ``slow``.

A test that is skipped is not green: it fails, unless ``--allow-skips`` is given. What
this machine cannot run is marked ``only_if`` and counted as deselected.
"""

import inspect
import sys

import pytest

BROWSER_CALLS = ("start_tour(", "browser_js(")


def pytest_addoption(parser):
    parser.addoption("--allow-skips", action="store_true", help="a skip does not fail")


def pytest_configure(config):
    config.addinivalue_line("markers", "only_if(holds): left out where it does not")
    config.addinivalue_line("markers", "tour: drives a browser")
    config.addinivalue_line("markers", "slow: left out by ./setup/test --fast")


def pytest_collection_modifyitems(config, items):
    left_out = [
        item
        for item in items
        if not all(mark.args[0] for mark in item.iter_markers("only_if"))
    ]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
    for item in items:
        case = getattr(item, "cls", None)
        tags = getattr(case, "test_tags", None) or ()
        if "maker_slow" in tags:
            item.add_marker("slow")
        if case and _drives_browser(case):
            item.add_marker("tour")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    return _no_skip((yield), item.config)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _no_skip((yield), collector.config)


def _no_skip(report, config):
    """The report of a test or a file, failed where it was skipped."""
    expected = hasattr(report, "wasxfail")
    if report.skipped and not expected and not config.getoption("--allow-skips"):
        reason = report.longrepr
        if isinstance(reason, tuple):
            reason = "{}:{}: {}".format(*reason)
        report.outcome, report.longrepr = "failed", f"A skip fails: {reason}"
    return report


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
