from odoo import api, fields, models


class StockQuant(models.Model):
    """Counts ask why something is missing."""

    _inherit = "stock.quant"

    maker_loss_reason_id = fields.Many2one(
        "stock.scrap.reason.tag",
        "Why it differs",
        copy=False,
        help="Kept with the count when it is applied.",
        groups="base.group_user",
    )

    @api.model
    def _get_inventory_fields_write(self):
        return [*super()._get_inventory_fields_write(), "maker_loss_reason_id"]

    @api.model
    def _get_inventory_fields_create(self):
        return [*super()._get_inventory_fields_create(), "maker_loss_reason_id"]

    def _get_inventory_move_values(
        self,
        qty,
        location_id,
        location_dest_id,
        package_id=False,
        package_dest_id=False,
    ):
        values = super()._get_inventory_move_values(
            qty, location_id, location_dest_id, package_id, package_dest_id
        )
        return {**values, "maker_loss_reason_id": self.maker_loss_reason_id.id}

    def _apply_inventory(self, date=None):
        res = super()._apply_inventory(date)
        self.filtered("maker_loss_reason_id").maker_loss_reason_id = False
        return res
