from odoo import fields, models


class MakerChannelTokenMixin(models.AbstractModel):
    """Access tokens: handed out, and renewed when the channel rejects them."""

    _name = "maker.channel.token.mixin"
    _description = "Access to a channel"

    allow_paid_renewal = fields.Boolean(
        string="Renew sold out listings for a fee",
        help="Some channels charge a listing fee when a sold out listing comes "
        "back. Leave off to do that by hand.",
    )

    def _token(self, rejected=None):
        """The access token to use; see ``ChannelClient`` about ``rejected``."""
        return self.access_token or ""

    def _note_call(self, record):
        """Called by the transport after each request, with nothing secret in it."""
