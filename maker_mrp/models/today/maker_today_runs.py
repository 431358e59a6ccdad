from odoo import api, models


class MakerToday(models.AbstractModel):
    """What does not add up on the bench."""

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
