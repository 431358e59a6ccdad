from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class MakerCogsPeriod(models.Model):
    """Closing a period, in order, and what a closed one refuses."""

    _inherit = "maker.cogs.period"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._refuse_closed()

    def action_close(self):
        """Freeze the figures; from now on nothing may be dated in the period."""
        for period in self.sorted("date_from"):
            period._refuse_closed()
            period._check_may_close()
            self.env["maker.cogs.builder"]._build(period, snapshot=True)
            period.write({"state": "closed", "closed_by_id": self.env.user.id})

    def action_reopen(self):
        """Undo closing: only of the last closed period, which others build on."""
        for period in self.sorted("date_from", reverse=True):
            later = self.search(
                [
                    ("company_id", "=", period.company_id.id),
                    ("state", "=", "closed"),
                    ("date_from", ">", period.date_to),
                ],
                limit=1,
            )
            if later:
                raise UserError(
                    self.env._(
                        "%(later)s opens with the closing inventory of %(period)s. "
                        "Reopen %(later)s first.",
                        later=later.name,
                        period=period.name,
                    )
                )
            period.snapshot_ids.sudo().unlink()  # nobody may write snapshots
            period.write({"state": "open", "closed_by_id": False})

    @api.model
    def _closed_until(self, company):
        """Last day of the last closed period of a company, or False."""
        period = self.search(
            [("company_id", "=", company.id), ("state", "=", "closed")],
            order="date_to desc",
            limit=1,
        )
        return period.date_to

    def _refuse_closed(self):
        closed = self.filtered(lambda period: period.state == "closed")
        if closed:
            raise UserError(
                self.env._(
                    "%(periods)s: closed, so nothing in it can be changed. "
                    "Reopen it first.",
                    periods=", ".join(closed.mapped("name")),
                )
            )

    def _check_may_close(self):
        self.ensure_one()
        if self.date_to >= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(period)s is not over yet: it can be closed after %(day)s.",
                    period=self.name,
                    day=format_date(self.env, self.date_to),
                )
            )
        earlier = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "open"),
                ("date_to", "<", self.date_from),
            ],
            order="date_from",
            limit=1,
        )
        if earlier:
            raise UserError(
                self.env._(
                    "Close %(earlier)s first: %(period)s opens with what it closes.",
                    earlier=earlier.name,
                    period=self.name,
                )
            )
