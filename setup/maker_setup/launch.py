"""Entry of every script in setup/: find a usable Python, then run the command.

This file is parsed by whatever ``python3`` is, so it keeps to old syntax.
"""

import importlib
import os
import shutil
import sys

SUPPORTED = ((3, 10), (3, 13))


def launch(command):
    """Run ``maker_setup.commands.<command>`` and exit with its code."""
    if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        _restart_with_supported_python()
    console = importlib.import_module("maker_setup.console")
    module = importlib.import_module("maker_setup.commands." + command)
    sys.exit(console.guarded(module.main))


def _restart_with_supported_python():
    for minor in range(SUPPORTED[1][1], SUPPORTED[0][1] - 1, -1):
        path = shutil.which(f"python3.{minor}")
        if path:
            os.execv(path, [path] + sys.argv)
    sys.exit(
        "Python {}.{} cannot run Odoo 19: install Python 3.10, 3.11, 3.12 or 3.13 "
        "and start this command again.".format(*sys.version_info[:2])
    )
