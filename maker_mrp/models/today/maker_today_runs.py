from odoo import api, models


class MakerToday(models.AbstractModel):
    """Cards about the bench and about sizes of recipes."""

    _inherit = "maker.today"

    @api.model
    def _card_bench(self):
        """Also the runs whose materials do not add up, if there are any."""
        card = super()._card_bench()
        if not card:
            return card
        runs = self.env["mrp.production"]._maker_runs_with_gap(self.env.companies)
        if runs:
            label = self.env._("do not add up")
            action = self._open(label, runs._name, [("id", "in", runs.ids)])
            card["figures"].append(
                self._figure(label, len(runs), action, tone="danger")
            )
            card["tone"] = "danger"
        return card

    @api.model
    def _cards(self):
        return [*super()._cards(), self._card_sizes()]

    @api.model
    def _card_sizes(self):
        """Recipes in which pieces grow with the size and nobody said they should."""
        model = "mrp.bom"
        if not self._readable(model):
            return None
        domain = [
            ("company_id", "in", [False, *self.env.companies.ids]),
            *self.env[model]._maker_size_doubt_domain(),
        ]
        recipes = self.env[model].search(domain)
        if not recipes:
            return None
        title = self.env._("Pieces in recipes of several sizes")
        return self._card(
            "sizes",
            title,
            [
                self._figure(
                    self.env._("to check"),
                    len(recipes),
                    self._open(title, model, domain),
                    "warning",
                )
            ],
            [
                self._figure(
                    recipe.display_name,
                    self.env._(
                        "more of them for a larger size: %s",
                        ", ".join(
                            recipe.bom_line_ids.filtered("size_doubt").mapped(
                                "product_id.display_name"
                            )
                        ),
                    ),
                    self._open(title, model, res_id=recipe.id),
                )
                for recipe in recipes[:5]
            ],
            tone="warning",
        )
