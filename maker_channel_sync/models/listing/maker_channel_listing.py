from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MakerChannelListing(models.Model):
    """One remote variant, bound to a product by the channel's own id.

    ``desired_qty`` is what it should show, ``acked_qty`` what the channel last
    acknowledged. The worker does nothing but make the second follow the first.
    """

    _name = "maker.channel.listing"
    _description = "Listing on a sales channel"
    _inherit = ["maker.channel.limits.mixin"]
    _order = "channel_id, title, id"
    _rec_name = "title"
    _check_company_auto = True

    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    active = fields.Boolean(
        related="channel_id.active",
        store=True,
        help="Listings of an archived channel are out of every list with it.",
    )
    remote_id = fields.Char(
        required=True, readonly=True, help="The channel's own key of this variant."
    )
    remote_parent_id = fields.Char(
        readonly=True, help="The channel's listing or product."
    )
    title = fields.Char(required=True, readonly=True)
    variant_title = fields.Char(
        string="Variant", readonly=True, help="Size, scent, colour."
    )
    sku = fields.Char(string="SKU", readonly=True)
    barcode = fields.Char(readonly=True)
    price = fields.Float(readonly=True, digits="Product Price")
    url = fields.Char(string="Link", readonly=True)
    tracked = fields.Boolean(
        default=True,
        readonly=True,
        help="Whether the channel counts stock of this listing at all. "
        "What it does not count is left alone.",
    )
    start_tracking = fields.Boolean(
        string="Start counting there",
        help="Send a number although the channel does not count this listing yet. "
        "From then on it can sell out there.",
    )
    remote_state = fields.Char(string="State there", readonly=True)
    composed = fields.Boolean(
        string="Computed there",
        readonly=True,
        help="The shop computes this number from the parts of a bundle: it is never "
        "written, the numbers of the parts are.",
    )
    shared_key = fields.Char(
        string="Shared number",
        readonly=True,
        index="btree_not_null",
        help="The shop shows one number for all listings of this key: the lowest of "
        "what each of them could show.",
    )
    product_id = fields.Many2one(
        "product.product",
        index=True,
        check_company=True,
        domain="[('sale_ok', '=', True)]",
        ondelete="set null",
    )
    proposed_product_id = fields.Many2one(
        "product.product",
        string="Proposed product",
        readonly=True,
        ondelete="set null",
        help="Found by its title; accept it or choose another.",
    )
    units_per_listing = fields.Float(
        string="Units in one",
        default=1.0,
        required=True,
        digits="Product Unit",
        help="How many units of the product one of these sells: 6 for a pack of six.",
    )
    state = fields.Selection(
        [
            ("unmapped", "No product"),
            ("mapped", "Linked"),
            ("ignored", "Ignored"),
            ("gone", "Gone there"),
        ],
        compute="_compute_state",
        store=True,
        readonly=False,
        index=True,
    )
    exclude = fields.Boolean(
        string="Leave alone", help="Never set the quantity of this listing."
    )
    own_policy = fields.Boolean(
        string="Own rules", help="Use the numbers below instead of the channel's."
    )
    desired_qty = fields.Integer(string="Should show", readonly=True)
    acked_qty = fields.Integer(
        string="Shown", readonly=True, help="What the channel last acknowledged."
    )
    acked_at = fields.Datetime(string="Acknowledged", readonly=True)
    difference = fields.Integer(compute="_compute_difference", store=True)
    sold_since_ack = fields.Integer(
        readonly=True,
        help="Sold in this shop after the last acknowledgement: "
        "the channel has lowered its own number by this.",
    )
    in_doubt = fields.Boolean(
        readonly=True,
        help="Something was sent and no answer came: the channel is read first.",
    )
    wanted_since = fields.Datetime(readonly=True)
    needs_push = fields.Boolean(compute="_compute_needs_push", store=True)
    approved = fields.Boolean(
        readonly=True, help="The waiting change may be sent although it is held."
    )
    remote_qty = fields.Integer(string="Read there", readonly=True)
    remote_read_at = fields.Datetime("Read there on", readonly=True)
    remote_version = fields.Char(readonly=True)
    deactivated_by_us = fields.Boolean(
        readonly=True,
        help="Taken off sale there because the last unit was sold; "
        "it comes back with the stock.",
    )
    preview_qty = fields.Integer(
        string="Would show",
        compute="_compute_preview_qty",
        help="What the rules give at this moment, sent or not.",
    )
    error = fields.Char(string="Problem", readonly=True)
    retry_at = fields.Datetime(readonly=True)
    failures = fields.Integer(readonly=True)

    _remote_uniq = models.Constraint(
        "unique(channel_id, remote_id)",
        "This listing is already known; fetch listings to refresh it.",
    )
    _pending_idx = models.Index("(channel_id) WHERE needs_push")

    @api.depends("title", "variant_title")
    def _compute_display_name(self):
        for listing in self:
            parts = filter(None, (listing.title, listing.variant_title))
            listing.display_name = " – ".join(parts)

    @api.depends("product_id")
    def _compute_state(self):
        for listing in self:
            if listing.state in ("ignored", "gone") and not listing.product_id:
                continue
            listing.state = "mapped" if listing.product_id else "unmapped"

    @api.depends("desired_qty", "acked_qty", "state", "acked_at", "wanted_since")
    def _compute_difference(self):
        for listing in self:
            settled = listing.state == "mapped" and (
                listing.acked_at or listing.wanted_since
            )
            listing.difference = (
                listing.desired_qty - listing.acked_qty if settled else 0
            )

    def _compute_preview_qty(self):
        self.preview_qty = 0
        for channel, listings in self.grouped("channel_id").items():
            # recipes of kits and the policy are read for the number only
            for listing, shown in channel._as_worker()._shown(listings.sudo()).items():
                listing.preview_qty = shown.quantity or 0

    @api.depends(
        "state",
        "exclude",
        "tracked",
        "start_tracking",
        "composed",
        "desired_qty",
        "acked_qty",
        "acked_at",
        "sold_since_ack",
        "in_doubt",
        "wanted_since",
    )
    def _compute_needs_push(self):
        for listing in self:
            listing.needs_push = (
                listing.state == "mapped"
                and (listing.tracked or listing.start_tracking)
                and not (listing.exclude or listing.composed)
                and bool(listing.wanted_since)
                and (
                    not listing.acked_at
                    or listing.in_doubt
                    or listing.sold_since_ack != 0
                    or listing.desired_qty != listing.acked_qty
                )
            )

    @api.constrains(
        "units_per_listing",
        "share_pct",
        "buffer_qty",
        "reserved_qty",
        "floor_qty",
        "cap_qty",
        "minimum_shown",
    )
    def _check_numbers(self):
        for listing in self:
            if listing.units_per_listing <= 0:
                raise ValidationError(
                    self.env._(
                        "%(listing)s: “Units in one” must be above zero.",
                        listing=listing.display_name,
                    )
                )
            if not listing._limits_make_sense():
                raise ValidationError(
                    self.env._(
                        "%(listing)s: the share must lie between 0 and 100 %%, and "
                        "what is kept back or shown cannot be negative.",
                        listing=listing.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        listings = super().create(vals_list)
        listings._note_products()
        return listings

    def write(self, vals):
        touched = self._policy_fields() & vals.keys()
        if touched:
            self._note_products()
        result = super().write(vals)
        if touched:
            self._note_products()
        if vals.get("product_id"):
            self.env["maker.channel.order"]._product_is_known(self)
        return result

    @api.model
    def _policy_fields(self):
        """Fields whose change may change what the listing should show."""
        return {
            "product_id",
            "units_per_listing",
            "state",
            "tracked",
            "start_tracking",
            "exclude",
            "own_policy",
            "shared_key",
        } | self._limit_fields()

    def _sharing(self):
        """These listings and those that show one number with them."""
        keys = set(filter(None, self.mapped("shared_key")))
        if not keys:
            return self
        return self | self.search(
            [
                ("channel_id", "in", self.channel_id.ids),
                ("shared_key", "in", list(keys)),
                ("state", "=", "mapped"),
                ("exclude", "=", False),
            ]
        )

    def _note_products(self):
        self.env["maker.channel.change"]._note(self.product_id.ids)

    def _policy(self, limit=None):
        """What this listing may show of its product's supply."""
        self.ensure_one()
        policy = replace(
            self.channel_id._policy(limit),
            units_per_listing=Decimal(str(self.units_per_listing)),
            exclude=self.exclude,
        )
        if not self.own_policy:
            return policy
        return replace(policy, **self._limits())
