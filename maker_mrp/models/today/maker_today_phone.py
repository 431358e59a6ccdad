from odoo import api, models


class MakerToday(models.AbstractModel):
    """The way to type at the bench, and what came from phones and was refused."""

    _inherit = "maker.today"

    @api.model
    def _cards(self):
        return [*super()._cards(), self._card_phone()]

    @api.model
    def _card_phone(self):
        model = "maker.entry"
        if not self._readable(model):
            return None
        title = self.env._("Bench entry")
        domain = [*self._company_domain(), ("state", "=", "refused")]
        refused = self.env[model].search(domain, limit=5)
        figures = []
        if refused:
            figures.append(
                self._figure(
                    self.env._("refused"),
                    self.env[model].search_count(domain),
                    self._open(title, model, domain),
                    "danger",
                )
            )
        return self._card(
            "phone",
            title,
            figures,
            [
                self._figure(self.env._("Log a run"), "", self._open_bench("run")),
                self._figure(self.env._("Count"), "", self._open_bench("count")),
                *(
                    self._figure(
                        entry.display_name,
                        entry.message,
                        self._open(title, model, res_id=entry.id),
                        "danger",
                    )
                    for entry in refused
                ),
            ],
            tone="danger" if refused else "",
        )

    @api.model
    def _open_bench(self, kind):
        action = self.env["ir.actions.client"]._for_xml_id(
            "maker_mrp.maker_bench_entry_action"
        )
        return {**action, "context": {"maker_kind": kind}}
