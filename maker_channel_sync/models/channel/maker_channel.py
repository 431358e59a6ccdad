import secrets

from odoo import api, fields, models, modules
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import config

from ...tools import address_problem
from ...wake import wake_in

KEYS = ("client_key", "client_secret", "access_token", "refresh_token")


class MakerChannel(models.Model):
    """A shop and how to reach it: what it sells from, its job and its keys."""

    _name = "maker.channel"
    _description = "Sales channel"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "maker.channel.limits.mixin",
    ]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="How you call this shop, e.g. Etsy.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Selection(
        [
            ("etsy", "Etsy"),
            ("shopify", "Shopify"),
            ("faire", "Faire"),
            ("woocommerce", "WooCommerce"),
            ("wix", "Wix"),
        ],
        string="Sold on",
        required=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        help="Who is told when this shop needs a person.",
    )
    team_id = fields.Many2one("crm.team", string="Sales team", check_company=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        check_company=True,
        default=lambda self: self._default_warehouse(),
        help="Orders of this shop leave from here.",
    )
    location_ids = fields.Many2many(
        "stock.location",
        string="Counted locations",
        check_company=True,
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        help="Only stock in these places is offered in this shop. "
        "Empty: the whole warehouse.",
    )
    mode = fields.Selection(
        [
            ("automatic", "Automatic"),
            ("hold_drops", "Hold drops"),
            ("review", "Review"),
            ("paused", "Paused"),
        ],
        required=True,
        default="automatic",
        tracking=True,
        help="Automatic: every change is sent at once. Hold drops: rises are sent, "
        "a fall to zero that no sale explains waits for your yes. "
        "Review: nothing is sent before you approve it. Paused: nothing is sent "
        "and no order is imported; what listings should show is still computed.",
    )
    state = fields.Selection(
        [("draft", "Not connected"), ("connected", "Connected")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    base_url = fields.Char(
        string="Address",
        compute="_compute_base_url",
        store=True,
        readonly=False,
        precompute=True,
        help="Where this shop answers, e.g. https://my-shop.myshopify.com",
    )
    listing_ids = fields.One2many("maker.channel.listing", "channel_id")
    remote_location_ids = fields.One2many("maker.channel.location", "channel_id")
    remote_location_id = fields.Many2one(
        "maker.channel.location",
        string="Location there",
        domain="[('channel_id', '=', id)]",
        copy=False,
        help="The shop's own place whose stock is set. "
        "Only for channels that know several.",
    )
    cron_id = fields.Many2one(
        "ir.cron",
        string="Scheduled job",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_system",
    )
    shop_ref = fields.Char(
        string="Shop ID",
        groups="base.group_system",
        copy=False,
        help="The number or id the channel gave this shop.",
    )
    auth_scheme = fields.Selection(
        [("token", "Own token"), ("oauth", "Authorised app")],
        default="token",
        required=True,
        groups="base.group_system",
    )
    client_key = fields.Char(string="Key", groups="base.group_system", copy=False)
    client_secret = fields.Char(string="Secret", groups="base.group_system", copy=False)
    access_token = fields.Char(groups="base.group_system", copy=False)
    refresh_token = fields.Char(groups="base.group_system", copy=False)
    token_expires_at = fields.Datetime(groups="base.group_system", copy=False)
    webhook_secret = fields.Char(groups="base.group_system", copy=False)
    webhook_token = fields.Char(
        groups="base.group_system",
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
        help="The secret part of the address where the channel may knock.",
    )

    _webhook_token_uniq = models.Constraint(
        "unique(webhook_token)", "Two channels cannot share one webhook address."
    )

    def _default_warehouse(self):
        company = self.env.company
        return self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )

    def _register_hook(self):
        """Have workers that just started look at once, not after a minute."""
        result = super()._register_hook()
        if not (config["test_enable"] or modules.module.current_test):
            wake_in(self.env.cr.dbname, "start", 3)
        return result

    @api.depends("code")
    def _compute_base_url(self):
        for channel in self:
            if channel.code:
                channel.base_url = channel._adapter()._default_base_url()

    @api.constrains("base_url", "code")
    def _check_base_url(self):
        allow_local = self._allow_local_hosts()
        for channel in self.filtered("base_url"):
            hosts = channel._adapter()._hosts()
            problem = address_problem(channel.base_url, hosts, allow_local)
            if problem:
                raise ValidationError(
                    self.env._(
                        "The address of %(channel)s is refused: %(problem)s",
                        channel=channel.name,
                        problem=channel._address_words(problem, hosts),
                    )
                )

    def _check_may_readdress(self):
        """Stored keys go wherever the address leads: that is for administrators."""
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        self.check_access("write")  # before anything is said of them
        for channel in self.sudo():  # only whether there is a key matters
            if any(channel[name] for name in KEYS):
                raise AccessError(
                    self.env._(
                        "The keys of %(channel)s would be sent to another address. "
                        "Ask an administrator to change it.",
                        channel=channel.name,
                    )
                )

    def _address_words(self, problem, hosts):
        return {
            "no_url": self.env._(
                "it is not a web address. It must begin with https://."
            ),
            "https": self.env._("it must begin with https://."),
            "login": self.env._("it must not hold a name or password."),
            "host": self.env._(
                "the host must look like %(hosts)s.", hosts=", ".join(hosts)
            ),
            "inside": self.env._(
                "it is an address inside your own network, which Maker does not call. "
                "Give the address under which shoppers reach the shop."
            ),
        }[problem]

    @api.model_create_multi
    def create(self, vals_list):
        channels = super().create(vals_list)
        channels._make_crons()
        self.env["maker.channel.change"]._forget_channels()
        return channels

    def write(self, vals):
        if {"base_url", "code"} & vals.keys():
            self._check_may_readdress()
        awake = vals.get("mode", "paused") != "paused"
        resumed = self.filtered(lambda one: awake and one.mode == "paused")
        result = super().write(vals)
        if awake:
            self._move_home()
            resumed._resumed()
        if {"active", "state"} & vals.keys():
            self.env["maker.channel.change"]._forget_channels()
        if self._policy_fields() & vals.keys():
            self._note_all()
        return result

    def copy_data(self, default=None):
        """A duplicate is another shop: silent, and without the first one's keys."""
        given = dict(default or {})
        found = super().copy_data(given)
        for channel, vals in zip(self, found, strict=True):
            vals["mode"] = given.get("mode", "paused")
            vals["name"] = given.get("name") or self.env._("%s (copy)", channel.name)
        return found

    def unlink(self):
        crons = self.sudo().cron_id  # the job goes with the channel it serves
        self.env["maker.channel.change"]._forget_channels()
        result = super().unlink()
        crons.unlink()
        return result

    @api.model
    def _policy_fields(self):
        """Fields whose change may change what listings should show."""
        return {"active", "mode", "state", "warehouse_id", "location_ids"}

    def _make_crons(self):
        """One scheduled job a channel, so that workers share channels out."""
        model = self.env["ir.model"]._get(self._name)
        for channel in self.sudo():  # scheduled jobs belong to the system
            channel.cron_id = (
                self.env["ir.cron"]
                .sudo()
                .create(
                    {
                        "name": self.env._(
                            "Maker channel: %(name)s", name=channel.name
                        ),
                        "model_id": model.id,
                        "state": "code",
                        "code": f"model.browse({channel.id})._cron_run()",
                        "user_id": self.env.ref("base.user_root").id,
                        "interval_number": 1,
                        "interval_type": "minutes",
                        "priority": 3,
                    }
                )
            )

    @api.model
    def _allow_local_hosts(self):
        # the flag is a system parameter that bench users may not read
        params = self.env["ir.config_parameter"].sudo()
        value = params.get_param("maker_channel_sync.allow_local_hosts")
        return str(value).lower() in ("1", "true", "yes")

    def _adapter(self):
        """The abstract model that knows this channel, looked up by its name."""
        self.ensure_one()
        name = f"maker.channel.adapter.{self.code}"
        if name not in self.env:
            raise UserError(
                self.env._("No connector is installed for “%(code)s”.", code=self.code)
            )
        return self.env[name]

    def _client(self):
        """A ready client of this shop; raises UserError when it lacks an answer."""
        self.ensure_one()
        channel = self.sudo()  # credentials are readable by administrators only
        return channel._adapter()._client(channel)

    def _stock_locations(self):
        """Locations whose stock this channel may offer."""
        self.ensure_one()
        return self.location_ids or self.warehouse_id.view_location_id

    def _trigger(self, at=None):
        """Wake this channel's job, now or at a moment."""
        for channel in self.sudo():  # jobs are the system's
            if channel.cron_id:
                channel.cron_id._trigger(at)

    def _note_all(self):
        """Ask for a fresh look at every listing of these channels."""
        self.env["maker.channel.change"]._note_channels(self)
