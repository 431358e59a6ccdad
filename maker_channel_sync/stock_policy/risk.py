"""How many units to keep back so that a late notice seldom sells one twice."""

from __future__ import annotations

from math import exp

MOST = 50


def risk_buffer(per_day: float, lag_seconds: float, risk: float) -> int:
    """Smallest buffer that sales within the lag exceed with less than ``risk``.

    :param per_day: units this listing sells a day, taken as a Poisson stream
    :param lag_seconds: how long the channel may show an old number
    :param risk: accepted chance, between 0 and 1; 0 or less asks for no buffer
    :return: units of the listing, at most ``MOST``

    >>> [risk_buffer(24, lag_seconds=900, risk=chance) for chance in (0.5, 0.05, 0.001)]
    [0, 1, 3]
    """
    if risk <= 0 or per_day <= 0 or lag_seconds <= 0:
        return 0
    expected = per_day * lag_seconds / 86400
    chance = exp(-expected)
    covered = chance
    for buffer in range(MOST):
        if 1 - covered < risk:
            return buffer
        chance *= expected / (buffer + 1)
        covered += chance
    return MOST
