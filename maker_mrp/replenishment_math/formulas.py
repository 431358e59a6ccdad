"""The textbook formulas, one function each, named as makers name them."""

from math import sqrt


def _refuse_negative(**figures):
    wrong = [f"{name} is {figure}" for name, figure in figures.items() if figure < 0]
    if wrong:
        raise ValueError("must not be negative: " + ", ".join(wrong))


def reorder_point(avg_daily_usage: float, lead_days: float) -> float:
    """Reorder point = (average daily usage) × (lead time in days).

    Safety stock is deliberately not part of it: it is the buffer held above.

    :return: the stock level at which to order, in the unit of the usage
    :raises ValueError: when a figure is negative

    >>> reorder_point(avg_daily_usage=120, lead_days=10)
    1200
    """
    _refuse_negative(avg_daily_usage=avg_daily_usage, lead_days=lead_days)
    return avg_daily_usage * lead_days


def safety_stock(
    max_daily_usage: float, avg_daily_usage: float, max_lead_days: float
) -> float:
    """Safety stock = (maximum daily − average daily usage) × maximum lead time.

    :return: the buffer to hold above the reorder point, in the unit of the usage
    :raises ValueError: when a figure is negative, or the maximum lies under the
        average

    >>> safety_stock(max_daily_usage=200, avg_daily_usage=120, max_lead_days=15)
    1200
    """
    _refuse_negative(
        max_daily_usage=max_daily_usage,
        avg_daily_usage=avg_daily_usage,
        max_lead_days=max_lead_days,
    )
    if max_daily_usage < avg_daily_usage:
        raise ValueError(
            f"maximum daily usage {max_daily_usage} lies under "
            f"the average {avg_daily_usage}"
        )
    return (max_daily_usage - avg_daily_usage) * max_lead_days


def economic_order_quantity(
    annual_demand: float, order_cost: float, holding_cost: float
) -> float:
    """EOQ = √(2DS ÷ H): where ordering costs and holding costs are equal.

    :param annual_demand: D, quantity used in a year
    :param order_cost: S, what placing one order costs, in money
    :param holding_cost: H, what keeping one unit for a year costs, in money
    :return: the quantity to order at once, in the unit of the demand
    :raises ValueError: when a figure is negative or nothing is known about
        holding (H = 0: no order would be large enough)

    >>> economic_order_quantity(annual_demand=1200, order_cost=6, holding_cost=4)
    60.0
    """
    _refuse_negative(
        annual_demand=annual_demand, order_cost=order_cost, holding_cost=holding_cost
    )
    if holding_cost == 0:
        raise ValueError("holding cost is 0: no economic order quantity exists")
    return sqrt(2 * annual_demand * order_cost / holding_cost)


def max_level(
    reorder_level: float,
    order_quantity: float,
    min_daily_usage: float,
    min_lead_days: float,
) -> float:
    """Maximum level = reorder point + order quantity − (min. usage × min. lead).

    :return: the most stock an order should lead to, in the unit of the usage;
        never under 0
    :raises ValueError: when a figure is negative

    >>> max_level(1200, order_quantity=500, min_daily_usage=80, min_lead_days=5)
    1300
    """
    _refuse_negative(
        reorder_level=reorder_level,
        order_quantity=order_quantity,
        min_daily_usage=min_daily_usage,
        min_lead_days=min_lead_days,
    )
    return max(reorder_level + order_quantity - min_daily_usage * min_lead_days, 0.0)
