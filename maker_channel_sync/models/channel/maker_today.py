from odoo import api, models


class MakerToday(models.AbstractModel):
    """The cards of shops on the Today page."""

    _inherit = "maker.today"

    @api.model
    def _cards(self):
        return [*super()._cards(), self._card_shops()]

    @api.model
    def _card_shops(self):
        if not self._readable("maker.channel.listing"):
            return None
        channels = self.env["maker.channel"].search(self._company_domain())
        if not channels:
            return None
        title = self.env._("Shops")
        listing, incident = "maker.channel.listing", "maker.channel.incident"
        waiting_domain = [*self._company_domain(), ("needs_push", "=", True)]
        open_domain = [*self._company_domain(), ("state", "!=", "done")]
        unmapped_domain = [*self._company_domain(), ("state", "=", "unmapped")]
        waiting = self.env[listing].search_count(waiting_domain)
        incidents = self.env[incident].search_count(open_domain)
        troubled = channels.filtered(lambda one: one.last_error or one.rest_words)
        return self._card(
            "shops",
            title,
            [
                self._figure(
                    self.env._("listing disagrees")
                    if waiting == 1
                    else self.env._("listings disagree"),
                    waiting,
                    self._open(title, listing, waiting_domain),
                    "warning" if waiting else "",
                ),
                self._figure(
                    self.env._("without product"),
                    self.env[listing].search_count(unmapped_domain),
                    self._open(title, listing, unmapped_domain),
                ),
                self._figure(
                    self.env._("incident")
                    if incidents == 1
                    else self.env._("incidents"),
                    incidents,
                    self._open(title, incident, open_domain),
                    "danger" if incidents else "",
                ),
            ],
            [self._shop_figure(one, title, one in troubled) for one in channels],
            tone="danger" if troubled or incidents else "",
        )

    @api.model
    def _shop_figure(self, channel, title, troubled):
        """A shop by its name, with whether somebody has to do something."""
        return self._figure(
            channel.name,
            self.env._("needs you")
            if troubled
            else self.env._("listings: %s", channel.listing_count),
            self._open(title, channel._name, res_id=channel.id),
            "danger" if troubled else "",
        )

    @api.model
    def _steps_selling(self):
        return [
            *super()._steps_selling(),
            self._step(
                self.env._("Connect a shop"),
                self.env._("One count for every place you sell."),
                self._exists("maker.channel", [("state", "=", "connected")]),
                "maker_channel_sync.maker_channel_connect_action",
            ),
        ]
