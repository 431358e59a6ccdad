from odoo import fields, models
from odoo.fields import Domain


class StockLot(models.Model):
    """Which lots a move may take, where Odoo would only ask about expired ones."""

    _inherit = "stock.lot"

    def _maker_refused_domain(self, at, company):
        """The lots that no move of a company may take at ``at``.

        Holds, recalls and curing are acts of a person and kept to everywhere. Lots
        past their removal date are refused where Maker's rules hold; elsewhere Odoo
        does with them what it does without Maker: it asks.

        :param company: the move's, or none: the current one
        """
        if company._maker_rules_hold():
            return self._maker_unavailable_domain(at)
        return Domain("maker_hold", "in", ("hold", "recalled")) | Domain(
            "ready_date", ">", at
        )

    def _maker_refused(self, at=None, company=None):
        """The lots of this set that no move of a company may take."""
        at = at or fields.Datetime.now()
        company = self.env.company if company is None else company
        return self.filtered_domain(self._maker_refused_domain(at, company))
