from odoo import models
from odoo.tools import plaintext2html


class MailActivityMixin(models.AbstractModel):
    """To-dos that are raised once and found again."""

    _inherit = "mail.activity.mixin"

    def _maker_todo(self, person, summary, note=""):
        """Leave somebody a to-do on this record.

        :param person: ``res.users`` who is to do it; whoever acts now when empty
        :param summary: what to do, in a few words
        :param note: what one must know to do it, plain text
        :return: the new ``mail.activity``
        """
        self.ensure_one()
        return self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(person or self.env.user).id,
            summary=summary,
            note=note and plaintext2html(note),
        )

    def _maker_open_todos(self, summary):
        """:return: the ``mail.activity`` of this record with that summary"""
        return self.activity_ids.filtered(lambda todo: todo.summary == summary)
