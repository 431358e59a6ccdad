from collections import defaultdict

from odoo import api, fields, models

from odoo.addons.maker_mrp.public import only_for

from ...tools import believable


class MakerChannelListing(models.Model):
    """Which product a listing sells."""

    _inherit = "maker.channel.listing"

    mapping_issue = fields.Selection(
        [
            ("blank", "No SKU"),
            ("duplicate", "SKU twice in this shop"),
            ("clash", "SKU of several products"),
        ],
        string="To solve",
        readonly=True,
        index="btree_not_null",
        help="Why this listing was not matched by itself, or may be matched wrongly.",
    )

    warning = fields.Char(
        string="Good to know",
        readonly=True,
        help="What the shop does with this listing that its number does not tell.",
    )

    def _remember_issues(self):
        """Say of each listing of these channels what stands in a match's way."""
        twice = {
            (channel, sku)
            for channel, sku, count in self._read_group(
                [
                    ("channel_id", "in", self.channel_id.ids),
                    ("sku", "!=", False),
                    ("state", "not in", ("gone", "ignored")),
                ],
                ["channel_id", "sku"],
                ["__count"],
            )
            if count > 1
        }
        skus = [sku for sku in set(self.mapped("sku")) if sku]
        shared = {
            sku
            for sku, count in self.env["product.product"]._read_group(
                [("default_code", "in", skus)], ["default_code"], ["__count"]
            )
            if count > 1
        }
        for listing in self:
            issue = False
            if not listing.sku and not listing.product_id:
                issue = "blank"
            elif listing.sku in shared and not listing.product_id:
                issue = "clash"
            elif (listing.channel_id, listing.sku) in twice:
                issue = "duplicate"
            if listing.mapping_issue != issue:
                listing.mapping_issue = issue

    @api.model
    def _remote_values(self, channel, remote):
        """Field values for a ``channel_clients.types.Listing`` of a channel."""
        return {
            "remote_parent_id": remote.parent_id,
            "title": remote.title or remote.sku or remote.remote_id,
            "variant_title": remote.variant_title or False,
            "sku": remote.sku.strip() or False,
            "barcode": remote.barcode.strip() or False,
            "price": float(remote.price or 0),
            "url": remote.url or False,
            "tracked": remote.tracked,
            "shared_key": remote.shared or False,
            "composed": remote.composed,
            "warning": channel._said(remote.warning) or False,
            "remote_state": remote.state,
            "remote_qty": believable(remote.quantity),
            "remote_read_at": fields.Datetime.now(),
        }

    def _refresh(self, values):
        """Adopt what the channel says now, writing only what differs."""
        values = {
            name: value
            for name, value in values.items()
            if self[name] != value or name == "remote_read_at"
        }
        if not self.acked_at:
            values["acked_qty"] = values.get("remote_qty", self.remote_qty)
        if self.state == "gone":
            values["state"] = "mapped" if self.product_id else "unmapped"
        self.write(values)

    def _match(self):
        """Link listings to products by SKU, then by barcode; propose by title.

        Only one single product bearing the code is a match: what is ambiguous
        waits for a person.
        """
        for channel, listings in self.grouped("channel_id").items():
            skus = self._products_by_sku(channel, listings.mapped("sku"))
            codes = self._products_by(channel, "barcode", listings.mapped("barcode"))
            titles = self._products_by(channel, "name", listings.mapped("title"))
            for listing in listings.filtered(lambda one: one.state == "unmapped"):
                product = skus.get(listing.sku) or codes.get(listing.barcode)
                if product:
                    listing.product_id = product
                else:
                    listing.proposed_product_id = titles.get(listing.title)

    @api.model
    def _products_by_sku(self, channel, skus):
        """``{sku: product}`` of the SKUs that exactly one product bears."""
        return self._products_by(channel, "default_code", skus)

    @api.model
    def _products_by(self, channel, name, values):
        values = [value for value in set(values) if value]
        if not values:
            return {}
        found = defaultdict(self.env["product.product"].browse)
        domain = [
            (name, "in", values),
            ("company_id", "in", [False, channel.company_id.id]),
        ]
        for product in self.env["product.product"].search(domain):
            found[product[name]] |= product
        return {value: one for value, one in found.items() if len(one) == 1}

    def _create_products(self):
        """Create the product of each listing that has none.

        It starts without stock and without a recipe, under the listing's own
        SKU, title and price.
        """
        for listing in self.filtered(lambda one: not one.product_id):
            listing.product_id = self.env["product.product"].create(
                {
                    "name": listing.display_name,
                    "default_code": listing.sku,
                    "barcode": listing.barcode,
                    "list_price": listing.price,
                    "is_storable": True,
                    "company_id": False,
                }
            )

    @only_for("base.group_user")
    def action_create_product(self):
        """Create a product for each selected listing that has none."""
        self.check_access("write")
        self._create_products()
        self._settle_now()

    @only_for("base.group_user")
    def action_accept_proposal(self):
        """Link each listing to the product found by its title."""
        self.check_access("write")
        for listing in self.filtered("proposed_product_id"):
            listing.product_id = listing.proposed_product_id
        self._settle_now()

    @only_for("base.group_user")
    def action_ignore(self):
        """Leave these listings without a product for good."""
        self.write({"product_id": False, "state": "ignored"})

    @only_for("base.group_user")
    def action_explain(self):
        """How the number this listing should show comes about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why this number?"),
            "res_model": "maker.listing.explain",
            "view_mode": "form",
            "target": "new",
            "context": {"default_listing_id": self.id},
        }
