from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ...flags import SCREEN
from ...public import only_for
from ...tools import readable_amount

SCREENS = {
    "mrp.production": {
        "list": "maker_mrp.mrp_production_view_list_runs",
        "form": "maker_mrp.mrp_production_view_form_run",
    },
    "mrp.bom": {
        "list": "maker_mrp.maker_recipe_view_list",
        "form": "maker_mrp.maker_recipe_view_form",
    },
    "product.template": {
        "list": "maker_mrp.product_template_view_maker_list",
        "form": "maker_mrp.product_template_view_maker_form",
    },
    "product.product": {"form": "maker_mrp.product_product_view_maker_form"},
    "product.supplierinfo": {
        "list": "maker_mrp.product_supplierinfo_view_list_maker",
        "form": "maker_mrp.product_supplierinfo_view_form_maker",
    },
}
"""Maker's own views of what Odoo has views of, too."""


class MakerToday(models.AbstractModel):
    """The Today page: cards of figures, each of which opens what it counts.

    An addon adds a card by extending ``_cards``; nothing else is edited.
    """

    _name = "maker.today"
    _description = "Today"

    @api.model
    @api.readonly
    @only_for("base.group_user")
    def get_page(self):
        """Everything the page shows.

        :return: ``{"company": str, "cards": [card], "checklist": [step], "sample"}``
            where a card is what ``_card`` returns, a step is
            ``{"label", "hint", "done", "action"}`` and ``sample`` what
            ``maker.sample.studio`` offers; cards and steps about records the user may
            not read are left out.
        """
        return {
            "company": self.env.company.display_name,
            "cards": [card for card in self._cards() if card],
            "checklist": [step for step in self._checklist() if step],
            "sample": self.env["maker.sample.studio"]._page(),
        }

    @api.model
    def _checklist(self):
        """The first steps; an addon adds its own by extending this."""
        return []

    @api.model
    def _cards(self):
        return [
            self._card_low_stock(),
            self._card_bench(),
            self._card_to_ship(),
            self._card_week(),
        ]

    @api.model
    def _card(self, key, title, figures, lines=(), empty="", tone=""):
        """One card.

        :param figures: list of ``_figure`` values shown large
        :param lines: list of ``_figure`` values shown as rows
        :param empty: sentence shown when there is nothing to do
        :param tone: ``danger``, ``warning``, ``success`` or empty
        """
        return {
            "key": key,
            "title": title,
            "figures": list(figures),
            "lines": list(lines),
            "empty": empty,
            "tone": tone,
        }

    @api.model
    def _figure(self, label, value, action=None, tone="", product=None):
        """A number or row; one about a product shows its picture."""
        picture = product and f"/web/image/{product._name}/{product.id}/image_128"
        return {
            "label": label,
            "value": value,
            "action": action,
            "tone": tone,
            "picture": picture or "",
        }

    @api.model
    def _open(self, name, model, domain=(), view="list", context=None, res_id=False):
        """A window action on records of ``model``, or on the one ``res_id``."""
        modes = ["form"] if res_id else [view, "form"]
        screens = SCREENS.get(model, {})
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": res_id,
            "domain": [] if res_id else list(domain),
            "views": [
                (screens.get(mode) and self.env.ref(screens[mode]).id, mode)
                for mode in modes
            ],
            "context": {
                **({SCREEN: True} if screens else {}),
                **(context or {}),
            },
            "target": "current",
        }

    @api.model
    def _money(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency)

    @api.model
    def _quantity(self, quantity, uom):
        """A quantity with its unit and no more digits than matter."""
        return readable_amount(self.env, quantity, uom)

    @api.model
    def _readable(self, model):
        return self.env[model].has_access("read")

    @api.model
    def _company_domain(self):
        return [("company_id", "in", self.env.companies.ids)]

    @api.model
    def _card_low_stock(self):
        model = "stock.warehouse.orderpoint"
        if not self._readable(model):
            return None
        domain = [*self._company_domain(), ("maker_is_low", "=", True)]
        rules = self.env[model].search(domain)
        title = self.env._("Runs low")
        # The emptiest first, whatever the unit: what is there against the level.
        worst = rules.sorted(
            lambda rule: rule.maker_forecast / (rule.maker_level or 1.0)
        )[:5]
        views = [
            (self.env.ref(f"maker_mrp.{model.replace('.', '_')}_view_{kind}").id, kind)
            for kind in ("list", "form")
        ]
        return self._card(
            "low",
            title,
            [
                self._figure(
                    self.env._("to reorder"),
                    len(rules),
                    {**self._open(title, model, domain), "views": views},
                    "danger" if rules else "",
                )
            ],
            [
                self._figure(
                    rule.product_id.display_name,
                    self.env._(
                        "%(left)s left, reorder at %(point)s",
                        left=self._quantity(rule.maker_forecast, rule.product_uom),
                        point=self._quantity(rule.maker_level, rule.product_uom),
                    ),
                    self._open(title, "product.product", res_id=rule.product_id.id),
                    product=rule.product_id,
                )
                for rule in worst
            ],
            self.env._("Nothing is under its reorder point."),
            "danger" if rules else "success",
        )

    @api.model
    def _card_bench(self):
        model = "mrp.production"
        if not self._readable(model):
            return None
        title = self.env._("On the bench")
        open_domain = [
            *self._company_domain(),
            ("state", "in", ("confirmed", "progress", "to_close")),
        ]
        now = fields.Datetime.now()
        late_domain = [*open_domain, ("date_deadline", "<", now)]
        runs = self.env[model].search(
            open_domain, order="date_deadline, date_start", limit=5
        )
        late = self.env[model].search_count(late_domain)
        return self._card(
            "bench",
            title,
            [
                self._figure(
                    self.env._("open runs"),
                    self.env[model].search_count(open_domain),
                    self._open(title, model, open_domain),
                ),
                self._figure(
                    self.env._("overdue"),
                    late,
                    self._open(title, model, late_domain),
                    "danger" if late else "",
                ),
            ],
            [
                self._figure(
                    run.product_id.display_name,
                    self._quantity(run.product_qty, run.product_uom_id),
                    self._open(title, model, res_id=run.id),
                    "danger" if run.date_deadline and run.date_deadline < now else "",
                    run.product_id,
                )
                for run in runs
            ],
            self.env._("No run is open. Plan one from a recipe."),
            "warning" if late else "",
        )

    @api.model
    def _card_to_ship(self):
        model = "stock.picking"
        if not self._readable(model):
            return None
        title = self.env._("To ship")
        domain = [
            *self._company_domain(),
            ("picking_type_id.code", "=", "outgoing"),
            ("state", "in", ("confirmed", "waiting", "assigned")),
        ]
        ready_domain = [*domain, ("state", "=", "assigned")]
        pickings = self.env[model].search(domain, order="scheduled_date", limit=5)
        return self._card(
            "ship",
            title,
            [
                self._figure(
                    self.env._("ready"),
                    self.env[model].search_count(ready_domain),
                    self._open(title, model, ready_domain),
                ),
                self._figure(
                    self.env._("in all"),
                    self.env[model].search_count(domain),
                    self._open(title, model, domain),
                ),
            ],
            [
                self._figure(
                    picking.partner_id.display_name or picking.name,
                    picking.origin or picking.name,
                    self._open(title, model, res_id=picking.id),
                )
                for picking in pickings
            ],
            self.env._("Every order has left the studio."),
        )

    @api.model
    def _card_week(self):
        model = "mrp.production"
        if not self._readable(model):
            return None
        title = self.env._("Made this week")
        since = fields.Datetime.now() - timedelta(days=7)
        domain = [
            *self._company_domain(),
            ("state", "=", "done"),
            ("date_finished", ">=", since),
        ]
        finished = self._finished(domain)
        worth = defaultdict(float)
        for _product, _quantity, value, currency in finished:
            worth[currency] += value
        action = self._open(title, model, domain)
        return self._card(
            "week",
            title,
            [
                self._figure(
                    self.env._("runs"), self.env[model].search_count(domain), action
                ),
                *(
                    self._figure(
                        self.env._("value"), self._money(value, currency), action
                    )
                    for currency, value in worth.items()
                ),
            ],
            [self._finished_figure(title, domain, *row) for row in finished[:5]],
            self.env._("Nothing was finished in the last seven days."),
        )

    @api.model
    def _finished_figure(self, title, domain, product, quantity, value, currency):
        """A row of ``_finished``; it opens the runs of its product."""
        return self._figure(
            product.display_name,
            self.env._(
                "%(quantity)s for %(value)s",
                quantity=self._quantity(quantity, product.uom_id),
                value=self._money(value, currency),
            ),
            self._open(
                title, "mrp.production", [*domain, ("product_id", "=", product.id)]
            ),
        )

    @api.model
    def _finished(self, domain):
        """What the runs of a domain brought, the most valuable first.

        :return: list of ``(product, quantity in its own unit, value, currency)``;
            values of companies with different currencies stay apart
        """
        rows = self.env["stock.move"]._read_group(
            [("production_id", "any", domain), ("state", "=", "done")],
            ["product_id", "company_id", "product_uom"],
            ["quantity:sum", "value:sum"],
        )
        totals = defaultdict(lambda: [0.0, 0.0])
        for product, company, uom, quantity, value in rows:
            own = uom._compute_quantity(quantity, product.uom_id, round=False)
            total = totals[product, company.currency_id]
            total[0] += own
            total[1] += value
        finished = [(key[0], *sums, key[1]) for key, sums in totals.items()]
        main, company = self.env.company.currency_id, self.env.company
        today = fields.Date.context_today(self)

        def worth(row):
            _product, _quantity, value, currency = row
            return currency._convert(value, main, company, today)

        return sorted(finished, key=worth, reverse=True)
