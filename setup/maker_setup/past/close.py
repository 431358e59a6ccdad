"""Closes the months of the past, as the bookkeeper would have done."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .events import Past


def close_months(env, past: Past) -> list[int]:
    """Close every whole month of ``past``; return the ids of the periods."""
    first = past.begin.date().replace(day=1)
    last = past.end.date() - timedelta(days=1)
    months = []
    while first + relativedelta(day=31) <= last:
        months.append({"date_from": first, "date_to": first + relativedelta(day=31)})
        first += relativedelta(months=1)
    periods = env["maker.cogs.period"].create(months)
    periods.sorted("date_from").action_close()
    env["maker.cogs.period"]._ensure_current()
    env["maker.cogs.period"].search([("state", "=", "open")]).action_work_out()
    return periods.ids
