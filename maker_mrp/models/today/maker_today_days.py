from odoo import api, models


class MakerToday(models.AbstractModel):
    """Asks where the business is while nobody has said."""

    _inherit = "maker.today"

    @api.model
    def _cards(self):
        return [*super()._cards(), self._card_zone()]

    @api.model
    def _card_zone(self):
        """Companies whose days are those of another place's clock."""
        if not self.env.user.has_group("maker_mrp.group_manager"):
            return None
        lost = self.env.companies.filtered(lambda company: not company.partner_id.tz)
        if not lost:
            return None
        title = self.env._("Time zone of your business")
        return self._card(
            "zone",
            title,
            [],
            [
                self._figure(
                    company.name,
                    self.env._(
                        "days begin at midnight in %s: choose the time zone on the "
                        "company's contact",
                        company._maker_zone(),
                    ),
                    self._open(title, "res.partner", res_id=company.partner_id.id),
                    "warning",
                )
                for company in lost
            ],
            tone="warning",
        )
