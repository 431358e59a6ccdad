from odoo import api, fields, models
from odoo.tools import plaintext2html


class MakerChannel(models.Model):
    """A shop is served from one database; a copy that wakes up keeps still."""

    _inherit = "maker.channel"

    home = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The database that serves this shop.",
    )

    @api.model
    def _this_home(self):
        # only administrators read parameters; this one tells databases apart
        params = self.env["ir.config_parameter"].sudo()
        uuid = params.get_param("database.uuid") or ""
        return f"{self.env.cr.dbname} ({uuid[:8]})"

    def _is_at_home(self):
        """Whether this database, and not one it was copied from, serves the shop.

        Two databases that both keep a shop in step would undo each other's numbers
        for ever. A copy under another name, or with Odoo's new identity of copies,
        pauses its channels until a person chooses a mode again.
        """
        self.ensure_one()
        if not self.home:
            self.home = self._this_home()
        if self.home == self._this_home():
            return True
        words = self.env._(
            "This database is a copy of %(home)s. Nothing is sent from here. If it "
            "takes the other's place, choose how to keep the shop in step.",
            home=self.home,
        )
        self.write(
            {
                "mode": "paused",
                "last_error": words,
                "last_error_at": fields.Datetime.now(),
            }
        )
        self.message_post(body=plaintext2html(words))
        self._commit()
        return False

    def _move_home(self):
        """A person decided that this database serves these shops."""
        for channel in self.sudo():  # where it is served is the system's to know
            if channel.home and channel.home != channel._this_home():
                channel.write({"home": channel._this_home(), "last_error": False})
