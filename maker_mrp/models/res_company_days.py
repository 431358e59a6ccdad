from datetime import date, datetime, time

import pytz

from odoo import fields, models


class ResCompany(models.Model):
    """Days of a company: where its business is, whoever looks, wherever from.

    The database keeps moments in UTC. In which day, and so in which period, a moment
    falls is asked here and nowhere else.
    """

    _inherit = "res.company"

    def _maker_zone(self):
        """Name of the company's time zone, that of its contact; UTC without one."""
        self.ensure_one()
        # whoever moves stock may not read every contact
        return self.sudo().partner_id.tz or "UTC"

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

    def _maker_today(self):
        """The day it is at the company now."""
        return self._maker_day(fields.Datetime.now())

    def _maker_moment_of(self, day, at=time.min):
        """When it is ``at`` (midnight) on a day of the company, naive UTC."""
        zone = pytz.timezone(self._maker_zone())
        local = zone.localize(datetime.combine(day, at))
        return local.astimezone(pytz.utc).replace(tzinfo=None)
