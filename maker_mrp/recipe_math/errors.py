"""What can be wrong with a quantity or a recipe.

Every error carries the facts as attributes; the words shown to a person, in
her own language, are chosen by whoever catches it.
"""


class RecipeMathError(ValueError):
    """Base of all refusals of this package."""


class UnrelatedUnits(RecipeMathError):
    """No way leads from one unit to the other."""

    def __init__(self, source, target):
        super().__init__(f"{source.name} cannot become {target.name}")
        self.source, self.target = source, target


class MissingDensity(UnrelatedUnits):
    """Weight and volume can only be converted with a density."""


class MissingPieceWeight(UnrelatedUnits):
    """Pieces and weight can only be converted with a weight per piece."""


class PrecisionLoss(RecipeMathError):
    """Rounding would change a quantity by more than is tolerated."""

    def __init__(self, quantity, rounded, unit, digits, needed_digits, tolerance):
        super().__init__(f"{quantity} {unit.name} would become {rounded}")
        self.quantity, self.rounded, self.unit = quantity, rounded, unit
        self.digits, self.needed_digits = digits, needed_digits
        self.tolerance = tolerance


class UnreadableQuantity(RecipeMathError):
    """A text is not a quantity; ``fragment`` is the part not understood."""

    def __init__(self, text, fragment):
        super().__init__(f"{text!r}: {fragment!r} is not a quantity")
        self.text, self.fragment = text, fragment


class UnknownUnit(UnreadableQuantity):
    """A text names a unit nobody knows; ``known`` lists names close to it."""

    def __init__(self, text, fragment, known=()):
        super().__init__(text, fragment)
        self.known = tuple(known)


class AmbiguousUnit(UnreadableQuantity):
    """``fragment`` names several units; ``spellings`` are those that are clear."""

    def __init__(self, text, fragment, spellings):
        super().__init__(text, fragment)
        self.spellings = tuple(spellings)


class RangeGiven(UnreadableQuantity):
    """From ``low`` to ``high`` was written where one number is needed."""

    def __init__(self, text, low, high):
        super().__init__(text, text)
        self.low, self.high = low, high


class Contradiction(UnreadableQuantity):
    """One text says two amounts, ``first`` and ``second``, that differ."""

    def __init__(self, text, first, second):
        super().__init__(text, text)
        self.first, self.second = first, second


class OutOfReach(UnreadableQuantity):
    """No quantity of anything is as large as this, or as long to write."""


class MixedFamilies(UnreadableQuantity):
    """One text mixes units that cannot be added, as in ``1 kg 2 ml``."""


class ImpossibleLoss(RecipeMathError):
    """A loss below zero, or of everything."""

    def __init__(self, percent):
        super().__init__(f"a loss of {percent} % leaves nothing")
        self.percent = percent


class FormulaSum(RecipeMathError):
    """The percentages of a formula do not add up to a hundred."""

    def __init__(self, total):
        super().__init__(f"percentages add up to {total}")
        self.total = total


class RecipeCycle(RecipeMathError):
    """A recipe needs itself; ``path`` lists the keys from it back to it."""

    def __init__(self, path):
        super().__init__(" > ".join(map(str, path)))
        self.path = tuple(path)
