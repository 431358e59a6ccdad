from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class ResCompany(models.Model):
    """How a company values what it makes, and what it did so before Maker came."""

    _inherit = "res.company"

    maker_vendor_cost = fields.Boolean(
        "Vendor's price until something is received",
        default=True,
        help="A material without a cost is counted, and used in runs, at its vendor's "
        "price until the first receipt tells what it really cost. Off: at nothing. "
        "A cost you typed is never replaced.",
        groups="base.group_user",
    )

    def _auto_init(self):
        # nobody who has books starts to value at vendors' prices without having asked
        added = not column_exists(self.env.cr, self._table, "maker_vendor_cost")
        if added:
            create_column(self.env.cr, self._table, "maker_vendor_cost", "boolean")
        result = super()._auto_init()
        if added:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE res_company company
                       SET maker_vendor_cost = NOT EXISTS (
                           SELECT FROM stock_move move
                            WHERE move.company_id = company.id
                              AND move.state = 'done'
                              AND (move.is_in OR move.is_out OR move.is_dropship)
                       )
                    """
                )
            )
        return result

    def _maker_has_valuation_history(self):
        """Those of these companies in whose stock value has moved already."""
        # asked on installation and for one line of the Today page, whoever opens it
        moves = self.env["stock.move"].sudo()
        valued = ["|", "|", ("is_in", "=", True), ("is_out", "=", True)]
        valued += [("is_dropship", "=", True), ("state", "=", "done")]
        return self.filtered(
            lambda company: moves.search_count(
                [("company_id", "=", company.id), *valued], limit=1
            )
        )

    @api.model
    def _maker_set_up_costing(self):
        """Average cost in a database where nothing was valued; elsewhere a to-do asks.

        Odoo values at a standard cost that nobody has typed, so what a run makes would
        be worth nothing. What a business decided before stays as it is, also for those
        of its companies in which nothing has moved yet.
        """
        companies = self.with_context(active_test=False).search([])
        lived = companies._maker_has_valuation_history()
        if not lived:
            companies._maker_value_at_average()
            defaults = self.env["ir.default"]
            defaults.set("res.company", "cost_method", "average")
            defaults.set("product.category", "property_cost_method", "average")
            return
        companies.maker_vendor_cost = False
        for company in lived:
            if company._maker_categories_at_standard():
                company._maker_ask_for_cost_method()

    def _maker_value_at_average(self):
        """Average cost for the categories of these companies, and for new ones."""
        defaults = self.env["ir.default"]
        for company in self:
            if company.cost_method == "standard":
                company.cost_method = "average"
            defaults.set(
                "product.category",
                "property_cost_method",
                company.cost_method,
                company_id=company.id,
            )
            categories = self.env["product.category"].with_company(company).search([])
            categories.filtered(
                lambda category: category.property_cost_method == "standard"
            ).property_cost_method = company.cost_method

    def _maker_categories_at_standard(self):
        """Categories of products that runs make, valued at a cost typed by hand."""
        self.ensure_one()
        recipes = self.env["mrp.bom"].search(
            [("type", "=", "normal"), ("company_id", "in", (False, self.id))]
        )
        products = recipes.product_tmpl_id.with_company(self)
        return products.filtered(
            lambda product: product.is_storable and product.cost_method == "standard"
        ).categ_id

    def _maker_ask_for_cost_method(self):
        """A to-do for whoever administers the database, on the company's contact."""
        self.ensure_one()
        self.partner_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Choose how what you make is valued"),
            note=self.env._(
                "%(categories)s: valued at standard cost, the figure on the product, "
                "not at what runs really cost. Nothing was changed. To have runs set "
                "the cost, choose average cost or FIFO on these categories.",
                categories=", ".join(
                    self._maker_categories_at_standard().mapped("display_name")
                ),
            ),
            user_id=self.env.ref("base.user_admin").id,
        )
