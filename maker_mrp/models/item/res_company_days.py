from datetime import date, datetime, time

import pytz

from odoo import fields, models
from odoo.tools import SQL, format_date


class ResCompany(models.Model):
    """Days of a company: where its business is, whoever looks, wherever from.

    The database keeps moments in UTC. In which day, and so in which period, a moment
    falls is asked here and nowhere else.
    """

    _inherit = "res.company"

    def init(self):
        """Companies without a time zone get that of who set the database up.

        On installation and on every update: before Maker asked the company, a day was
        one of the person who looked.
        """
        result = super().init()
        self.env["res.partner"].flush_model(["tz"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner contact SET tz = settled.tz
                  FROM res_company company
            CROSS JOIN LATERAL (
                SELECT person.tz
                  FROM res_company_users_rel works
                  JOIN res_users usr ON usr.id = works.user_id
                  JOIN res_partner person ON person.id = usr.partner_id
                 WHERE works.cid = company.id
                   AND usr.active AND NOT usr.share
                   AND person.tz IS NOT NULL
              ORDER BY usr.id = %(admin)s DESC, usr.id
                 LIMIT 1
            ) settled
                 WHERE contact.id = company.partner_id AND contact.tz IS NULL
                """,
                admin=self._maker_administrator().id or None,
            )
        )
        self.env["res.partner"].invalidate_model(["tz"])
        return result

    def _maker_administrator(self):
        # asked by whoever moves stock, at every move: the reference is cached
        admin = self.env["ir.model.data"]._xmlid_to_res_id("base.user_admin")
        return self.env["res.users"].sudo().browse(admin)

    def _maker_zone(self):
        """Name of the company's time zone, whoever asks.

        That of its contact; of the administrator without one; UTC without either.
        """
        self.ensure_one()
        # whoever moves stock may not read every contact
        return self.sudo().partner_id.tz or self._maker_administrator().tz or "UTC"

    def _maker_day(self, moment):
        """The day a moment falls on.

        :param moment: naive UTC datetime, or text of one; a date stays what it is
        :return: a date
        """
        if isinstance(moment, date) and not isinstance(moment, datetime):
            return moment
        if isinstance(moment, str) and len(moment) <= 10:
            return fields.Date.to_date(moment)
        moment = fields.Datetime.to_datetime(moment)
        zone = pytz.timezone(self._maker_zone())
        return pytz.utc.localize(moment).astimezone(zone).date()

    def _maker_say_day(self, moment):
        """The day a moment falls on, as the reader writes days.

        :param moment: as of :meth:`_maker_day`
        """
        return format_date(self.env, self._maker_day(moment))

    def _maker_day_sql(self, moment) -> SQL:
        """The day a moment falls on, in a query.

        :param moment: an SQL, naive UTC
        """
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self._maker_zone()
        )

    def _maker_today(self):
        """The day it is at the company now."""
        return self._maker_day(fields.Datetime.now())

    def _maker_moment_of(self, day, at=time.min):
        """When it is ``at`` (midnight) on a day of the company, naive UTC."""
        zone = pytz.timezone(self._maker_zone())
        local = zone.localize(datetime.combine(day, at))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _maker_note_zone(self, before):
        """Say on the last closed period that days are others since."""
        self.ensure_one()
        # sudo: whoever changes the contact need not see the books
        closed = self.env["maker.cogs.period"].sudo()
        closed = closed.search(
            [("company_id", "=", self.id), ("state", "=", "closed")],
            order="date_to desc",
            limit=1,
        )
        if closed:
            closed.message_post(
                body=self.env._(
                    "The company's time zone is %(now)s now and was %(before)s when "
                    "this period was closed: it ends at another moment since, so what "
                    "moved in between counts twice or not at all. Put it back on the "
                    "company's contact, or reopen the period and close it again.",
                    now=self._maker_zone(),
                    before=before,
                )
            )
