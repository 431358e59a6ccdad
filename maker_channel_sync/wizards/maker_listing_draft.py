from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for

from ..channel_clients.types import Draft
from ..stock_policy import shown_quantity


class MakerListingDraft(models.TransientModel):
    """A product becomes a draft in a shop: prepared there, published by a person."""

    _name = "maker.listing.draft"
    _description = "Draft listing of a product"

    product_id = fields.Many2one(
        "product.product",
        required=True,
        domain="[('sale_ok', '=', True)]",
        default=lambda self: self._default_product(),
    )
    able_channel_ids = fields.Many2many(
        "maker.channel", compute="_compute_able_channel_ids"
    )
    channel_id = fields.Many2one(
        "maker.channel",
        string="Shop",
        required=True,
        domain="[('id', 'in', able_channel_ids)]",
        help="Shops that are connected and let a listing be prepared.",
    )
    needs_example = fields.Boolean(compute="_compute_needs_example")
    example_id = fields.Many2one(
        "maker.channel.listing",
        string="Like this listing",
        domain="[('channel_id', '=', channel_id), ('state', '!=', 'gone')]",
        help="The category, postage and processing time are taken from it.",
    )
    title = fields.Char(
        compute="_compute_texts", store=True, readonly=False, required=True
    )
    description = fields.Text(compute="_compute_texts", store=True, readonly=False)
    price = fields.Float(
        compute="_compute_texts", store=True, readonly=False, digits="Product Price"
    )
    quantity = fields.Integer(
        string="Would show",
        compute="_compute_quantity",
        help="What the shop's rules give at this moment. It is kept in step from "
        "then on.",
    )

    @api.model
    def _default_product(self):
        context = self.env.context
        if context.get("active_model") == "product.template":
            template = self.env["product.template"].browse(context.get("active_id"))
            return template.product_variant_id
        if context.get("active_model") == "product.product":
            return self.env["product.product"].browse(context.get("active_id"))
        return self.env["product.product"]

    @api.depends("product_id")
    def _compute_able_channel_ids(self):
        channels = self.env["maker.channel"].search([("state", "=", "connected")])
        self.able_channel_ids = channels.filtered(
            lambda channel: channel._adapter()._capabilities().drafts
        )

    @api.depends("channel_id")
    def _compute_needs_example(self):
        for wizard in self:
            wizard.needs_example = (
                bool(wizard.channel_id) and wizard._able().drafts_need_example
            )

    @api.depends("product_id")
    def _compute_texts(self):
        for wizard in self:
            product = wizard.product_id
            wizard.title = product.with_context(display_default_code=False).display_name
            wizard.description = product.description_sale
            wizard.price = product.lst_price

    @api.depends("product_id", "channel_id")
    def _compute_quantity(self):
        for wizard in self:
            if not (wizard.product_id and wizard.channel_id):
                wizard.quantity = 0
                continue
            # materials and other places are read for the number only
            channel = wizard.channel_id._as_worker()
            supply = channel._supply_of(wizard.product_id.sudo())
            policy = channel._policy(wizard._able().max_quantity)
            shown = shown_quantity(supply[wizard.product_id.id], policy)
            wizard.quantity = shown.quantity or 0

    def _able(self):
        return self.channel_id._adapter()._capabilities()

    def _problems(self):
        """Everything that keeps the draft from being made, in words."""
        product, problems = self.product_id, []
        if not product.default_code:
            problems.append(
                self.env._(
                    "%(product)s has no SKU. Give it one, so that it is found again.",
                    product=product.display_name,
                )
            )
        if self.price <= 0:
            problems.append(self.env._("The price must be above zero."))
        if not (self.title or "").strip():
            problems.append(self.env._("The listing needs a title."))
        if self.needs_example and not self.example_id:
            problems.append(
                self.env._(
                    "Choose a listing of this shop to take the category, postage and "
                    "processing time from."
                )
            )
        if self._able().drafts_need_stock and self.quantity < 1:
            problems.append(
                self.env._(
                    "%(shop)s takes no listing without stock; nothing of it is free.",
                    shop=self.channel_id.name,
                )
            )
        if same := self._same():
            problems.append(
                self.env._(
                    "The shop has it already: %(listing)s.",
                    listing=", ".join(same.mapped("display_name")),
                )
            )
        return problems

    def _same(self):
        """Listings there that sell this product or bear its SKU."""
        product = self.product_id
        alike = [("product_id", "=", product.id)]
        if product.default_code:
            alike = ["|", *alike, ("sku", "=", product.default_code)]
        domain = [
            ("channel_id", "=", self.channel_id.id),
            ("state", "not in", ("gone", "ignored")),
            *alike,
        ]
        return self.env["maker.channel.listing"].search(domain, limit=3)

    @only_for("base.group_user")
    def action_create(self):
        """Prepare the listing there and link it; nothing is published."""
        self.ensure_one()
        if problems := self._problems():
            raise UserError("\n".join(problems))
        draft = Draft(
            sku=self.product_id.default_code,
            title=self.title.strip(),
            price=Decimal(str(self.price)).quantize(Decimal("0.01")),
            quantity=self.quantity,
            description=self.description or "",
            barcode=self.product_id.barcode or "",
            example=self.example_id.remote_parent_id or "",
        )
        made = self.channel_id._answer_of(lambda client: client.create_draft(draft))
        worker = self.channel_id._as_worker()  # what the shop told is stored for it
        listing = worker._adopt_listing(made, self.product_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "maker.channel.listing",
            "res_id": listing.id,
            "view_mode": "form",
        }
