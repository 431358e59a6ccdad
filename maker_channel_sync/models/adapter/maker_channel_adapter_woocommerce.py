from odoo import api, models

from ...channel_clients.woocommerce import WooCommerceClient


class MakerChannelAdapterWoocommerce(models.AbstractModel):
    """What WooCommerce asks for when it is connected, and its client."""

    _name = "maker.channel.adapter.woocommerce"
    _inherit = "maker.channel.adapter"
    _description = "WooCommerce connector"

    @api.model
    def _capabilities(self):
        return WooCommerceClient.capabilities

    @api.model
    def _needed(self):
        return {
            "client_key": self.env._("Consumer key"),
            "client_secret": self.env._("Consumer secret"),
        }

    @api.model
    def _client(self, channel):
        return WooCommerceClient(
            self._transport(channel),
            consumer_key=channel.client_key,
            consumer_secret=channel.client_secret,
            webhook_secret=channel.webhook_secret or "",
        )

    @api.model
    def _can_renew(self, channel):
        return False

    @api.model
    def _asked(self, scheme):
        where = self.env._("WooCommerce ▸ Settings ▸ Advanced ▸ REST API")
        return [
            (
                "base_url",
                self.env._("Shop address"),
                self.env._("the address of your WordPress site"),
                False,
            ),
            ("client_key", self.env._("Consumer key"), where, False),
            ("client_secret", self.env._("Consumer secret"), where, True),
        ]

    @api.model
    def _instructions(self, scheme, callback):
        return [
            self.env._(
                "In WordPress open WooCommerce ▸ Settings ▸ Advanced ▸ REST API and "
                "add a key with the permission Read/Write."
            ),
            self.env._(
                "Settings ▸ Permalinks must not be “Plain”, and the site must use "
                "https."
            ),
            self.env._("Copy the consumer key and the consumer secret below."),
        ]
