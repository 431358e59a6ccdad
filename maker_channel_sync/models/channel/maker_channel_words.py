from odoo import models
from odoo.exceptions import RedirectWarning, UserError

from ...channel_clients.sentences import translated
from ...flags import WORKER

SPOKEN = (UserError, RedirectWarning)
"""Odoo's own words for a person; what else is raised is a fault to be looked into."""


class MakerChannel(models.Model):
    """What goes wrong, in the words of whoever reads it and without secrets."""

    _inherit = "maker.channel"

    def _secret_values(self):
        """Everything that must never appear in a log or an error."""
        names = (
            "client_secret",
            "access_token",
            "refresh_token",
            "webhook_secret",
            "webhook_token",
        )
        return tuple(value for value in (self[name] for name in names) if value)

    def _for_reader(self):
        """This channel in the language of whoever reads what it says.

        What a worker writes down is read by the person responsible.
        """
        if not self.env.context.get(WORKER):
            return self
        reader = self.user_id.lang or self.company_id.partner_id.lang
        return self.with_context(lang=reader or self.env.lang)

    def _spoken(self, error):
        """A failure in the words of whoever will read them, secrets masked.

        What nobody foresaw is said to be that; its own text is for the log.
        """
        if words := getattr(error, "words", ""):
            return self._said(words)
        if isinstance(error, SPOKEN):
            return self._masked(str(error.args[0]))
        return self._for_reader()._unforeseen()

    def _said(self, words):
        """What a client says, as ``_spoken`` tells a failure; "" for nothing."""
        if not words:
            return ""
        return self._masked(translated(words, self._for_reader().env._))

    def _unforeseen(self):
        return self.env._(
            "Something happened that Maker does not foresee. The server's log has "
            "the details for your administrator."
        )

    def _masked(self, text):
        for secret in self.sudo()._secret_values():  # to hide them
            text = text.replace(secret, "•••")
        return text
