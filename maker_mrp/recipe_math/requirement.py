"""What one line of a recipe needs, and the sum behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from .errors import ImpossibleLoss

#: below this, a difference is the noise of binary floating point numbers
_NOISE = Decimal("1e-9")
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class LineRule:
    """How a line turns batches into a quantity, all in the line's own unit.

    ``per_batch`` is what ends up in the product; ``scale`` multiplies it for
    a size; ``loss_pct`` of what is taken stays behind; ``yield_loss_pct`` is the
    share of the finished batch that is expected to fail; ``setup`` is used once
    per run; ``multiple`` is the smallest step in which the material can be taken,
    ``in_pieces`` says that this step is one piece.
    """

    per_batch: Decimal
    scale: Decimal = Decimal(1)
    loss_pct: Decimal = Decimal(0)
    yield_loss_pct: Decimal = Decimal(0)
    setup: Decimal = Decimal(0)
    multiple: Decimal = Decimal(0)
    in_pieces: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the line needs just ``per_batch`` times the batches."""
        return (
            self.scale == 1
            and not self.loss_pct
            and not self.yield_loss_pct
            and not self.setup
            and not self.multiple
        )

    def in_unit(self, ratio: Decimal) -> LineRule:
        """The same rule in a unit of which ``ratio`` make one of this one's.

        >>> LineRule(Decimal(2), setup=Decimal(1)).in_unit(Decimal(1000)).setup
        Decimal('1000')
        """
        return replace(
            self,
            per_batch=self.per_batch * ratio,
            setup=self.setup * ratio,
            multiple=self.multiple * ratio,
        )


def in_whole_pieces(rule: LineRule, pieces: Decimal) -> LineRule:
    """``rule`` of something counted, taken in whole pieces where that matters.

    A step that was chosen stays. So does a plain share of something counted (a
    quarter of a sheet for each card): only what losses, sizes and set-ups add is
    brought to whole pieces, and only when the recipe itself counts in those.

    :param pieces: how many pieces one of the line's unit holds, 12 for a dozen

    >>> jars = LineRule(Decimal(12), loss_pct=Decimal(2))
    >>> requirement(in_whole_pieces(jars, Decimal(1)), Decimal(1))
    Decimal('13')
    >>> sheets = LineRule(Decimal("0.25"), loss_pct=Decimal(2))
    >>> in_whole_pieces(sheets, Decimal(1)) == sheets
    True
    """
    counted = (rule.per_batch * pieces, rule.setup * pieces)
    if rule.is_plain or rule.multiple or any(number % 1 for number in counted):
        return rule
    return replace(rule, multiple=1 / pieces, in_pieces=True)


def check_loss(percent: Decimal) -> Decimal:
    """The share that remains after a loss of ``percent``.

    :raise ImpossibleLoss: below zero, or a hundred and more

    >>> check_loss(Decimal(2))
    Decimal('0.98')
    >>> check_loss(Decimal(100))
    Traceback (most recent call last):
    recipe_math.errors.ImpossibleLoss: a loss of 100 % leaves nothing
    """
    if not 0 <= percent < 100:
        raise ImpossibleLoss(percent)
    return (_HUNDRED - percent) / _HUNDRED


def per_batch_gross(rule: LineRule) -> Decimal:
    """What one batch takes, losses included, without set-up and rounding.

    >>> rule = LineRule(Decimal("1.225"), scale=Decimal(2), loss_pct=Decimal(2))
    >>> per_batch_gross(rule)
    Decimal('2.5')
    """
    kept = check_loss(rule.loss_pct) * check_loss(rule.yield_loss_pct)
    return rule.per_batch * rule.scale / kept


def round_up(quantity: Decimal, step: Decimal) -> Decimal:
    """The next multiple of ``step``, forgiving floating point noise.

    >>> round_up(Decimal("20.1"), Decimal(5))
    Decimal('25')
    >>> round_up(Decimal("20.0000000000004"), Decimal(5))
    Decimal('20')
    """
    if not step:
        return quantity
    steps = (quantity / step - _NOISE).to_integral_value(ROUND_CEILING)
    return steps * step


def requirement(rule: LineRule, batches: Decimal) -> Decimal:
    """What a run of that many batches takes of the line; nothing for none.

    >>> rule = LineRule(Decimal(250), loss_pct=Decimal(2), setup=Decimal(15))
    >>> round(requirement(rule, Decimal(40)), 2), requirement(rule, Decimal(0))
    (Decimal('10219.08'), Decimal('0'))
    """
    if not batches:
        return Decimal(0)
    if rule.is_plain:
        return rule.per_batch * batches
    return round_up(per_batch_gross(rule) * batches + rule.setup, rule.multiple)


def expected(rule: LineRule, batches: Decimal) -> Decimal:
    """What that many batches take on average, in whatever runs they are made.

    Losses count by their share: of one run it takes a whole piece more, and the next
    ones have it. A step that was chosen counts as it does in a run.

    >>> jars = in_whole_pieces(LineRule(Decimal(12), loss_pct=Decimal(2)), Decimal(1))
    >>> requirement(jars, Decimal(1)), round(expected(jars, Decimal(1)), 2)
    (Decimal('13'), Decimal('12.24'))
    >>> wax = LineRule(Decimal(49), multiple=Decimal(60))
    >>> expected(wax, Decimal(1))
    Decimal('60')
    """
    if rule.in_pieces:
        rule = replace(rule, multiple=Decimal(0), in_pieces=False)
    return requirement(rule, batches)


def plain(number: Decimal, digits: int = 4) -> str:
    """A number without exponent and trailing zeros, for people to read.

    >>> plain(Decimal("1E+3")), plain(Decimal("0.50000")), plain(Decimal("0.33333"))
    ('1000', '0.5', '0.3333')
    """
    try:
        text = f"{round(number, digits):f}"
    except InvalidOperation:  # more figures than anybody reads
        return f"{number:.3e}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def explain(
    rule: LineRule, batches: Decimal, unit: str, pieces: str = "whole pieces"
) -> str:
    """The sum behind :func:`requirement`, as in ``250 g × 40 ÷ 0.98 + 15 g``.

    :param pieces: the words for rounding up to whole pieces

    >>> rule = LineRule(Decimal(250), loss_pct=Decimal(2), setup=Decimal(15))
    >>> explain(rule, Decimal(40), "g")
    '250 g × 40 ÷ 0.98 + 15 g'
    """
    text = f"{plain(rule.per_batch)} {unit}"
    if rule.scale != 1:
        text += f" × {plain(rule.scale)}"
    if batches != 1:
        text += f" × {plain(batches)}"
    for percent in (rule.loss_pct, rule.yield_loss_pct):
        if percent:
            text += f" ÷ {plain(check_loss(percent))}"
    if rule.setup:
        text += f" + {plain(rule.setup)} {unit}"
    exact = per_batch_gross(rule) * batches + rule.setup
    needed = requirement(rule, batches)
    if abs(needed - exact) > _NOISE:
        step = pieces if rule.in_pieces else f"{plain(rule.multiple)} {unit}"
        text += f" ↑ {step}"
    return text
