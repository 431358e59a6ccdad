from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """What a company does about missing materials, spoiled units and locked days."""

    _inherit = "res.company"

    maker_missing_policy = fields.Selection(
        [
            ("ask", "Tell what is missing and let the maker go on"),
            ("refuse", "Refuse until the materials are there"),
        ],
        string="Missing materials",
        default="ask",
        required=True,
        help="What happens when a run needs more of a material than is free. "
        "Going on drives the stock of that material below zero until it is counted.",
        groups="base.group_user",
    )
    maker_spoil_policy = fields.Selection(
        [
            ("absorb", "The good units carry it"),
            ("expense", "It is an expense"),
        ],
        string="Cost of spoiled units",
        default="absorb",
        required=True,
        help="Where the cost of units that went wrong during a run goes: spread over "
        "the good units of the same run, or scrapped at cost.",
        groups="base.group_user",
    )

    maker_bench_id = fields.Many2one(
        "mrp.workcenter",
        "Bench",
        help="Work centre for labour of recipes without operations. "
        "Its cost per hour is what an hour at the bench costs.",
        groups="base.group_user",
    )

    def _maker_lets_go_on(self):
        """Whether people of these companies may go on without all materials."""
        return all(company.maker_missing_policy == "ask" for company in self)

    def _maker_locked_until(self):
        """Last day on which nothing may be changed any more.

        :return: a date, or False when every day is open
        """
        self.ensure_one()
        locked = self._maker_books_locked_until()
        return max(filter(None, (locked, self._maker_closed_until())), default=False)

    def _maker_books_locked_until(self):
        """Last day that Odoo's lock dates close for this user, or False."""
        locked = max(self.user_fiscalyear_lock_date, self.user_hard_lock_date)
        return locked if locked > fields.Date.to_date("0001-01-01") else False

    def _maker_closed_until(self):
        """Last day that somebody closed in Maker, or False.

        Extend to close further periods.
        """
        return False

    def _maker_check_period_open(self, date):
        """Refuse a stock change dated in a closed period.

        :param date: a date, or a datetime (UTC) that counts where the company is
        :raise UserError: naming the last closed day and the remedy
        """
        self.ensure_one()
        self._maker_refuse_until(date, self._maker_locked_until())

    def _maker_check_move_date(self, date):
        """Refuse a move dated in a period that Maker closed, or the books.

        The books' lock dates count where Maker's rules hold; elsewhere Odoo lets
        stock be dated before them.

        :param date: a date or datetime (UTC)
        :return: the lock date that was passed over, or False
        :raise UserError: as :meth:`_maker_check_period_open`
        """
        self.ensure_one()
        if self._maker_rules_hold():
            self._maker_check_period_open(date)
            return False
        self._maker_refuse_until(date, self._maker_closed_until())
        locked = self._maker_locked_until()
        return locked and self._maker_day(date) <= locked and locked

    def _maker_refuse_until(self, date, locked):
        day = self._maker_day(date)
        if locked and day <= locked:
            raise UserError(self._maker_closed_words(day, locked))

    def _maker_closed_words(self, day, locked):
        """Why nothing may be dated on ``day``, and what to do; extend with ways out."""
        return self.env._(
            "%(date)s is in a closed period: the books are locked up to %(locked)s. "
            "Choose a later date, or have the lock date moved.",
            date=self._maker_say_day(day),
            locked=self._maker_say_day(locked),
        )

    def _maker_bench(self):
        """The work centre on which labour without operations of its own is logged.

        :return: mrp.workcenter "Bench" of this company, created when missing; its
            hourly cost is the price of labour
        """
        self.ensure_one()
        if not self.maker_bench_id:
            # the bench crew logs minutes but may not create work centres
            self.sudo().maker_bench_id = (
                self.env["mrp.workcenter"]
                .sudo()
                .create({"name": self.env._("Bench"), "company_id": self.id})
            )
        return self.maker_bench_id

    def _maker_moment_errors(self, moment):
        """Why nothing may be dated ``moment`` (UTC): sentences, empty if it may."""
        self.ensure_one()
        if moment > fields.Datetime.now():
            return [
                self.env._(
                    "The date %(date)s is in the future. Leave it empty for now.",
                    date=self._maker_say_day(moment),
                )
            ]
        try:
            self._maker_check_period_open(moment)
        except UserError as error:
            return [str(error)]
        return []
