from odoo import api, fields, models


class MrpBom(models.Model):
    """What the cost of a recipe leaves out, or takes on trust."""

    _inherit = "mrp.bom"

    cost_gaps = fields.Text(
        "Not in the cost",
        compute="_compute_cost_gaps",
        help="What this recipe uses and nobody has given a cost.",
        groups="base.group_user",
    )
    cost_from_vendors = fields.Char(
        "At the vendor's price",
        compute="_compute_cost_gaps",
        help="Materials of which nothing was received yet.",
        groups="base.group_user",
    )

    @api.depends_context("company")
    @api.depends(lambda self: (*self._maker_cost_depends(), "type"))
    def _compute_cost_gaps(self):
        # while a form is edited, of the recipe as it is stored
        recipes = self._origin.filtered(lambda bom: bom.type == "normal")
        book = recipes._maker_book()
        prices = book.prices()
        for bom in self:
            key = book.keys.get(bom._origin)
            bought = book.bought_for(key) if key else self.env["product.product"]
            free = bought.filtered(lambda item: not prices[item.id])
            free = free.filtered("maker_must_cost")
            trusted = bought.filtered(
                lambda item: prices[item.id] and not item.standard_price
            )
            gaps = bom._maker_gap_sentences(free) if key else []
            bom.cost_gaps = "\n".join(gaps)
            bom.cost_from_vendors = ", ".join(trusted.mapped("display_name"))

    def _maker_gap_sentences(self, free):
        """What is missing in a recipe's cost, a sentence each.

        :param free: the materials without a cost
        """
        self.ensure_one()
        gaps = []
        if free:
            gaps.append(
                self.env._(
                    "%(materials)s: no cost yet, so the recipe counts nothing for it. "
                    "Enter a vendor's price or a cost.",
                    materials=", ".join(free.mapped("display_name")),
                )
            )
        centres = self.operation_ids.filtered("time_cycle_manual").workcenter_id
        unpaid = centres.filtered(lambda centre: not centre.costs_hour)
        if unpaid:
            gaps.append(
                self.env._(
                    "%(places)s: an hour costs nothing, so labour is not in the cost. "
                    "Set what an hour costs there.",
                    places=", ".join(unpaid.mapped("display_name")),
                )
            )
        product = self._maker_product()
        company = self.company_id or self.env.company
        if product and product.with_company(company)._maker_comes_in_at_nothing():
            gaps.append(product.with_company(company)._maker_standard_sentence())
        return gaps


class ProductProduct(models.Model):
    """Recipes tell what has no cost yet."""

    _inherit = "product.product"

    maker_must_cost = fields.Boolean(
        compute="_compute_maker_must_cost",
        help="Whether something is wrong when it costs nothing: it is kept in stock or "
        "bought from somebody. Water from the tap is neither.",
        groups="base.group_user",
    )

    @api.depends("is_storable", "type", "seller_ids")
    def _compute_maker_must_cost(self):
        for product in self:
            product.maker_must_cost = product.type == "consu" and bool(
                product.is_storable or product.seller_ids
            )

    def _maker_comes_in_at_nothing(self):
        """Whether runs bring it in at a standard cost that nobody has typed."""
        self.ensure_one()
        return (
            self.is_storable
            and self.cost_method == "standard"
            and not self.standard_price
        )

    def _maker_standard_sentence(self):
        self.ensure_one()
        return self.env._(
            "%(product)s: what is made comes in at nothing, whatever it used: its "
            "category %(category)s is valued at standard cost, and no cost is typed. "
            "Set average cost on the category, or type a cost.",
            product=self.display_name,
            category=self.categ_id.display_name or self.env._("(none)"),
        )
