from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ...cost_flow.parts import BY_FIELD, BY_KIND, PARTS, signed_sum
from ...cost_flow.periods import Holding, Method, NewPrice, after_close, replay

ZERO = Decimal(0)


def _dump(holding):
    return {
        "quantity": str(holding.quantity),
        "value": str(holding.value),
        "unit_cost": str(holding.unit_cost),
        "layers": [[str(part) for part in layer] for layer in holding.layers],
    }


def _load(dumped):
    return Holding(
        Decimal(dumped["quantity"]),
        Decimal(dumped["value"]),
        Decimal(dumped["unit_cost"]),
        tuple((Decimal(qty), Decimal(value)) for qty, value in dumped["layers"]),
    )


class MakerCogsBuilder(models.AbstractModel):
    """Works the figures of costing periods out, and alone writes them."""

    _name = "maker.cogs.builder"
    _description = "Works costing periods out"

    @api.model
    def _build(self, period, snapshot=False):
        """Work the figures of a period out and write them.

        :param snapshot: also keep quantity and value of every item at its end, for
            the next period to open with
        """
        period.ensure_one()
        period.lock_for_update()
        since, before = period._bounds()
        flows = self._flows(period, since, before)
        # Figures are written here and nowhere else: no group has the right to.
        writer, written = self.sudo(), period.sudo()
        writer._write_products(written, self._product_rows(period, flows, before))
        writer.env["maker.cogs.line"]._rebuild(written, since, before)
        if snapshot:
            writer._write_snapshot(written, flows)
        writer._write_totals(written)

    @api.model
    def _flows(self, period, since, before):
        """What the period did to each item: ``{(product_id, lot_id): Flow}``."""
        ledger = self.env["maker.cogs.ledger"]
        start, frozen, late = self._opening(period.company_id, period.date_from)
        holdings = {**frozen, **self._holdings_now(period.company_id, start, late)}
        events = ledger._events(period.company_id, start, before)
        keys = events.keys() | holdings.keys()
        methods = ledger._methods(period.company_id, {key[0] for key in keys})
        flows = {}
        for key in keys:
            method = methods[key[0]]
            happened = events.get(key, [])
            opening = holdings.get(key)
            if opening is None:
                opening = self._nothing(period.company_id, key[0], method, happened)
            earlier = [event for date, event in happened if date < since]
            if earlier:
                opening = replay(method, opening, earlier).closing
            flows[key] = replay(
                method, opening, (event for date, event in happened if date >= since)
            )
        # What came late belongs to the first period that is still open.
        if late and not period._open_before():
            for key, gained in late.items():
                before_close = frozen.get(key, Holding())
                flows[key] = after_close(flows[key], before_close, gained)
        return flows

    @api.model
    def _holdings_now(self, company, before, keys):
        """What the records say by now that was there of some items before a moment.

        :param keys: (product_id, lot_id) of each
        :return: ``{(product_id, lot_id): Holding}``
        """
        if not keys:
            return {}
        products = sorted({product for product, _lot in keys})
        events = self.env["maker.cogs.ledger"]._events(company, None, before, products)
        return self._replayed(company, {}, {key: events.get(key, []) for key in keys})

    @api.model
    def _holdings_at(self, company, day):
        """What was there at the end of a day of the company.

        The last day of a closed period is as it was closed.
        :return: ``{(product_id, lot_id or None): Holding}``; lots only where a product
            is valued by lot
        """
        next_day = day + timedelta(1)
        before = company._maker_moment_of(next_day)
        start, frozen, late = self._opening(company, next_day)
        if start == before:
            return frozen
        known = {**frozen, **self._holdings_now(company, start, late)}
        events = self.env["maker.cogs.ledger"]._events(company, start, before)
        return self._replayed(company, known, events)

    @api.model
    def _replayed(self, company, holdings, events):
        """What is there after ``events``, of each item that was there or moved."""
        keys = events.keys() | holdings.keys()
        methods = self.env["maker.cogs.ledger"]._methods(
            company, {product for product, _lot in keys}
        )
        closing = {}
        for key in keys:
            method = methods[key[0]]
            happened = events.get(key, [])
            opening = holdings.get(key)
            if opening is None:
                opening = self._nothing(company, key[0], method, happened)
            flow = replay(method, opening, (event for _date, event in happened))
            closing[key] = flow.closing
        return closing

    @api.model
    def _opening(self, company, day):
        """What the last close before a day has frozen.

        :return: the moment of that close, its holdings by item, and of the items
            whose records have changed since how much their recorded value has gained;
            none where the close is of before what was recorded was kept with it
        """
        previous = self.env["maker.cogs.period"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "closed"),
                ("date_to", "<", day),
            ],
            order="date_to desc",
            limit=1,
        )
        if not previous:
            return None, {}, {}
        start = previous._bounds()[1]
        holdings, late, comparable = {}, {}, True
        digests = self.env["maker.cogs.ledger"]._digests(company, start)
        for row in previous.snapshot_ids:
            key = row.product_id.id, row.lot_id.id or None
            holdings[key] = _load(row.holding)
            digest = digests.pop(key, {"value": "0"})
            recorded = row.holding.get("recorded")
            if recorded is None:
                comparable = False
            elif recorded != digest:
                late[key] = Decimal(digest["value"]) - Decimal(recorded["value"])
        if not comparable:
            return start, holdings, {}
        for key, digest in digests.items():
            late[key] = Decimal(digest["value"])
        return start, holdings, late

    @api.model
    def _nothing(self, company, product_id, method, happened):
        """An empty holding; a standard price counts from before the first move."""
        if method is not Method.STANDARD:
            return Holding()
        for _date, event in happened:
            if isinstance(event, NewPrice):
                return Holding(unit_cost=event.price)
        product = self.env["product.product"].with_company(company).browse(product_id)
        return Holding(unit_cost=Decimal(repr(product.standard_price)))

    @api.model
    def _product_rows(self, period, flows, before):
        """Field values of ``maker.cogs.product``, one dict a product."""
        cent = Decimal(str(period.currency_id.rounding))
        by_product = defaultdict(list)
        for (product_id, _lot), flow in flows.items():
            by_product[product_id].append(flow)
        worked_out = {
            product_id: self._row(product_flows, cent)
            for product_id, product_flows in by_product.items()
        }
        differences = {}
        if before > fields.Datetime.now():
            closing = {
                product_id: Decimal(str(row["closing_value"]))
                for product_id, row in worked_out.items()
            }
            differences = self._odoo_differences(period.company_id, closing, cent)
        rows = []
        for product_id in worked_out.keys() | differences.keys():
            row = worked_out.get(product_id) or self._row([], cent)
            row["unexplained_value"] = float(differences.get(product_id, ZERO))
            if any(row.values()):
                rows.append({**row, "product_id": product_id})
        return rows

    @api.model
    def _odoo_differences(self, company, closing, cent):
        """By how much Odoo's valuation of this moment exceeds ours.

        A cent is rounding in one of the two, not a change of the past.
        :param closing: what we say, ``{product_id: Decimal}``
        :return: ``{product_id: Decimal}`` of those that differ
        """
        odoo = defaultdict(Decimal)
        valuation = self.env["maker.cogs.ledger"]._valuation_now(company)
        for (product_id, _lot), (_quantity, value) in valuation.items():
            odoo[product_id] += value
        found = {}
        for product_id in closing.keys() | odoo.keys():
            ours = closing.get(product_id, ZERO)
            worth = odoo[product_id].quantize(cent)
            if abs(worth - ours) > cent:
                worth = self._odoo_value(company, product_id, cent)
            if abs(worth - ours) > cent:
                found[product_id] = worth - ours
        return found

    @api.model
    def _odoo_value(self, company, product_id, cent):
        """What Odoo says of one product when asked in full: its cost may lag behind."""
        product = self.env["product.product"].with_company(company).browse(product_id)
        product = product.with_context(allowed_company_ids=company.ids)
        product.invalidate_recordset(["total_value"])
        return Decimal(str(product.total_value)).quantize(cent)

    @api.model
    def _row(self, flows, cent):
        """Sum the flows of one product's items, in cents, naming what is left."""
        exact = defaultdict(Decimal)
        moves = 0
        for flow in flows:
            moves += flow.moves
            exact["opening_qty"] += flow.opening.quantity
            exact["closing_qty"] += flow.closing.quantity
            exact["closing_value"] += flow.closing.value
            for part in PARTS:
                if part.amount:
                    exact[part.field] += part.amount(flow)
            for kind, (quantity, value) in flow.moved.items():
                part = BY_KIND[kind]
                exact[part.field] += part.sign * value
                if kind == "sold":
                    exact["sold_qty"] -= quantity
        # Odoo rounds each move to the cent; that much is not a correction.
        if abs(exact["correction_value"]) <= cent / 2 * (moves + 1):
            exact["correction_value"] = ZERO
        names = [*BY_FIELD, "closing_value"]
        row = {name: exact[name].quantize(cent) for name in names}
        row["rounding_value"] = row["closing_value"] - signed_sum(row, BY_FIELD)
        for name in ("opening_qty", "closing_qty", "sold_qty"):
            row[name] = exact[name].quantize(Decimal("1e-9"))
        return {name: float(amount) for name, amount in row.items()}

    @api.model
    def _insert(self, model, rows):
        """Insert rows of the same fields in one statement."""
        if not rows:
            return
        names = list(rows[0])
        self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s RETURNING id",
                SQL.identifier(self.env[model]._table),
                SQL(", ").join(SQL.identifier(name) for name in names),
                SQL(", ").join(
                    SQL("%s", tuple(row[name] for name in names)) for row in rows
                ),
            )
        )
        self.env[model].invalidate_model()

    @api.model
    def _write_products(self, period, rows):
        period.product_ids.unlink()
        products = self.env["product.product"].browse(row["product_id"] for row in rows)
        categories = {product.id: product.categ_id.id or None for product in products}
        self._insert(
            "maker.cogs.product",
            [
                {
                    **row,
                    "period_id": period.id,
                    "company_id": period.company_id.id,
                    "categ_id": categories[row["product_id"]],
                }
                for row in rows
            ],
        )
        period.invalidate_recordset(["product_ids"])

    @api.model
    def _write_snapshot(self, period, flows):
        period.snapshot_ids.unlink()
        digests = self.env["maker.cogs.ledger"]._digests(
            period.company_id, period._bounds()[1]
        )
        self.env["maker.cogs.snapshot"].create(
            [
                {
                    "period_id": period.id,
                    "company_id": period.company_id.id,
                    "product_id": product_id,
                    "lot_id": lot_id,
                    "quantity": float(flow.closing.quantity),
                    "unit_cost": float(flow.closing.unit_cost),
                    "value": float(flow.closing.value),
                    "holding": {
                        **_dump(flow.closing),
                        "recorded": digests.get((product_id, lot_id), {"value": "0"}),
                    },
                }
                for (product_id, lot_id), flow in flows.items()
            ]
        )

    @api.model
    def _write_totals(self, period):
        names = [*BY_FIELD, "closing_value", "unexplained_value"]
        [totals] = self.env["maker.cogs.product"]._read_group(
            [("period_id", "=", period.id)],
            aggregates=[f"{name}:sum" for name in names],
        )
        vals = dict(zip(names, totals, strict=True))
        period.write({**vals, "worked_out_on": fields.Datetime.now()})
