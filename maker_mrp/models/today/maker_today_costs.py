from datetime import timedelta

from odoo import api, fields, models


class MakerToday(models.AbstractModel):
    """The set-up check: what makes costs come out wrong, until all of it is mended."""

    _inherit = "maker.today"

    @api.model
    def _cards(self):
        return [*super()._cards(), self._card_costs()]

    @api.model
    def _card_costs(self):
        user = self.env.user
        if not (
            user.has_group("maker_mrp.group_manager")
            or user.has_group("maker_mrp.group_accountant")
        ):
            return None
        lines = [
            self._costs_free_runs(),
            self._costs_standard(),
            self._costs_free_materials(),
            self._costs_free_vendors(),
            self._costs_free_hours(),
            self._costs_sizes(),
        ]
        lines = [line for line in lines if line]
        if not lines:
            return None
        title = self.env._("Set-up check")
        return self._card("costs", title, [], lines, tone="warning")

    @api.model
    def _costs_line(self, label, records, shown=None):
        """How many, and which; it opens where they are mended, the only one itself."""
        if not records:
            return None
        names = (shown or records).mapped("display_name")
        value = self.env._(
            "%(count)s: %(names)s", count=len(records), names=", ".join(names[:3])
        )
        if len(names) > 3:
            value = self.env._(
                "%(names)s and %(count)s more", names=value, count=len(names) - 3
            )
        domain = [("id", "in", records.ids)]
        action = self._open(
            label,
            records._name,
            domain,
            res_id=records.id if len(records) == 1 else False,
        )
        return self._figure(label, value, action, "warning")

    @api.model
    def _costs_free_runs(self):
        """Runs of the last 90 days that made nothing of value out of something."""
        since = fields.Datetime.now() - timedelta(days=90)
        made = self.env["stock.move"].search(
            [
                *self._company_domain(),
                ("production_id", "!=", False),
                ("state", "=", "done"),
                ("is_in", "=", True),
                ("value", "=", 0),
                ("date", ">=", since),
            ]
        )
        runs = made.filtered(
            lambda move: move.product_id == move.production_id.product_id
        ).production_id
        spent = self.env["stock.move"]._read_group(
            [
                ("raw_material_production_id", "in", runs.ids),
                ("state", "=", "done"),
                ("value", ">", 0),
            ],
            ["raw_material_production_id"],
        )
        runs = self.env["mrp.production"].union(*(run for (run,) in spent))
        return self._costs_line(
            self.env._("Made at 0.00 from materials of value"), runs, runs.product_id
        )

    @api.model
    def _costs_standard(self):
        categories = self.env["product.category"]
        for company in self.env.companies:
            categories |= company._maker_categories_at_standard()
        return self._costs_line(
            self.env._("Made, and valued at a typed standard cost"), categories
        )

    @api.model
    def _costs_free_materials(self):
        groups = self.env["mrp.bom.line"]._read_group(
            [
                ("bom_id.active", "=", True),
                ("bom_id.type", "=", "normal"),
                ("company_id", "in", [False, self.env.company.id]),
                ("product_id.standard_price", "=", 0),
            ],
            ["product_id"],
        )
        products = self.env["product.product"].union(*(item for (item,) in groups))
        made = self.env["mrp.bom"]._bom_find(products, company_id=self.env.company.id)
        bought = products.filtered(lambda item: not made.get(item))
        priced = bought._maker_vendor_costs()
        free = bought.filtered(
            lambda item: item.id not in priced and item.maker_must_cost
        )
        return self._costs_line(self.env._("In recipes, without a cost"), free)

    @api.model
    def _costs_free_vendors(self):
        """Vendors of what goes into products, who sell it for nothing."""
        today = fields.Date.context_today(self)
        prices = self.env["product.supplierinfo"].search(
            [
                ("price", "=", 0),
                ("company_id", "in", [False, *self.env.companies.ids]),
                ("product_tmpl_id.maker_kind", "in", ["material", "component"]),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", today),
            ]
        )
        return self._costs_line(
            self.env._("Vendors without a price"), prices, prices.product_tmpl_id
        )

    @api.model
    def _costs_free_hours(self):
        groups = self.env["mrp.routing.workcenter"]._read_group(
            [
                ("bom_id.active", "=", True),
                ("time_cycle_manual", ">", 0),
                ("workcenter_id.costs_hour", "=", 0),
                ("workcenter_id.company_id", "in", self.env.companies.ids),
            ],
            ["workcenter_id"],
        )
        since = fields.Datetime.now() - timedelta(days=90)
        worked = self.env["mrp.workorder"]._read_group(
            [
                ("state", "=", "done"),
                ("duration", ">", 0),
                ("date_finished", ">=", since),
                ("workcenter_id.costs_hour", "=", 0),
                ("workcenter_id.company_id", "in", self.env.companies.ids),
            ],
            ["workcenter_id"],
        )
        centres = self.env["mrp.workcenter"].union(
            *(centre for (centre,) in (*groups, *worked))
        )
        return self._costs_line(self.env._("Minutes at 0.00 an hour"), centres)

    @api.model
    def _costs_sizes(self):
        """Recipes in which pieces grow with the size and nobody said they should."""
        recipes = self.env["mrp.bom"].search(
            [
                ("company_id", "in", [False, *self.env.companies.ids]),
                *self.env["mrp.bom"]._maker_size_doubt_domain(),
            ]
        )
        return self._costs_line(self.env._("Pieces that grow with the size"), recipes)
