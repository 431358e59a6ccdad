from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists


class MakerChannel(models.Model):
    """From when the days count for which goods of unpaid orders are kept."""

    _inherit = "maker.channel"

    unpaid_from = fields.Datetime(
        readonly=True,
        copy=False,
        help="Unpaid orders placed earlier are kept as if placed then: before, they "
        "were kept until the shop cancelled them.",
    )

    def _auto_init(self):
        lived = table_exists(self.env.cr, self._table)
        added = lived and not column_exists(self.env.cr, self._table, "unpaid_from")
        result = super()._auto_init()
        if added:
            self.env.cr.execute(
                SQL("UPDATE maker_channel SET unpaid_from = %s", fields.Datetime.now())
            )
        return result
