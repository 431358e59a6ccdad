"""How many minutes of work a quantity takes, and a part of it."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from .quantities import exact

_HUNDREDTH = Decimal("0.01")


def work_minutes(quantity, cycle, minutes, once=0, is_filled_again=False) -> Decimal:
    """Minutes for ``quantity`` when ``cycle`` of it takes ``minutes``.

    :param once: minutes to set up and clean up, however much is made
    :param is_filled_again: True where a part of a cycle takes as long as all of it

    >>> work_minutes(30, 12, 15)
    Decimal('37.5')
    >>> work_minutes(20, 8, 15, once=4, is_filled_again=True)
    Decimal('49')
    """
    cycles = exact(quantity) / exact(cycle)
    if is_filled_again:
        cycles = round(cycles, 9).to_integral_value(ROUND_CEILING)
    return exact(once) + cycles * exact(minutes)


def part_minutes(whole, before, part, total) -> float:
    """The minutes of a part, so that all parts add up to ``whole`` to the second.

    Time is kept in whole seconds that are read from two decimals of a minute; what
    is returned stands for whole seconds.

    :param before: how much was made by the parts before it
    :param total: how much all parts make

    >>> [part_minutes(10, before, 1, 3) for before in range(3)]
    [3.33, 3.33, 3.33]
    >>> part_minutes(15, 0, 4, 12), part_minutes(15, 4, 8, 12)
    (5.0, 10.0)
    """
    if exact(total) <= 0:
        return 0.0
    rate = exact(whole) * 60 / exact(total)

    def seconds(quantity):
        return (rate * quantity).quantize(Decimal(1), ROUND_HALF_UP)

    begun = exact(before)
    spent = seconds(begun + exact(part)) - seconds(begun)
    return float((spent / 60).quantize(_HUNDREDTH, ROUND_FLOOR))
