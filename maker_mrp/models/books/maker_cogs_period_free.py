from odoo import api, fields, models

from ...public import only_for

NAMED = 5


class MakerCogsPeriod(models.Model):
    """Names what a period closes with at no cost, before it is frozen so."""

    _inherit = "maker.cogs.period"

    free_count = fields.Integer(
        "In stock at no cost",
        compute="_compute_free",
        help="How many products are there at the end and worth nothing.",
    )
    free_names = fields.Char("At no cost", compute="_compute_free")

    @api.depends("worked_out_on", "state")
    def _compute_free(self):
        for period in self:
            rows = self.env["maker.cogs.product"].search(period._free_domain())
            period.free_count = len(rows)
            period.free_names = period._free_sample(rows.product_id)

    def _free_sample(self, products):
        """Names of a few of ``products``, and how many more there are."""
        names = ", ".join(products[:NAMED].mapped("display_name"))
        more = len(products) - NAMED
        if more <= 0:
            return names
        return self.env._("%(names)s and %(count)s more", names=names, count=more)

    @only_for("base.group_user")
    def action_open_free(self):
        """The products that are in stock at no cost when the period ends."""
        self.ensure_one()
        action = self.action_open_products()
        return {
            **action,
            "display_name": self.env._(
                "In stock at no cost, %(period)s", period=self.name
            ),
            "domain": self._free_domain(),
            "views": [
                (
                    self.env.ref("maker_mrp.maker_cogs_product_view_list_free").id,
                    "list",
                ),
                (False, "form"),
            ],
        }

    def _free_domain(self):
        """Domain of the rows of this period that close with goods worth nothing."""
        return [
            ("period_id", "in", self.ids),
            ("closing_qty", ">", 0),
            ("closing_value", "=", 0),
        ]
