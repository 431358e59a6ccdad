from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.maker_mrp.public import only_for

from ..flags import UNCOMMITTED
from ..tools import with_scheme

PATIENCE = timedelta(minutes=30)


class MakerChannelConnect(models.TransientModel):
    """From “I sell on …” to a connected, still silent channel."""

    _name = "maker.channel.connect"
    _description = "Connect a shop"

    channel_id = fields.Many2one("maker.channel", help="Connect this one again.")
    code = fields.Selection(
        selection=lambda self: self._fields_selection(),
        string="Where do you sell?",
        required=True,
        default=lambda self: self._default_code(),
    )
    name = fields.Char(
        string="What do you call it?",
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
    )
    auth_scheme = fields.Selection(
        [("token", "With my own token or key"), ("oauth", "With an authorised app")],
        default="token",
        required=True,
        string="How?",
    )
    has_choice = fields.Boolean(compute="_compute_asked")
    consents = fields.Boolean(compute="_compute_asked")
    instructions = fields.Html(compute="_compute_asked")
    line_ids = fields.One2many(
        "maker.channel.connect.line",
        "connect_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.model
    def _fields_selection(self):
        return (
            self.env["maker.channel"]._fields["code"]._description_selection(self.env)
        )

    @api.model
    def _default_code(self):
        channel = self.env["maker.channel"].browse(
            self.env.context.get("default_channel_id")
        )
        return channel.code or "etsy"

    def _adapter(self):
        return self.env[f"maker.channel.adapter.{self.code}"]

    @api.depends("code")
    def _compute_name(self):
        labels = dict(self._fields_selection())
        for wizard in self:
            wizard._check_channel()
            wizard.name = wizard.channel_id.name or labels.get(wizard.code)

    @api.depends("code", "auth_scheme")
    def _compute_asked(self):
        self.update({"instructions": False, "has_choice": False, "consents": False})
        for wizard in self.filtered("code"):
            adapter = wizard._adapter()
            steps = adapter._instructions(
                wizard.auth_scheme, self.env["maker.channel"]._oauth_address()
            )
            wizard.instructions = Markup("<ol>%s</ol>") % Markup().join(
                Markup("<li>%s</li>") % step for step in steps
            )
            wizard.has_choice = adapter._has_choice()
            wizard.consents = adapter._consents(wizard.auth_scheme)

    @api.depends("code", "auth_scheme")
    def _compute_line_ids(self):
        self.line_ids = [Command.clear()]
        for wizard in self.filtered("code"):
            wizard._check_channel()
            channel = wizard.channel_id.sudo()  # only whether it is known is shown
            wizard.line_ids = [
                Command.create(
                    {
                        "field": name,
                        "label": label,
                        "hint": hint,
                        "is_secret": secret,
                        "value": False if secret else channel[name],
                    }
                )
                for name, label, hint, secret in wizard._adapter()._asked(
                    wizard.auth_scheme
                )
            ]

    @only_for("base.group_user")
    def action_connect(self):
        """Store what was typed, then go to the shop's consent or test at once."""
        self.ensure_one()
        values = self._values()
        self._forget_secrets()
        channel = self.channel_id
        if channel:
            channel.write(values)
        else:
            channel = self.env["maker.channel"].create(
                {**values, "code": self.code, "mode": "paused"}
            )
        if self.consents:
            return {
                "type": "ir.actions.act_url",
                "url": channel._start_login(),
                "target": "self",
            }
        # what was just typed is not committed: no other transaction could see it
        channel.with_context(**{UNCOMMITTED: True}).action_test_connection()
        return channel.action_start()

    def _check_channel(self):
        """Nothing is told of a channel that the user may not change.

        What is stored is computed by the system, which may read all.
        """
        self.channel_id.sudo(False).check_access("write")

    def _forget_secrets(self):
        """What was typed lives in the channel, or nowhere."""
        self.line_ids.secret = False

    @api.model
    def _cron_forget_secrets(self):
        """Forget what was typed into wizards that nobody finished."""
        lines = self.env["maker.channel.connect.line"].search(
            [
                ("secret", "!=", False),
                ("write_date", "<", fields.Datetime.now() - PATIENCE),
            ]
        )
        lines.secret = False

    def _values(self):
        """What to store on the channel; raises with everything that is missing."""
        self._check_channel()
        known = self.channel_id.sudo()  # to keep a secret that was typed before
        optional = self._adapter()._optional(self.auth_scheme)
        missing = [
            line.label
            for line in self.line_ids
            if not (line._typed() or known[line.field] or line.field in optional)
        ]
        if missing:
            raise UserError(
                self.env._("Please fill in: %(fields)s.", fields=", ".join(missing))
            )
        values = {"name": self.name, "auth_scheme": self.auth_scheme}
        for line in self.line_ids.filtered(lambda one: one._typed()):
            values[line.field] = line._typed()
        if address := values.get("base_url"):
            values["base_url"] = with_scheme(address)
        return values
