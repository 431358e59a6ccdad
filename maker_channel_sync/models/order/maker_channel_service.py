from odoo import api, fields, models

KINDS = [
    ("shipping", "Shipping"),
    ("gift_wrap", "Gift wrap"),
    ("tip", "Tip"),
    ("fee", "Fee"),
    ("custom", "Custom item"),
    ("gift_card", "Gift card"),
    ("donation", "Donation"),
    ("digital", "Digital item"),
    ("discount", "Shop discount"),
    ("tax", "Tax without a tax here"),
    ("refund", "Money given back"),
    ("rounding", "Rounding of the shop"),
    ("unknown", "Item without a product"),
    ("set", "Set, sent as its parts"),
]


class MakerChannelService(models.Model):
    """What a company books for the lines of shops' orders that are no goods.

    Where nothing is chosen, Maker's own product of that kind stands for it.
    """

    _name = "maker.channel.service"
    _description = "Product for lines that are no goods"
    _rec_name = "kind"
    _order = "kind"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    kind = fields.Selection(KINDS, required=True)
    product_id = fields.Many2one(
        "product.product",
        string="Booked as",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain=[("type", "=", "service")],
        help="Its accounts are used on invoices; price and taxes come from the shop.",
    )

    _kind_uniq = models.Constraint(
        "unique(company_id, kind)", "This kind has its product already."
    )

    @api.model
    def _chosen(self, company):
        """``{kind: product id}`` of what a company chose."""
        rows = self.search([("company_id", "=", company.id)])
        return {row.kind: row.product_id.id for row in rows}
