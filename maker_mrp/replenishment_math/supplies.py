"""How much of a supply one event takes, told by what was really used."""

from collections.abc import Mapping


def suggest_rates(
    used: float, events: Mapping[str, float], rates: Mapping[str, float]
) -> dict[str, float]:
    """Rates that would have accounted for what was used.

    One driver gets the plain quotient. Several keep their proportions, which say
    what their owner knows, and are scaled together.

    :param used: what left the shelf over a time, in the supply's unit
    :param events: how often each driver happened in that time
    :param rates: the rate each driver has now; 0 when not known
    :return: a rate for each driver that happened; drivers that did not happen are
        left out, for nothing was learnt about them

    >>> suggest_rates(60, {"parcel": 20, "order": 10}, {"parcel": 1, "order": 2})
    {'parcel': 1.5, 'order': 3.0}
    >>> suggest_rates(60, {"parcel": 20, "order": 0}, {})
    {'parcel': 3.0}
    """
    happened = {name: count for name, count in events.items() if count > 0}
    if not happened or used < 0:
        return {}
    known = {name: rates.get(name, 0.0) for name in happened}
    if not any(known.values()):
        known = dict.fromkeys(happened, 1.0)
    predicted = sum(known[name] * count for name, count in happened.items())
    return {name: rate * used / predicted for name, rate in known.items()}
