from odoo.tools import SQL


def make_again(case, model, column, addon):
    """Drop a column that is new in ``addon``, and let its update make it."""
    case.env.flush_all()
    case.env.cr.execute(
        SQL(
            "ALTER TABLE %s DROP COLUMN %s",
            SQL.identifier(case.env[model]._table),
            SQL.identifier(column),
        )
    )
    case.env.invalidate_all()
    case.registry.init_models(case.env.cr, [model], {"module": addon}, install=False)
    case.env.invalidate_all()
