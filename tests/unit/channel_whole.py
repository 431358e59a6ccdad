"""What a client asked and what it answered, whole, to compare with literals."""

from channel_clients.errors import ChannelError


def asked(session):
    """Each request as (method, path, what was sent with it)."""
    return [
        (
            one.method,
            one.path,
            {
                kind: sent
                for kind in ("params", "json", "data")
                if (sent := getattr(one, kind))
            },
        )
        for one in session.sent
    ]


def fault(error: ChannelError | None):
    """An error as (its class, its words, what it tells beside them)."""
    return error and (type(error).__name__, str(error), vars(error))


def results(found):
    """``StockResult`` by ``StockResult``: what is not as by default."""
    plain = {"quantity": None, "error": None, "version": "", "calls": 0}
    plain |= {"deactivated": False, "reactivated": False, "shared": ""}
    return [
        {
            name: fault(value) if name == "error" else value
            for name, value in vars(one).items()
            if name not in plain or value != plain[name]
        }
        for one in found
    ]
