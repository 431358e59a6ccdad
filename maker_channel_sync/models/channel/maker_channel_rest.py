from datetime import timedelta

from odoo import api, fields, models

LACK_PAUSE = timedelta(minutes=30)


class MakerChannel(models.Model):
    """Work that rests because the shop does not permit it, and how it ends.

    A missing permission stops only the work that needs it; what a shop refuses
    altogether is the circuit breaker's (``_remember_failure``).
    """

    _inherit = "maker.channel"

    resting_work = fields.Json(
        readonly=True,
        copy=False,
        help="Work the shop does not permit, by step: since when it rests, until when "
        "it is not tried again, and what the shop said.",
    )
    missing_scopes = fields.Char(
        string="Permissions the app lacks",
        readonly=True,
        copy=False,
        help="As the shop told when the connection was last tested.",
    )
    rest_words = fields.Text(string="What rests", compute="_compute_rest_words")
    status = fields.Selection(
        [
            ("draft", "Not connected"),
            ("refused", "Connect again"),
            ("unreached", "Not answering"),
            ("lacking", "Lacks a permission"),
            ("connected", "Connected"),
        ],
        compute="_compute_status",
        help="How the connection to this shop is right now.",
    )

    @api.depends("resting_work", "missing_scopes")
    def _compute_rest_words(self):
        names = self._work_names()
        for channel in self:
            lines = []
            if channel.missing_scopes:
                lines.append(
                    channel.env._(
                        "Grant these permissions at %(shop)s and connect again: "
                        "%(scopes)s.",
                        shop=channel.name,
                        scopes=channel.missing_scopes,
                    )
                )
            for step, rest in sorted((channel.resting_work or {}).items()):
                lines.append(
                    channel.env._(
                        "Rests until then: %(work)s. %(why)s",
                        work=names.get(step, step),
                        why=rest["why"],
                    )
                )
            channel.rest_words = "\n".join(lines)

    @api.depends("state", "needs_login", "last_error", "resting_work", "missing_scopes")
    def _compute_status(self):
        for channel in self:
            if channel.state != "connected":
                channel.status = "draft"
            elif channel.needs_login:
                channel.status = "refused"
            elif channel.last_error:
                channel.status = "unreached"
            elif channel.resting_work or channel.missing_scopes:
                channel.status = "lacking"
            else:
                channel.status = "connected"

    @api.model
    def _work_names(self):
        """What each of the worker's steps does, in words."""
        return {
            "_handle_events": self.env._("reading its notices"),
            "_poll_orders": self.env._("reading orders"),
            "_retry_orders": self.env._("reading orders again"),
            "_accept": self.env._("accepting orders"),
            "_reconcile": self.env._("comparing listings"),
            "_push": self.env._("sending numbers"),
            "_mend": self.env._("putting pictures back"),
            "_ship": self.env._("telling parcels"),
            "_read_money": self.env._("reading payouts"),
            "_watch_hooks": self.env._("subscribing to notices"),
        }

    def _rests(self, step):
        """Whether the worker's ``step`` is not to be tried yet."""
        rest = (self.resting_work or {}).get(step)
        return bool(rest) and rest["until"] > fields.Datetime.to_string(
            fields.Datetime.now()
        )

    def _remember_lack(self, step, error):
        """Let ``step`` rest for want of a permission; a person is told once."""
        now = fields.Datetime.now()
        rests = dict(self.resting_work or {})
        told = rests.get(step)
        rests[step] = {
            "why": self._spoken(error),
            "since": told["since"] if told else fields.Datetime.to_string(now),
            "until": fields.Datetime.to_string(now + LACK_PAUSE),
        }
        self.resting_work = rests
        self._trigger(now + LACK_PAUSE)
        summary = self._lack_summary()
        if not self._maker_open_todos(summary):
            self._maker_todo(self.user_id, summary, self.rest_words)

    def _forget_lack(self, step):
        """``step`` asked the shop and was not refused: it rests no longer."""
        rests = dict(self.resting_work or {})
        if rests.pop(step, None):
            self.resting_work = rests or False
            if not rests:
                self._maker_open_todos(self._lack_summary()).action_done()

    def _lack_summary(self):
        return self.env._("Grant a permission in %(channel)s", channel=self.name)

    def _remember_revival(self, check):
        """The shop answers a test: forget what stood in the way, send what waits.

        :param check: the ``channel_clients.types.Check`` it answered with
        """
        self._remember_recovery()
        self.write(
            {
                "resting_work": False,
                "missing_scopes": ", ".join(check.missing_scopes) or False,
                "hooks_checked_at": False,
            }
        )
        solved = {
            self._refused_summary(),
            self._unreached_summary(),
            self._lack_summary(),
        }
        self.activity_ids.filtered(lambda todo: todo.summary in solved).action_done()
        self.listing_ids.filtered("retry_at").retry_at = False
        self._trigger()
