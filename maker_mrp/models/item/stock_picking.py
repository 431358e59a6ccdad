from odoo import api, models

from ...flags import OWN_HELP


class StockPicking(models.Model):
    """Maker's lists of transfers keep their own words while they are empty."""

    _inherit = "stock.picking"

    @api.model
    def get_empty_list_help(self, help_message):
        if help_message and self.env.context.get(OWN_HELP):
            return help_message
        return super().get_empty_list_help(help_message)
