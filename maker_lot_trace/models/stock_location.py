from odoo import models


class StockLocation(models.Model):
    """Where goods go that the lot gate asks about."""

    _inherit = "stock.location"

    def _maker_is_buyer(self):
        """Whether goods that go here are sold: to customers, or another company."""
        return self.usage == "customer" or (
            self.usage == "transit" and not self.company_id
        )

    def _maker_is_subcontractor(self):
        """Whether goods that go here are worked on by somebody else."""
        if "subcontractor_ids" not in self._fields or self.usage != "internal":
            return False
        return bool(self.is_subcontract())  # where mrp_subcontracting is installed

    def _maker_sets_aside(self):
        """Whether goods that go here wait to be used or sold, or are worked on."""
        return self.maker_role == "wip" or self._maker_is_subcontractor()
