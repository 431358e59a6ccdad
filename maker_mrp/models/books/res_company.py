from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """Where supplies go, and which periods are closed."""

    _inherit = "res.company"

    maker_supplies_location_id = fields.Many2one(
        "stock.location",
        "Supplies used location",
        domain=[("usage", "=", "production")],
        help="Where supplies go when they are used up.",
        groups="base.group_user",
    )
    maker_supplies_account_id = fields.Many2one(
        related="maker_supplies_location_id.valuation_account_id",
        readonly=False,
        string="Supplies expense account",
        groups="base.group_user",
    )

    def _maker_supplies_location(self):
        """The place supplies go to when they are used up, created when missing.

        What goes there is an expense: the account of the location, never the cost
        of a product.
        """
        self.ensure_one()
        if not self.maker_supplies_location_id:
            # the bench uses supplies but may not create locations
            company = self.sudo()
            company.maker_supplies_location_id = company.env["stock.location"].create(
                {
                    "name": self.env._("Supplies used"),
                    "usage": "production",
                    "maker_role": "supplies",
                    "company_id": self.id,
                }
            )
        return self.maker_supplies_location_id

    def _maker_warehouse(self):
        """The first warehouse of the company."""
        self.ensure_one()
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.id)], limit=1
        )

    def _maker_require_warehouse(self):
        """The first warehouse of the company.

        :raises UserError: when it has none
        """
        warehouse = self._maker_warehouse()
        if not warehouse:
            raise UserError(
                self.env._(
                    "%(company)s has no warehouse yet. Make one under Inventory ‣ "
                    "Configuration ‣ Warehouses.",
                    company=self.display_name,
                )
            )
        return warehouse

    def _maker_closed_until(self):
        # a date is checked for whoever writes it, also without access to the books
        closed = self.env["maker.cogs.period"].sudo()._closed_until(self)
        return max(filter(None, (super()._maker_closed_until(), closed)), default=False)

    def _maker_closed_words(self, day, locked):
        """A period closed in Maker can be reopened there; a lock date cannot."""
        books = self._maker_books_locked_until()
        if books and day <= books:
            return super()._maker_closed_words(day, locked)
        # sudo: the bench is told the name of a period that it may not see
        period = (
            self.env["maker.cogs.period"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.id),
                    ("state", "=", "closed"),
                    ("date_to", ">=", day),
                ],
                order="date_to",
                limit=1,
            )
        )
        if not period:
            return super()._maker_closed_words(day, locked)
        return self.env._(
            "%(date)s is in a closed period. Choose a day after %(locked)s, or have "
            "%(period)s reopened under Books ▸ Cost of goods sold.",
            date=self._maker_say_day(day),
            locked=self._maker_say_day(locked),
            period=period.name,
        )
