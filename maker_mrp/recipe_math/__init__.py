"""Exact arithmetic of recipes: units, written quantities, needs, formulas.

Imports nothing of Odoo. Numbers are :class:`decimal.Decimal`.
"""

from .difference import ADDED, CHANGED, REMOVED, Change, compare
from .errors import (
    AmbiguousUnit,
    Contradiction,
    FormulaSum,
    ImpossibleLoss,
    MissingDensity,
    MissingPieceWeight,
    MixedFamilies,
    OutOfReach,
    PrecisionLoss,
    RangeGiven,
    RecipeCycle,
    RecipeMathError,
    UnknownUnit,
    UnreadableQuantity,
    UnrelatedUnits,
)
from .feasibility import Answer, Plan, Step, Workshop
from .formula import amounts, check_sum, lye_for, normalise
from .labour import part_minutes, work_minutes
from .parsing import (
    Doubt,
    Multiple,
    Parts,
    Percent,
    Quantity,
    fold,
    parse_number,
    parse_quantity,
    shown,
)
from .quantities import (
    COUNT,
    MASS,
    TOLERANCE,
    VOLUME,
    Material,
    Unit,
    check_precision,
    conversion_ratio,
    convert,
    exact,
    is_weighed_in,
    needed_digits,
    rounded,
    survives,
)
from .rounding import Rounding, rounding
from .readable import decimals, readable
from .requirement import (
    LineRule,
    check_loss,
    expected,
    explain,
    in_whole_pieces,
    per_batch_gross,
    plain,
    requirement,
    round_up,
)
from .shares import pour, pour_kinds, share_of_rest, shares
