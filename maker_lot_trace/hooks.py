from odoo.tools import SQL
from odoo.tools.sql import make_index_name


def uninstall_hook(env):
    """The index on a column of Odoo's own would outlive the addon."""
    name = make_index_name("stock_move_line", "lot_id")
    env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
