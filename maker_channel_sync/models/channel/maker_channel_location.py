from odoo import fields, models


class MakerChannelLocation(models.Model):
    """A place of the shop's own that has a number of its own."""

    _name = "maker.channel.location"
    _description = "Location on a sales channel"
    _order = "channel_id, name"

    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    remote_id = fields.Char(required=True)
    name = fields.Char(required=True)
    active = fields.Boolean(default=True)

    _remote_uniq = models.Constraint(
        "unique(channel_id, remote_id)", "This location is already known."
    )

    def _store(self, channel, locations):
        """Create or update the locations a connection test found."""
        known = self.with_context(active_test=False).search(
            [("channel_id", "=", channel.id)]
        )
        by_id = {record.remote_id: record for record in known}
        for location in locations:
            values = {"name": location.name, "active": location.active}
            if record := by_id.pop(location.remote_id, None):
                record.write(values)
            else:
                values |= {"channel_id": channel.id, "remote_id": location.remote_id}
                self.create(values)
        for record in by_id.values():
            record.active = False
