"""Wake the scheduler at a moment that ``ir.cron`` would sleep through.

Odoo's workers look at the clock once a minute and whenever they are notified.
A timer that only notifies brings a trigger's precision down to a second; when
the process dies before, the next look by the minute makes up for it.
"""

import logging
import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

_logger = logging.getLogger(__name__)
_timers = {}


def wake_in(dbname, key, seconds):
    """Notify the workers of ``dbname`` after ``seconds``, once for each ``key``."""
    if old := _timers.pop((dbname, key), None):
        old.cancel()
    timer = threading.Timer(seconds, _notify, [dbname, key])
    timer.daemon = True
    _timers[dbname, key] = timer
    timer.start()


def _notify(dbname, key):
    _timers.pop((dbname, key), None)
    try:
        with Registry(dbname).cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["ir.cron"]._notifydb()
    except Exception:
        # the database may be gone or the server be stopping
        _logger.debug("could not wake the scheduler of %s", dbname, exc_info=True)
