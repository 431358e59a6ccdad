"""Dividing what there is among parts, so that nothing is lost and nothing added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from .requirement import round_up

_ZERO = Decimal(0)


def share_of_rest(
    rest: Decimal, weight: Decimal, weights: Decimal, step: Decimal, whole: bool = False
) -> Decimal:
    """What one part takes of ``rest``, never more than there is.

    :param weight: of this part
    :param weights: of this part and all that come after it
    :param step: the smallest amount that can be taken, such as 0.01
    :param whole: a step begun is taken entirely, as for jars
    :return: a multiple of ``step``, or all of ``rest`` for the last part

    >>> share_of_rest(Decimal(10), Decimal(1), Decimal(3), Decimal("0.01"))
    Decimal('3.33')
    >>> share_of_rest(Decimal(10), Decimal(1), Decimal(3), Decimal(1), whole=True)
    Decimal('4')
    """
    if weight >= weights:
        return rest
    exact = rest * weight / weights
    if whole:
        part = round_up(exact, step)
    else:
        part = (exact / step).to_integral_value(ROUND_HALF_UP) * step
    return min(max(part, _ZERO), rest)


def shares(
    total: Decimal, weights: Sequence[Decimal], step: Decimal, whole: bool = False
) -> list[Decimal]:
    """``total`` divided in proportion to ``weights``; the sum is always ``total``.

    Each part takes its share of what the parts before it have left, so that any
    number of parts may be taken one after the other, with the same result as at
    once; the last takes the rest.

    >>> [str(part) for part in shares(Decimal(10), [Decimal(1)] * 3, Decimal("0.01"))]
    ['3.33', '3.34', '3.33']
    """
    parts, rest = [], total
    for index, weight in enumerate(weights):
        parts.append(share_of_rest(rest, weight, sum(weights[index:]), step, whole))
        rest -= parts[-1]
    return parts


def pour(amount: Decimal, *rounds: Sequence[Decimal]) -> list[Decimal]:
    """``amount`` poured into vessels one after the other.

    :param rounds: how full each vessel may be after the first round, the second...
    :return: what each vessel holds; what is over is in the last

    >>> full, brim = [Decimal(4), Decimal(2)], [Decimal(5), Decimal(5)]
    >>> [str(part) for part in pour(Decimal(8), full, brim)]
    ['5', '3']
    """
    parts = [_ZERO] * len(rounds[0])
    for marks in rounds:
        for index, mark in enumerate(marks):
            more = min(max(mark - parts[index], _ZERO), amount)
            parts[index] += more
            amount -= more
    parts[-1] += amount
    return parts


def pour_kinds(
    amounts: Mapping[object, Decimal],
    parts: Sequence[Decimal],
    held: Sequence[Mapping[object, Decimal]],
) -> list[dict[object, Decimal]]:
    """Which kinds, such as lots, make up each of ``parts``.

    :param amounts: of each kind, as much in all as ``parts``
    :param held: what each part has of each kind, and so takes first

    >>> lots = {"A": Decimal(6), "B": Decimal(4)}
    >>> held = [{}, {"A": Decimal(5)}]
    >>> pour_kinds(lots, [Decimal(5), Decimal(5)], held)
    [{'A': Decimal('1'), 'B': Decimal('4')}, {'A': Decimal('5')}]
    """
    left, poured = dict(amounts), [{} for _part in parts]
    for own_first in (True, False):
        for index, part in enumerate(parts):
            mine = poured[index]
            for kind, rest in left.items():
                room = part - sum(mine.values())
                if own_first:
                    room = min(room, held[index].get(kind, _ZERO))
                more = min(rest, room)
                if more > 0:
                    mine[kind] = mine.get(kind, _ZERO) + more
                    left[kind] -= more
    return poured
