from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...public import only_for


class MakerCogsPeriod(models.Model):
    """Closing a period, in order, and what a closed one refuses."""

    _inherit = "maker.cogs.period"

    obstacle = fields.Char(
        "What stands in the way",
        compute="_compute_obstacle",
        help="Why the period cannot be closed or reopened now.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"state", "date_to", "company_id"} & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._refuse_closed()

    @api.depends("state", "date_from", "date_to", "company_id")
    def _compute_obstacle(self):
        for period in self:
            known = period.ids and period.date_from and period.date_to
            period.obstacle = bool(known) and (
                period._reopening_obstacle()
                if period.state == "closed"
                else period._closing_obstacle()
            )

    @only_for("base.group_user")
    def action_tell_obstacle(self):
        """Say at once why it cannot be closed or reopened, before anything is asked."""
        for period in self:
            if period.obstacle:
                raise UserError(period.obstacle)

    @only_for("base.group_user")
    def action_close(self):
        """Freeze the figures; from now on nothing may be dated in the period."""
        self.check_access("write")
        for period in self.sorted("date_from"):
            period._refuse_closed()
            obstacle = period._closing_obstacle()
            if obstacle:
                raise UserError(obstacle)
            self.env["maker.cogs.builder"]._build(period, snapshot=True)
            # state and figures are nobody's to write
            period.sudo().write({"state": "closed", "closed_by_id": self.env.user.id})

    @only_for("base.group_user")
    def action_reopen(self):
        """Undo closing: only of the last closed period, which others build on.

        Who had closed it, and with what, stays in its history.
        """
        self.check_access("write")
        self._refuse_open()
        for period in self.sorted("date_from", reverse=True):
            obstacle = period._reopening_obstacle()
            if obstacle:
                raise UserError(obstacle)
            period._note_reopening()
            period.snapshot_ids.sudo().unlink()  # nobody may write snapshots
            # nor the state
            period.sudo().write({"state": "open", "closed_by_id": False})

    def _note_reopening(self):
        money = self.currency_id.format
        self.message_post(
            body=self.env._(
                "Reopened by %(user)s. It was closed by %(closer)s with a closing "
                "inventory of %(closing)s and cost of goods sold of %(sold)s.",
                user=self.env.user.name,
                closer=self.closed_by_id.name,
                closing=money(self.closing_value),
                sold=money(self.sold_value),
            )
        )

    def _refuse_open(self):
        still_open = self.filtered(lambda period: period.state == "open")
        if still_open:
            raise UserError(
                self.env._(
                    "%(periods)s: open already, so there is nothing to reopen.",
                    periods=", ".join(still_open.mapped("name")),
                )
            )

    @api.model
    def _closed_until(self, company):
        """Last day of the last closed period of a company, or False."""
        return self._closed_day(company.id)

    @api.model
    @tools.ormcache("company_id")
    def _closed_day(self, company_id):
        # sudo: a closed day binds those as well who may not see the period
        period = self.sudo().search(
            [("company_id", "=", company_id), ("state", "=", "closed")],
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

    def _closing_obstacle(self):
        """Why this period cannot be closed yet, with what to do; "" where it can."""
        self.ensure_one()
        if self.date_to >= self.company_id._maker_today():
            return self.env._(
                "%(period)s is not over yet: it can be closed from %(day)s on.",
                period=self.name,
                day=format_date(self.env, self.date_to + timedelta(1)),
            )
        gap = self._gap_sentence()
        if gap:
            return gap
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
            return self.env._(
                "Close %(earlier)s first: %(period)s opens with what it closes.",
                earlier=earlier.name,
                period=self.name,
            )
        return ""

    def _reopening_obstacle(self):
        """Why this period cannot be reopened, with what to do; "" where it can."""
        self.ensure_one()
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "closed"),
                ("date_from", ">", self.date_to),
            ],
            limit=1,
        )
        if later:
            return self.env._(
                "%(later)s opens with the closing inventory of %(period)s. "
                "Reopen %(later)s first.",
                later=later.name,
                period=self.name,
            )
        return ""
