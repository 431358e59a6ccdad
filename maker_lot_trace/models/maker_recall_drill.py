from odoo import api, fields, models


class MakerRecall(models.Model):
    """Drills start by themselves, now and then."""

    _inherit = "maker.recall"

    @api.model
    def _cron_drill(self):
        """Start a drill for each company whose last one is long enough ago."""
        companies = self.env["res.company"].search([("maker_drill_months", ">", 0)])
        for company in companies:
            since = fields.Datetime.subtract(
                fields.Datetime.now(), months=company.maker_drill_months
            )
            done = self.search_count(
                [
                    ("company_id", "=", company.id),
                    ("started_at", ">", since),
                    ("state", "!=", "cancel"),
                ],
                limit=1,
            )
            lot = not done and self.with_company(company)._drill_lot(company)
            if lot:
                self._start_drill(lot, company)

    @api.model
    def _start_drill(self, lot, company):
        drill = self.with_company(company).create(
            {
                "is_drill": True,
                "company_id": company.id,
                "lot_ids": lot.ids,
                "reason": self.env._("Drill: what if something was wrong with it?"),
            }
        )
        drill.action_trace()
        drill._maker_todo(
            self.env.user,
            self.env._("Recall drill: check it and write down what you learnt"),
        )
        return drill

    @api.model
    def _drill_lot(self, company):
        """The material lot most recently used in a run, not drilled before."""
        drilled = self.search([("is_drill", "=", True)]).lot_ids
        line = self.env["stock.move.line"].search(
            [
                ("move_id.raw_material_production_id", "!=", False),
                ("state", "=", "done"),
                ("lot_id", "!=", False),
                ("lot_id", "not in", drilled.ids),
                ("company_id", "=", company.id),
            ],
            order="date desc, id desc",
            limit=1,
        )
        return line.lot_id
