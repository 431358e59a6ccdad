from odoo import api, models

from ...public import only_for


class StockQuant(models.Model):
    """Stock is counted in Maker, on a desk or on a phone at the shelf."""

    _inherit = "stock.quant"

    @api.model
    @only_for("maker_mrp.group_user")
    def action_maker_counts(self):
        """Open what is in stock to be counted, as Odoo's physical inventory does.

        What was set aside, as on the bench, is not counted here: it belongs to what it
        was set aside for.
        """
        quants = self._set_view_context()
        quants._quant_tasks()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.stock_quant_action_counts"
        )
        action["context"] = {**quants.env.context, "no_at_date": True}
        return action
