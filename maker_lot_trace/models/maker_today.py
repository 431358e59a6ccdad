from datetime import timedelta

from odoo import api, fields, models

from .. import lot_rules

EXPIRY_DAYS = 30


class MakerToday(models.AbstractModel):
    """Cards about lots that expire or are stopped."""

    _inherit = "maker.today"

    @api.model
    def _cards(self):
        return [*super()._cards(), self._card_lots()]

    @api.model
    def _card_lots(self):
        model = "stock.lot"
        if not self._readable(model):
            return None
        title = self.env._("Lots")
        now = fields.Datetime.now()
        held_domain, expiring_domain, curing_domain = self._lot_domains(now)
        lots = self.env[model]
        held = lots.search(held_domain)
        expiring = lots.search(expiring_domain, order="expiration_date")
        expired = expiring.filtered(lambda lot: lot.expiration_date <= now)
        return self._card(
            "lots",
            title,
            [
                self._figure(
                    self.env._("on hold"),
                    len(held),
                    self._open(title, model, held_domain),
                    "danger" if held else "",
                ),
                self._figure(
                    self.env._("expire within %s days", EXPIRY_DAYS),
                    len(expiring),
                    self._open(title, model, expiring_domain),
                    "warning" if expiring else "",
                ),
                self._figure(
                    self.env._("curing"),
                    lots.search_count(curing_domain),
                    self._open(title, model, curing_domain),
                ),
            ],
            [
                self._lot_figure(lot, title, lot in held or lot in expired)
                for lot in (held | expiring)[:5]
            ],
            self.env._("No lot is held or about to expire."),
            "danger" if held or expired else "",
        )

    @api.model
    def _lot_domains(self, now):
        """Domains of the lots in stock that are held, that expire soon, that cure."""
        in_stock = [
            ("company_id", "in", (False, *self.env.companies.ids)),
            ("product_qty", ">", 0),
        ]
        held = lot_rules.BY_NAME["hold"].domain(now)
        held |= lot_rules.BY_NAME["recalled"].domain(now)
        soon = now + timedelta(days=EXPIRY_DAYS)
        return (
            [*in_stock, *held],
            [*in_stock, ("expiration_date", "<=", soon)],
            [*in_stock, *lot_rules.BY_NAME["curing"].domain(now)],
        )

    @api.model
    def _lot_figure(self, lot, title, urgent):
        """A lot by its name, with why it needs to be looked at."""
        return self._figure(
            self.env._(
                "%(product)s, lot %(lot)s",
                product=lot.product_id.display_name,
                lot=lot.name,
            ),
            lot._maker_unavailable_reason()
            or self.env._(
                "expires %s",
                self.env.company._maker_say_day(lot.expiration_date),
            ),
            self._open(title, lot._name, res_id=lot.id),
            "danger" if urgent else "",
            lot.product_id,
        )
