"""What can go wrong between here and a channel, named by what to do next."""


class ChannelError(Exception):
    """Base of all channel failures; the message is fit to show to a person.

    ``words`` is that message: a ``Sentence`` where it is ours, which can be said
    in another language, plain text where it is the channel's own. ``code`` names
    the sentence, ``params`` what was put into it.
    """

    @property
    def words(self) -> str:
        return self.args[0] if self.args else type(self).__name__

    @property
    def code(self) -> str:
        return getattr(self.words, "template", "")

    @property
    def params(self) -> dict:
        return getattr(self.words, "params", {})


class AuthError(ChannelError):
    """The credentials are refused: reconnect the channel."""


class ScopeError(ChannelError):
    """The credentials are good but lack a permission; ``missing`` names it."""

    def __init__(self, message: str, missing: tuple[str, ...] = ()):
        super().__init__(message)
        self.missing = missing


class RateLimited(ChannelError):
    """The channel asks to slow down; retry after ``retry_after`` seconds."""

    def __init__(
        self,
        message: str = "The channel asks to slow down.",
        retry_after: float = 1.0,
    ):
        super().__init__(message)
        self.retry_after = retry_after


class Transient(ChannelError):
    """A passing fault: timeout, 5xx, truncated or foreign answer. Retry later.

    ``maybe_applied`` is true when the request may have taken effect,
    ``retry_after`` the seconds the channel asks for, if it does.
    """

    def __init__(
        self,
        message: str,
        maybe_applied: bool = False,
        retry_after: float | None = None,
    ):
        super().__init__(message)
        self.maybe_applied = maybe_applied
        self.retry_after = retry_after


class ForeignPage(Transient):
    """A web page where data was asked for: a proxy's, or a wrong address.

    Whatever its status, it says nothing about what was asked for.
    """


class RequestRefused(ChannelError):
    """The channel refuses this request as it stands (400, 404, 409, 422).

    ``detail`` is what the channel said about it.
    """

    def __init__(self, message: str, status: int = 400, detail: str = ""):
        super().__init__(message)
        self.status = status
        self.detail = detail


class ItemRejected(ChannelError):
    """One item cannot be accepted; the others of its batch may be."""

    def __init__(self, message: str, remote_id: str = ""):
        super().__init__(message)
        self.remote_id = remote_id


class Conflict(ChannelError):
    """The channel's number changed meanwhile; ``actual`` is its number if known."""

    def __init__(self, message: str, remote_id: str = "", actual: int | None = None):
        super().__init__(message)
        self.remote_id = remote_id
        self.actual = actual


WHOLE_CALL = (AuthError, ScopeError, RateLimited, Transient)
"""Failures that say nothing about a single item."""
