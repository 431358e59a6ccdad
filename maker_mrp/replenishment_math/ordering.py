"""From a shortage to a quantity a vendor sells."""

from math import ceil

# A conversion such as g to lb leaves 20.000000000000004; that is 20, not 21.
TOLERANCE = 1e-6


def order_units(
    needed: float,
    stock_per_unit: float,
    minimum: float = 0.0,
    step: float = 1.0,
    slack: float = 0.0,
) -> float:
    """How many of the vendor's units to order.

    :param needed: what is short, in the stock's unit
    :param stock_per_unit: how much stock one of the vendor's units is
    :param minimum: the least the vendor sells, in the vendor's units
    :param step: the vendor sells multiples of this many units
    :param slack: what rounding in the stock's unit may have added to the need:
        91 lb stored as 41,276.91 g are 91 lb, not 92
    :return: vendor's units: 0 when nothing is needed, else the smallest multiple
        of ``step`` that covers the need and the minimum
    :raises ValueError: when a unit or step is not positive

    >>> order_units(1000, 453.59237), order_units(1000, 453.59237, step=5)
    (3.0, 5)
    >>> order_units(41276.91, 453.59237, slack=0.01)
    91.0
    """
    if stock_per_unit <= 0 or step <= 0:
        raise ValueError("units and steps must be greater than 0")
    if needed <= 0:
        return 0.0
    steps = max(needed / stock_per_unit, minimum) / step
    nearest = round(steps)
    added = max(TOLERANCE * nearest, slack / stock_per_unit / step)
    if nearest and abs(steps - nearest) <= added:
        return nearest * step
    return ceil(steps) * step
