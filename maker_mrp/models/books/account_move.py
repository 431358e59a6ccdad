from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date


class AccountMove(models.Model):
    """Entries keep out of the periods that Maker closed."""

    _inherit = "account.move"

    def _post(self, soft=True):
        self._maker_refuse_closed_periods()
        return super()._post(soft=soft)

    def _maker_refuse_closed_periods(self):
        """Refuse to date a bill of goods in a period that Maker's books have closed.

        :raise UserError: naming every such bill, and the first day that is open
        """
        errors = []
        # whoever posts a bill need not see the books
        periods = self.env["maker.cogs.period"].sudo()
        for company, moves in self.grouped("company_id").items():
            bills = moves.filtered(lambda move: move.is_purchase_document())
            closed = bills and periods._closed_until(company)
            if not closed:
                continue
            late = bills.filtered(
                lambda bill, last=closed: (
                    bill.date
                    and bill.date <= last
                    and bill.invoice_line_ids.product_id.filtered("is_storable")
                )
            )
            errors += [
                self.env._(
                    "%(bill)s: its accounting date %(date)s lies in a closed period, "
                    "and what it says of goods in stock would be lost. Set the "
                    "accounting date to %(first)s or later: the value counts there, as "
                    "late for the closed period. The bill date may stay.",
                    bill=bill.display_name,
                    date=format_date(self.env, bill.date),
                    first=format_date(self.env, closed + timedelta(1)),
                )
                for bill in late
            ]
        if errors:
            raise UserError("\n".join(errors))
