from odoo import fields, models

from .. import lot_rules


class StockLot(models.Model):
    """Which lots a move may take, where Odoo would only ask about expired ones."""

    _inherit = "stock.lot"

    def _maker_refused_rules(self, company):
        """The rules that stop lots of a company's moves.

        Holds, recalls and curing are acts of a person and kept to everywhere. Lots
        past their removal date are refused where Maker's rules hold; elsewhere Odoo
        does with them what it does without Maker: it asks.

        :param company: the move's, or none: the current one
        """
        if company._maker_rules_hold():
            return lot_rules.RULES
        return lot_rules.ALWAYS

    def _maker_refused_domain(self, at, company):
        """The lots that no move of a company may take at ``at``."""
        rules = self._maker_refused_rules(company)
        return lot_rules.unavailable_domain(at, rules)

    def _maker_refused(self, at=None, company=None):
        """The lots of this set that no move of a company may take."""
        at = at or fields.Datetime.now()
        company = self.env.company if company is None else company
        rules = self._maker_refused_rules(company)
        return self.filtered(lambda lot: lot_rules.broken(lot, at, rules))
