from odoo import api, fields, models
from odoo.exceptions import UserError


class ProductTemplate(models.Model):
    """Who sells a material, and for how much, said where it is first written down."""

    _inherit = "product.template"

    maker_vendor_id = fields.Many2one(
        "res.partner",
        "Bought from",
        compute="_compute_maker_vendor_id",
        inverse="_inverse_maker_vendor",
        help="The vendor you buy it from first. More vendors, and prices for larger "
        "quantities, are under Purchase.",
        groups="base.group_user",
    )
    maker_vendor_price = fields.Float(
        "Vendor's price",
        compute="_compute_maker_vendor_price",
        inverse="_inverse_maker_vendor",
        digits="Product Price",
        help="What the vendor asks for one of the unit beside it.",
        groups="base.group_user",
    )
    maker_vendor_uom_id = fields.Many2one(
        "uom.uom",
        "Unit it is bought in",
        compute="_compute_maker_vendor_uom_id",
        inverse="_inverse_maker_vendor",
        help="Bought by the pound and kept in grams, for one: stock and cost are "
        "converted.",
        groups="base.group_user",
    )
    maker_vendor_currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_maker_vendor_currency_id",
        groups="base.group_user",
    )

    # apart from one another: one may be written while the others are read

    @api.depends("seller_ids.partner_id", "seller_ids.sequence")
    @api.depends_context("company")
    def _compute_maker_vendor_id(self):
        for template in self:
            template.maker_vendor_id = template._maker_first_offer().partner_id

    @api.depends("seller_ids.price", "seller_ids.sequence")
    @api.depends_context("company")
    def _compute_maker_vendor_price(self):
        for template in self:
            template.maker_vendor_price = template._maker_first_offer().price

    @api.depends("seller_ids.product_uom_id", "seller_ids.sequence", "uom_id")
    @api.depends_context("company")
    def _compute_maker_vendor_uom_id(self):
        for template in self:
            offer = template._maker_first_offer()
            template.maker_vendor_uom_id = offer.product_uom_id or template.uom_id

    @api.depends("seller_ids.currency_id", "seller_ids.sequence")
    @api.depends_context("company")
    def _compute_maker_vendor_currency_id(self):
        own = self.env.company.currency_id
        for template in self:
            offer = template._maker_first_offer()
            template.maker_vendor_currency_id = offer.currency_id or own

    def _maker_first_offer(self):
        offers = self.seller_ids.filtered(
            lambda offer: (
                offer.company_id in (offer.company_id.browse(), self.env.company)
            )
        )
        return offers[:1]

    def _inverse_maker_vendor(self):
        errors, fresh = [], []
        for template in self:
            vendor, price = template.maker_vendor_id, template.maker_vendor_price
            unit = template.maker_vendor_uom_id or template.uom_id
            offer = template._maker_first_offer()
            if price < 0:
                errors.append(
                    self.env._(
                        "%(item)s: a price cannot be negative.",
                        item=template.display_name,
                    )
                )
            elif offer and not vendor:
                errors.append(
                    self.env._(
                        "%(item)s: to buy it from %(vendor)s no longer, delete the "
                        "line under Purchase.",
                        item=template.display_name,
                        vendor=offer.partner_id.display_name,
                    )
                )
            elif price and not vendor:
                errors.append(
                    self.env._(
                        "%(item)s: say who sells it at this price.",
                        item=template.display_name,
                    )
                )
            elif vendor:
                values = {
                    "partner_id": vendor.id,
                    "price": price,
                    "product_uom_id": unit.id,
                }
                if offer:
                    offer.write(values)
                else:
                    fresh.append({"product_tmpl_id": template.id, **values})
        if errors:
            raise UserError("\n".join(errors))
        self.env["product.supplierinfo"].create(fresh)
