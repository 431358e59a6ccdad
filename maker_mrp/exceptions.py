from odoo.exceptions import UserError


class RemediableError(UserError):
    """A refusal whose dialog has a button that leads to the remedy.

    Odoo's own ``RedirectWarning`` is no ``UserError``: whoever catches refusals to
    show several at once would let it pass. The web client shows this one the same way.
    """

    #: tells the web client which dialog to use
    context = {"exception_class": "odoo.exceptions.RedirectWarning"}

    def __init__(self, message, action_id, button, context=None):
        """
        :param action_id: id of the action the button opens
        :param context: what that action is opened with, besides its own context
        """
        super().__init__(message)
        self.args = (message, action_id, button, context or {})

    def __str__(self):
        return self.args[0]
