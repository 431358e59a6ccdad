"""What history says about usage and lead times."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UsageStats:
    """Usage a day, over ``days`` calendar days (days without use count as 0)."""

    average: float = 0.0
    maximum: float = 0.0
    minimum: float = 0.0
    days: int = 0


@dataclass(frozen=True, slots=True)
class LeadStats:
    """Days from placing an order to having the goods, over ``orders`` orders."""

    average: float = 0.0
    maximum: float = 0.0
    minimum: float = 0.0
    orders: int = 0


def summarise_usage(daily_totals: Iterable[float], days: int) -> UsageStats:
    """Average, highest and lowest usage of a calendar day.

    :param daily_totals: one figure for each day on which something moved; a day
        on which more came back than went out may be negative
    :param days: length of the period in calendar days
    :return: the statistics; the average is net of what came back and never
        under 0, the highest is never under the average
    :raises ValueError: when there are more totals than days, or no day at all

    >>> summarise_usage([30, -10, 40], days=30)
    UsageStats(average=2.0, maximum=40, minimum=0.0, days=30)
    """
    totals = list(daily_totals)
    if days < 1 or len(totals) > days:
        raise ValueError(f"{len(totals)} days with usage in a period of {days} days")
    average = max(sum(totals) / days, 0.0)
    used = [max(total, 0.0) for total in totals]
    return UsageStats(
        average=average,
        maximum=max([average, *used]),
        minimum=min(min(used), average) if len(used) == days else 0.0,
        days=days,
    )


def summarise_lead_times(lead_times: Iterable[float]) -> LeadStats | None:
    """Average, longest and shortest lead time.

    :param lead_times: days each order took; a receipt entered before its order
        counts as 0 days
    :return: the statistics, or None when there was no order

    >>> summarise_lead_times([4, 9, -1])
    LeadStats(average=4.333333333333333, maximum=9, minimum=0.0, orders=3)
    """
    taken = [max(days, 0.0) for days in lead_times]
    if not taken:
        return None
    return LeadStats(
        average=sum(taken) / len(taken),
        maximum=max(taken),
        minimum=min(taken),
        orders=len(taken),
    )
