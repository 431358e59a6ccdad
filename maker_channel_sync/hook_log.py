"""Keeps the addresses that channels knock at out of the server's log."""

import logging
import re

HOOK = re.compile(r"(/maker/hook/)[^\s\"?]+")


class HideHooks(logging.Filter):
    """Replaces the secret part of an address in what a request is logged with."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(map(_hide, record.args))
        record.msg = _hide(record.msg)
        return True


def _hide(part):
    if not isinstance(part, str) or "/maker/hook/" not in part:
        return part
    return HOOK.sub(r"\1…", part)


logging.getLogger("werkzeug").addFilter(HideHooks())
