"""The desk's half of the day: promise, reorder, recall letters, the accountant."""

from odoo import fields
from odoo.exceptions import AccessError

from .day_studio import made_today

WHOLESALE_UNITS = 500


def runs_low(day):
    """Another run takes the wax under its reorder point."""
    env = day.env
    wax = env["product.product"].browse(day.memory["beeswax"])
    rule = env["stock.warehouse.orderpoint"].create(
        {"product_id": wax.id, "maker_policy": "auto"}
    )
    rule.action_maker_refresh()
    day.commit()
    run = env["mrp.production"].create(
        {
            "product_id": day.memory["candle8"],
            "product_qty": 70,
            "bom_id": day.memory["candle_recipe"],
        }
    )
    run.action_maker_start()
    alerts, _seconds = day.wait_for(lambda: _alerts(env, wax))
    drafts, _seconds = day.wait_for(lambda: _draft_lines(env, wax))
    ordered = ", ".join(
        f"{line.product_qty:g} {line.product_uom_id.name}" for line in drafts
    )
    return f"{len(alerts)} alert, draft purchase of {ordered or 'nothing'}"


def promise_wholesale(day):
    """Can 500 candles be promised, for when, and what must be bought?"""
    promise = day.env["maker.promise"].create(
        {"product_id": day.memory["candle8"], "quantity": WHOLESALE_UNITS}
    )
    promise.action_answer()
    days = (promise.promised_on - fields.Date.context_today(promise)).days
    short = ", ".join(sorted(promise.line_ids.product_id.mapped("name")))
    return f"in {days} days, after buying {short}"


def month_end(day):
    """Work out the month; what is left unexplained must be nothing."""
    today = fields.Date.context_today(day.env.user)
    periods = day.env["maker.cogs.period"]
    # months that ended since the last one was looked at come before today's
    periods._ensure_current()
    period = periods.search([("date_from", "<=", today), ("date_to", ">=", today)])
    periods.search([("state", "=", "open")], order="date_from").action_work_out()
    day.memory["period"] = period.id
    sold = period.line_ids.filtered(lambda line: line.kind == "sold")
    moved = sum(sold.mapped("value"))
    if abs(period.sold_value - moved) > 0.005:
        return f"sold {period.sold_value:.2f} ≠ moves {moved:.2f} of all products"
    figure = _sold_today(day, period)
    products = made_today(day)
    moved = sum(sold.filtered(lambda line: line.product_id in products).mapped("value"))
    same = "=" if abs(figure - moved) < 0.005 else "≠"
    return (
        f"unexplained {period.residual_value:.2f}: sold {figure:.2f} "
        f"{same} moves {moved:.2f}"
    )


def _sold_today(day, period):
    """What the day's own products cost that were sold; others have a past."""
    products = made_today(day)
    rows = period.product_ids.filtered(lambda row: row.product_id.id in products.ids)
    return sum(rows.mapped("sold_value"))


def accountant(day):
    """The accountant reads the figures and can change no stock."""
    env = day.as_user("accountant")
    period = env["maker.cogs.period"].browse(day.memory["period"])
    figure = _sold_today(day, period)
    refused = [
        name
        for name, change in (
            ("stock.quant", {"quantity": 1}),
            ("stock.move", {"quantity": 1}),
            ("mrp.production", {"product_qty": 1}),
            ("stock.lot", {"name": "X"}),
        )
        if _is_refused(env, name, change)
    ]
    return f"reads {figure:.2f}, {len(refused)} of 4 changes refused"


def _alerts(env, product):
    template = product.product_tmpl_id
    return template.activity_ids | product.activity_ids


def _draft_lines(env, product):
    return env["purchase.order.line"].search(
        [("product_id", "=", product.id), ("state", "=", "draft")]
    )


def _is_refused(env, model, values):
    record = env[model].sudo().search([], limit=1).sudo(False)
    try:
        with env.cr.savepoint():
            record.write(values)
    except AccessError:
        return True
    return False
