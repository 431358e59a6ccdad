"""What our own code says to itself through a context, and no caller can.

A context comes from whoever calls: over RPC it holds anything JSON can spell. A key
that lets a check be skipped is therefore worth nothing unless its value is of a kind
that only code in this process can make.

>>> context = {**trust(FINISHING), SETTLING: True}
>>> trusted(context, FINISHING), trusted(context, SETTLING)
(True, None)
"""

from dataclasses import dataclass

RECIPE_SAVING = "maker_recipe_saving"
"""A recipe and its lines are being saved together: settle them once, at the end."""

SETTLING = "maker_settling"
"""What is written follows from the rest of the recipe: nothing is to be derived."""

LOGGING = "maker_logging"
"""A run that was made already is put down: nothing is bought or reserved for it."""

DIRECT = "maker_direct"
"""Ids of the runs that take their materials in the same breath, unreserved."""

FINISHING = "maker_finishing"
"""Maker finishes the run: bench and leftovers are settled there, not by Odoo."""

KEEP_BENCH = "maker_keep_bench"
"""A run is cancelled because another takes over what it holds on the bench."""

DATE = "maker_date"
"""The moment, UTC, at which what is being done happened."""

ENTRY_DAY = "maker_entry_day"
"""The day that entries of the books made meanwhile bear."""


@dataclass(frozen=True)
class Trusted:
    """A value in a context that did not come from a caller."""

    value: object = True


def trust(key, value=True):
    """A context that tells ``value`` under ``key`` to those who ask :func:`trusted`."""
    return {key: Trusted(value)}


def trusted(context, key):
    """The value our own code put under ``key``, None when a caller did or nobody."""
    told = context.get(key)
    return told.value if isinstance(told, Trusted) else None
