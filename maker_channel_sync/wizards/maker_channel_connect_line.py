from odoo import fields, models


class MakerChannelConnectLine(models.TransientModel):
    """One thing the shop needs to know before it is connected."""

    _name = "maker.channel.connect.line"
    _description = "Answer needed to connect a shop"

    connect_id = fields.Many2one("maker.channel.connect", ondelete="cascade")
    field = fields.Char(required=True)
    label = fields.Char(string="Needed", readonly=True)
    hint = fields.Char(string="Where to find it", readonly=True)
    is_secret = fields.Boolean()
    value = fields.Char(groups="base.group_system")
    secret = fields.Char(groups="base.group_system")

    def _typed(self):
        """What was typed, without the blanks that copying brings along."""
        return ((self.secret if self.is_secret else self.value) or "").strip()
