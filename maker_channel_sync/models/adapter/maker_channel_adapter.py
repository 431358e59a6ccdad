import requests

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.trusted import trusted

from ...channel_clients.wire.guard import PublicOnly
from ...channel_clients.wire.transport import Transport
from ...flags import NO_CALL, QUICK
from ...tools import resolves_inside


class MakerChannelAdapter(models.AbstractModel):
    """What Odoo has to know about one kind of channel.

    A further channel is a client, a model ``maker.channel.adapter.<code>``
    that inherits this one, and a ``selection_add`` on ``maker.channel.code``.
    """

    _name = "maker.channel.adapter"
    _description = "Connector of a sales channel"

    @api.model
    def _default_base_url(self):
        """Where the channel answers when every shop shares one address."""
        return ""

    @api.model
    def _hosts(self):
        """Patterns of which the host of the address must match one."""
        return ("*",)

    @api.model
    def _capabilities(self):
        """``Capabilities`` of the client class, without building one."""
        raise NotImplementedError

    @api.model
    def _limit_seconds(self):
        """Over how many seconds the channel counts its calls; 0 when it does not."""
        return 0

    @api.model
    def _fastest_poll(self):
        """Seconds the channel wants between two looks at its orders."""
        return 1

    @api.model
    def _quiet_poll(self):
        """Seconds between two looks at its orders while nothing sells anywhere."""
        return 3

    @api.model
    def _needed(self):
        """``{field: what to call it}`` that must be filled before any call."""
        return {}

    @api.model
    def _asked(self, scheme):
        """``[(field, label, where to find it, is it secret), …]`` to connect."""
        return [
            (name, label, "", name in ("client_secret", "access_token"))
            for name, label in self._needed().items()
        ]

    @api.model
    def _optional(self, scheme):
        """Those of ``_asked`` that may stay empty."""
        return set()

    @api.model
    def _instructions(self, scheme, callback):
        """What to do at the vendor, step by step, in plain words.

        :param scheme: ``auth_scheme`` of the channel
        :param callback: the address the consent page must send people back to
        """
        return []

    @api.model
    def _has_choice(self):
        """Whether the vendor offers both ways to connect."""
        return False

    @api.model
    def _consents(self, scheme):
        """Whether the shop's owner has to consent on the vendor's own page."""
        return False

    @api.model
    def _client(self, channel):
        """A client ready to call; ``channel`` is a sudo record."""
        raise NotImplementedError

    @api.model
    def _can_renew(self, channel):
        """Whether an expired access token can be renewed without a person."""
        return bool(channel.refresh_token)

    @api.model
    def _renew(self, channel):
        """A new ``Token``; raises AuthError when a person must connect again."""
        raise NotImplementedError

    @api.model
    def _authorize_url(self, channel, redirect_uri, state, challenge):
        """Where the shop's owner consents, for channels that have such a page."""
        raise NotImplementedError

    @api.model
    def _exchange(self, channel, params, verifier, redirect_uri):
        """The ``Token`` for the code in ``params``, the consent page's answer."""
        raise NotImplementedError

    @api.model
    def _transport(self, channel, needed=None):
        """The transport every client shares, with the channel's secrets masked.

        Raises UserError naming what is still missing.

        :param needed: like ``_needed``, where a call needs less than the client
        """
        labels = {"base_url": self.env._("Address")}
        labels |= self._needed() if needed is None else needed
        missing = [label for field, label in labels.items() if not channel[field]]
        if missing:
            raise UserError(
                self.env._(
                    "%(channel)s is not connected yet. Still missing: %(fields)s.",
                    channel=channel.name,
                    fields=", ".join(missing),
                )
            )
        channel._check_base_url()
        session = requests.Session()
        if not channel._allow_local_hosts():
            called = not trusted(self.env.context, NO_CALL)
            if called and resolves_inside(channel.base_url):
                raise UserError(
                    self.env._(
                        "The address %(url)s leads inside your own network. "
                        "Enter the shop's public address.",
                        url=channel.base_url,
                    )
                )
            session.mount("https://", PublicOnly())
        # whoever failed a moment ago is not waited for as long again
        hurry = channel.failures or self.env.context.get(QUICK)
        patience = {"timeout": (3, 8), "retries": 0} if hurry else {}
        return Transport(
            channel.base_url,
            **patience,
            session=session,
            name=channel.name,
            secrets=channel._secret_values(),
            on_call=channel._after_call,
        )
