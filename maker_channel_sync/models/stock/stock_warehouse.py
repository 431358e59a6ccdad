from odoo import fields, models


class StockWarehouse(models.Model):
    """The place that stands for the warehouse's stall."""

    _inherit = "stock.warehouse"

    maker_stall_location_id = fields.Many2one(
        "stock.location",
        "Market stall location",
        check_company=True,
        copy=False,
        help="What is packed for a market day waits here: owned and valued, but "
        "offered on no other channel.",
        groups="base.group_user",
    )

    def _get_locations_values(self, vals, code=False):
        values = super()._get_locations_values(vals, code=code)
        values["maker_stall_location_id"] = {
            "name": self.env._("Market stall"),
            "active": True,
            "usage": "internal",
            "maker_role": "stall",
        }
        return values

    def _maker_stall_location(self):
        """The warehouse's stall, created when missing."""
        self.ensure_one()
        if not self.maker_stall_location_id:
            # who packs for a market may not create locations, yet needs this one
            self.sudo()._create_missing_locations({})
        return self.maker_stall_location_id
