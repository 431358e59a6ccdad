from odoo import fields, models


class StockWarehouse(models.Model):
    """Every warehouse has a place for work in progress."""

    _inherit = "stock.warehouse"

    maker_wip_location_id = fields.Many2one(
        "stock.location",
        "Work in progress location",
        check_company=True,
        copy=False,
        help="Materials of started runs wait here: still owned and valued, "
        "but no longer free.",
        groups="base.group_user",
    )

    def _get_locations_values(self, vals, code=False):
        values = super()._get_locations_values(vals, code=code)
        values["maker_wip_location_id"] = {
            "name": self.env._("Work in progress"),
            "active": True,
            "usage": "internal",
            "maker_role": "wip",
        }
        return values

    def _maker_wip_location(self):
        """The warehouse's "Work in progress" location, created when missing."""
        self.ensure_one()
        if not self.maker_wip_location_id:
            # the bench may not create locations, yet starting a run needs this one
            self.sudo()._create_missing_locations({})
        return self.maker_wip_location_id
