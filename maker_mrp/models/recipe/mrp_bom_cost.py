from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...cost_flow import Cost, batch_cost, margin_pct, roll_up
from ...cost_flow.rollup import CostCycle
from ...recipe_math import exact
from .recipe_book import RecipeBook

COST_PARTS = ("material", "packaging", "labour", "overhead")


class MrpBom(models.Model):
    """What a batch and a unit cost: materials, packaging, labour, overhead."""

    _inherit = "mrp.bom"

    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", groups="base.group_user"
    )
    labour_minutes = fields.Float(
        compute="_compute_labour_minutes",
        inverse="_inverse_labour_minutes",
        help="Minutes of work on one batch. They are an operation on the work centre "
        "“Bench”, which says what an hour costs; add operations for more detail.",
        groups="base.group_user",
    )
    batch_material_cost = fields.Monetary(
        compute="_compute_recipe_costs", groups="base.group_user"
    )
    batch_packaging_cost = fields.Monetary(
        compute="_compute_recipe_costs", groups="base.group_user"
    )
    batch_labour_cost = fields.Monetary(
        compute="_compute_recipe_costs", groups="base.group_user"
    )
    batch_overhead_cost = fields.Monetary(
        compute="_compute_recipe_costs", groups="base.group_user"
    )
    recipe_batch_cost = fields.Monetary(
        string="Cost of a batch",
        compute="_compute_recipe_costs",
        help="Materials, packaging, labour and overhead of a run of one batch at "
        "current costs, through all components, set-up quantities and losses included, "
        "what is counted in whole pieces.",
        groups="base.group_user",
    )
    unit_material_cost = fields.Float(
        compute="_compute_recipe_costs",
        min_display_digits="Product Price",
        groups="base.group_user",
    )
    unit_packaging_cost = fields.Float(
        compute="_compute_recipe_costs",
        min_display_digits="Product Price",
        groups="base.group_user",
    )
    unit_labour_cost = fields.Float(
        compute="_compute_recipe_costs",
        min_display_digits="Product Price",
        groups="base.group_user",
    )
    unit_overhead_cost = fields.Float(
        compute="_compute_recipe_costs",
        min_display_digits="Product Price",
        groups="base.group_user",
    )
    recipe_unit_cost = fields.Float(
        string="Cost per unit",
        compute="_compute_recipe_unit_cost",
        min_display_digits="Product Price",
        help="What one costs on average over many runs, per unit in which the product "
        "is kept: losses count by their share, not in whole pieces. With several "
        "sizes: of the size the recipe is written for.",
        groups="base.group_user",
    )
    unit_cost_basis = fields.Char(
        compute="_compute_recipe_costs",
        help="What the cost per unit is taken of, where that makes a difference.",
        groups="base.group_user",
    )
    sale_price = fields.Float(
        compute="_compute_recipe_prices",
        min_display_digits="Product Price",
        groups="base.group_user",
    )
    suggested_wholesale_price = fields.Monetary(
        compute="_compute_recipe_prices",
        help="From the cost per unit by the rule of the product or the company.",
        groups="base.group_user",
    )
    suggested_retail_price = fields.Monetary(
        compute="_compute_recipe_prices",
        help="From the cost per unit by the rule of the product or the company.",
        groups="base.group_user",
    )
    price_rule_text = fields.Char(
        string="Price rule", compute="_compute_recipe_prices", groups="base.group_user"
    )
    is_below_cost = fields.Boolean(
        string="Sold below cost",
        compute="_compute_recipe_prices",
        search="_search_is_below_cost",
        groups="base.group_user",
    )
    price_table = fields.Html(
        string="Margins",
        compute="_compute_price_table",
        sanitize=False,
        groups="base.group_user",
    )

    def _compute_currency_id(self):
        for bom in self:
            bom.currency_id = (bom.company_id or self.env.company).currency_id

    @api.depends("operation_ids.time_cycle_manual", "operation_ids.workcenter_id")
    def _compute_labour_minutes(self):
        for bom in self:
            bom.labour_minutes = sum(bom.operation_ids.mapped("time_cycle_manual"))

    def _inverse_labour_minutes(self):
        for bom in self:
            operations = bom.operation_ids
            if len(operations) > 1:
                raise UserError(
                    self.env._(
                        "%(recipe)s has several operations. Change the minutes of "
                        "each of them under Operations.",
                        recipe=bom.display_name,
                    )
                )
            if operations:
                operations.time_cycle_manual = bom.labour_minutes
            elif bom.labour_minutes:
                bom.operation_ids = [(0, 0, bom._maker_bench_operation())]

    def _maker_bench_operation(self):
        self.ensure_one()
        company = self.company_id or self.env.company
        return {
            "name": self.env._("Make"),
            "workcenter_id": company._maker_bench().id,
            "time_cycle_manual": self.labour_minutes,
        }

    def _maker_product(self):
        """The variant a recipe is shown for: its own, or the one of size factor 1."""
        self.ensure_one()
        variants = self.product_id or self.product_tmpl_id.product_variant_ids
        if len(variants) > 1 and self.scale_ids:
            scaled = self.scale_ids.value_id
            base = variants.filtered(
                lambda v: not v.product_template_attribute_value_ids & scaled
            )
            variants = base or variants
        return variants if len(variants) < 2 else variants[0]

    def _maker_book(self):
        """The book of these recipes, each for the variant it is shown for."""
        return RecipeBook(self.env, boms=[(bom._maker_product(), bom) for bom in self])

    def _maker_costs(self):
        """Cost per unit of these recipes, worked out in one pass.

        :return: ``{bom: Cost}`` per unit in which the product is kept
        :raise UserError: when a recipe contains itself, naming the products
        """
        book = self._maker_book()
        units, nothing = self._maker_roll_up(book), Cost()
        return {bom: units.get(book.keys.get(bom), nothing) for bom in self}

    @api.model
    def _maker_roll_up(self, book):
        """Cost per unit of everything made and bought in ``book``."""
        prices = book.prices()
        try:
            units = roll_up(book.batches(), prices)
        except CostCycle as cycle:
            raise UserError(self._maker_cycle_message(cycle.path)) from cycle
        return units

    @api.constrains("active", "product_id", "product_tmpl_id", "bom_line_ids")
    def _check_bom_cycle(self):
        try:
            return super()._check_bom_cycle()
        except ValidationError as error:
            try:
                self._maker_costs()
            except UserError as named:  # the same, with the way round and the remedy
                raise ValidationError(str(named)) from error
            raise

    @api.model
    def _maker_cycle_message(self, path):
        ids = [key if isinstance(key, int) else key[-1] for key in path]
        products = self.env["product.product"].browse(ids)
        return self.env._(
            "These recipes contain each other: %(names)s. Remove one of them from the "
            "recipe it is made with.",
            names=" → ".join(product.display_name for product in products),
        )

    @api.depends_context("company")
    @api.depends(lambda self: self._maker_cost_depends())
    def _compute_recipe_unit_cost(self):
        costs = self.filtered("id")._maker_costs()
        for bom in self:
            cost = costs.get(bom)
            bom.recipe_unit_cost = float(cost.total) if cost else 0.0

    @api.depends_context("company")
    @api.depends(lambda self: self._maker_cost_depends())
    def _compute_recipe_costs(self):
        book = self.filtered("id")._maker_book()
        units, prices = self._maker_roll_up(book), book.prices()
        for bom in self:
            key = book.keys.get(bom)
            cost = batch = Cost()
            if key in units:
                cost = units[key]
                batch = batch_cost(book.batch_of_one_run(key), units, prices)
            for part in COST_PARTS:
                bom[f"unit_{part}_cost"] = float(getattr(cost, part))
                bom[f"batch_{part}_cost"] = float(getattr(batch, part))
            bom.recipe_batch_cost = float(batch.total)
            each = batch.total / book.output(*book.recipes[key][:2]) if key else 0
            bom.unit_cost_basis = bom._maker_unit_basis(cost.total, each)

    def _maker_unit_basis(self, unit, alone):
        """Says what a cost per unit is of, where a batch made alone costs another.

        :param unit: cost of one unit on average
        :param alone: cost of one unit of a run of one batch
        """
        currency = self.currency_id
        unit, alone = float(unit), float(alone)
        if not currency or currency.compare_amounts(unit, alone) == 0:
            return ""
        return self.env._(
            "On average over many runs: losses count by their share. A run of one "
            "batch takes whole pieces, which comes to %(alone)s each.",
            alone=currency.format(alone),
        )

    @api.model
    def _maker_cost_depends(self):
        """Fields whose change on a recipe itself changes its cost."""
        return (
            "product_qty",
            "product_uom_id",
            "yield_loss_pct",
            "bom_line_ids.product_qty",
            "bom_line_ids.product_uom_id",
            "bom_line_ids.loss_pct",
            "bom_line_ids.setup_qty",
            "bom_line_ids.rounding_multiple",
            "bom_line_ids.product_id.standard_price",
            "bom_line_ids.product_id.seller_ids.price",
            "operation_ids.time_cycle_manual",
        )

    @api.depends_context("company")
    @api.depends(
        "recipe_unit_cost",
        "product_tmpl_id.maker_price_rule",
        "product_tmpl_id.maker_wholesale_pct",
        "product_tmpl_id.maker_retail_pct",
    )
    def _compute_recipe_prices(self):
        for bom in self:
            template, cost = bom.product_tmpl_id, exact(bom.recipe_unit_cost)
            product = bom._maker_product()
            wholesale, retail = template._maker_price_rules()
            bom.suggested_wholesale_price = float(wholesale.price(cost))
            bom.suggested_retail_price = float(retail.price(cost))
            bom.price_rule_text = template._maker_price_rule_text()
            bom.sale_price = product.lst_price if product else template.list_price
            bom.is_below_cost = bool(
                template.sale_ok
                and template.maker_kind != "component"
                and bom.currency_id.compare_amounts(
                    bom.recipe_unit_cost, bom.sale_price
                )
                > 0
            )

    def _search_is_below_cost(self, operator, value):
        if operator != "in":
            return NotImplemented
        recipes = self.search([("type", "=", "normal")])
        below = recipes.filtered("is_below_cost")
        return [("id", "in" if True in value else "not in", below.ids)]

    def _compute_price_table(self):
        pricelists = self.env["product.pricelist"].search([], limit=20)
        for bom in self:
            product = bom._maker_product()
            rows = bom._maker_margin_rows(product, pricelists) if product else []
            bom.price_table = bom._maker_render_margins(rows)

    @api.model
    def _maker_sales_fees(self):
        """What selling costs beside the product, to show margins after fees.

        :return: list of (label, percent of the price, fixed amount per unit in
            company currency); extend to add a sales channel
        """
        return []

    def _maker_margin_rows(self, product, pricelists):
        """(label, price, amount kept, percent kept) per price list and fee."""
        self.ensure_one()
        cost = exact(self.recipe_unit_cost)
        company = self.company_id or self.env.company
        prices = [(self.env._("Sales price"), product.lst_price)]
        for pricelist in pricelists:
            price = pricelist._get_product_price(product, 1.0, uom=product.uom_id)
            price = pricelist.currency_id._convert(
                price, company.currency_id, company, fields.Date.context_today(self)
            )
            prices.append((pricelist.display_name, price))
        fees = [("", 0.0, 0.0), *self._maker_sales_fees()]
        rows = []
        for label, price in prices:
            for fee, percent, fixed in fees:
                kept = margin_pct(exact(price), cost, exact(percent), exact(fixed))
                amount = Decimal(0) if kept is None else kept * exact(price) / 100
                name = f"{label}, {fee}" if fee else label
                rows.append((name, price, float(amount), kept))
        return rows

    def _maker_render_margins(self, rows):
        money = self.currency_id.format
        body = Markup("").join(
            Markup(
                "<tr class='{style}'><td>{name}</td><td class='text-end'>{price}</td>"
                "<td class='text-end'>{amount}</td><td class='text-end'>{percent}</td>"
                "</tr>"
            ).format(
                style="text-danger" if amount < 0 else "",
                name=name,
                price=money(price),
                amount=money(amount),
                percent="–" if percent is None else f"{percent:.1f} %",
            )
            for name, price, amount, percent in rows
        )
        head = Markup("").join(
            Markup("<th class='{}'>{}</th>").format("text-end" if place else "", text)
            for place, text in enumerate(
                (
                    self.env._("Sold through"),
                    self.env._("Price"),
                    self.env._("Kept"),
                    self.env._("Margin"),
                )
            )
        )
        return Markup(
            "<table class='table table-sm'><thead><tr>{}</tr></thead>"
            "<tbody>{}</tbody></table>"
        ).format(head, body)
