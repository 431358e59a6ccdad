"""What our own code says to itself through a context, and no caller can.

A context comes from whoever calls: over RPC it holds anything JSON can spell. A key
that lets a check be skipped is therefore worth nothing unless its value is of a kind
that only code in this process can make.

>>> context = {"maker_finishing": Trusted(True), "maker_settling": True}
>>> trusted(context, "maker_finishing"), trusted(context, "maker_settling")
(True, None)
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trusted:
    """A value in a context that did not come from a caller."""

    value: object = True


def trusted(context, key):
    """The value our own code put under ``key``, None when a caller did or nobody."""
    told = context.get(key)
    return told.value if isinstance(told, Trusted) else None
