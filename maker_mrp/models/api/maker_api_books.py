from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...cost_flow.parts import PARTS
from ...public import a_text, only_for, takes
from .maker_api import COSTERS


class MakerApi(models.AbstractModel):
    """The cost of goods sold, of a period, a product or an order."""

    _inherit = "maker.api"

    @api.model
    def _cogs_by(self):
        """By what goods sold may be told apart: ``{word: field of the lines}``."""
        return {
            "product": "product_id",
            "order": "order_id",
            "customer": "partner_id",
            "lot": "lot_id",
        }

    @api.model
    @api.readonly
    @only_for(*COSTERS)
    @takes(by=a_text)
    def cogs_of(self, period=None, product=None, order=None, by="product"):
        """What the goods sold had cost, as the books of the company say.

        At least one of the first three is to be given; of each that is left out, all
        count.

        :param period: id, whole name, or a day or month of it, as ``2026-06``
        :param product: id, SKU, barcode or whole name
        :param order: id or number
        :param by: how the sum is told apart: product, order, customer or lot
        :return: see ``docs/api.md``
        """
        asked = self._cogs_asked(period, product, order)
        field = self._cogs_by().get(by)
        if not field:
            known = ", ".join(self._cogs_by())
            raise UserError(self.env._("Goods sold are told by one of: %s.", known))
        domain = Domain("company_id", "=", self.env.company.id)
        domain &= Domain("kind", "=", "sold")
        domain &= Domain.AND([(name, "=", one.id)] for name, one in asked.items())
        lines = self.env["maker.cogs.line"]
        groups = lines._read_group(domain, [field], ["value:sum", "quantity:sum"])
        money = self._money()
        rows = [self._cogs_row(by, *group) for group in groups]
        total = self._rounded(sum(value for _one, value, _sold in groups), money)
        answer = {
            "currency": money.name,
            "cogs": total,
            "rows": sorted(rows, key=lambda row: (-row["cogs"], str(row[by]))),
            "periods": self._cogs_periods(lines, domain, asked),
        }
        if list(asked) == ["period_id"]:
            answer["statement"] = self._statement(asked["period_id"])
        if "order_id" in asked:
            answer["not_in_books"] = self._not_in_books(asked)
        return answer

    @api.model
    def _cogs_asked(self, period, product, order):
        """``{field of the lines: record}`` of what was given."""
        asked = {}
        if period is not None:
            asked["period_id"] = self._period(period)
        if product is not None:
            asked["product_id"] = self._record("product.product", product)
        if order is not None:
            asked["order_id"] = self._record("sale.order", order)
        if not asked:
            raise UserError(self.env._("Give a period, a product or an order."))
        return asked

    @api.model
    def _period(self, value):
        """A period of the company, by a day or month of it as well."""
        periods = self.env["maker.cogs.period"]
        periods.check_access("read")
        day = self._day_of(value)
        if not day:
            ours = self.with_context(allowed_company_ids=self.env.company.ids)
            return ours._record("maker.cogs.period", value)
        found = periods.search(
            [
                ("company_id", "=", self.env.company.id),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ]
        )
        if found:
            return found
        raise UserError(
            self.env._("No period of the books has %s in it. Add one first.", value)
        )

    @api.model
    def _day_of(self, value):
        """The day, or first day of the month, that a text is; None when it is none."""
        if not isinstance(value, str):
            return None
        text = f"{value}-01" if value.count("-") == 1 else value
        try:
            return fields.Date.to_date(text) if len(text) == 10 else None
        except ValueError:
            return None

    @api.model
    def _cogs_row(self, by, record, value, quantity):
        row = {by: self._named(record), "cogs": self._rounded(value, self._money())}
        if by == "product":
            unit = record.uom_id
            row[by] = self._product(record)
            row["quantity"] = self._rounded(quantity, unit)
            row["unit"] = unit.name
        return row

    @api.model
    def _cogs_periods(self, lines, domain, asked):
        """The periods counted, with when each was worked out."""
        periods = asked.get("period_id")
        if not periods:
            groups = lines._read_group(domain, ["period_id"])
            periods = self.env["maker.cogs.period"].union(*(one for (one,) in groups))
        return [
            {
                "id": period.id,
                "name": period.name,
                "date_from": period.date_from.isoformat(),
                "date_to": period.date_to.isoformat(),
                "state": period.state,
                "worked_out_on": self._day(period.worked_out_on),
            }
            for period in periods.sorted("date_from")
        ]

    @api.model
    def _statement(self, period):
        """The parts of the identity with their signs: they sum to the closing."""
        money = period.currency_id
        figures = {
            part.field.removesuffix("_value"): part.sign * period[part.field]
            for part in PARTS
        }
        figures["closing"] = period.closing_value
        return {name: self._rounded(value, money) for name, value in figures.items()}

    @api.model
    def _not_in_books(self, asked):
        """What of an order was delivered or came back and is in no period yet."""
        order = asked["order_id"]
        moves = order.order_line.move_ids.filtered(lambda move: move.state == "done")
        if "product_id" in asked:
            moves &= moves.filtered(lambda m: m.product_id == asked["product_id"])
        booked = self.env["maker.cogs.line"].search([("move_id", "in", moves.ids)])
        return [
            {
                "product": self._product(move.product_id),
                "quantity": self._rounded(move.quantity, move.product_uom),
                "unit": move.product_uom.name,
                "date": self._day(move.date),
            }
            for move in moves - booked.move_id
            if move.is_in or move.is_out
        ]
