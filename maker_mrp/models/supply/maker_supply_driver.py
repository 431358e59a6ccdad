from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...public import only_for
from ...replenishment_math import suggest_rates

# Days counted again each time, for what is entered late or taken back.
LOOK_BACK = 14


class MakerSupplyDriver(models.Model):
    """What takes supplies without anybody counting: a parcel, an order, a run.

    Nothing is hooked into those events. What a day should have used is compared
    with what was booked for it, and the difference is booked: it converges, whatever
    was entered late, undone or missed.
    """

    _name = "maker.supply.driver"
    _description = "Supply driver"
    _order = "product_id, per"
    _check_company_auto = True
    _rec_name = "product_id"

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    product_id = fields.Many2one(
        "product.product",
        "Supply",
        required=True,
        check_company=True,
        domain=[("maker_kind", "=", "supply"), ("is_storable", "=", True)],
    )
    per = fields.Selection(
        [
            ("parcel", "Parcel sent"),
            ("order", "Order confirmed"),
            ("run", "Run finished"),
            ("market_day", "Market day"),
        ],
        required=True,
        default="parcel",
        help="Each time this happens the quantity is used.",
    )
    quantity = fields.Float(
        required=True,
        digits=(16, 6),
        default=1.0,
        help="In the supply's own unit, parts of it included: 0.02 rolls a parcel.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    date_from = fields.Date(
        "Counts from",
        required=True,
        default=lambda self: self.env.company._maker_today(),
        help="Events before this day use nothing.",
    )
    suggested_qty = fields.Float(
        "Suggested",
        digits=(16, 6),
        compute="_compute_suggested_qty",
        help="What one event must have taken, from what was bought and counted "
        "in the days of history.",
    )
    use_ids = fields.One2many("maker.supply.use", "driver_id", "Uses")

    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 0)", "A driver cannot use less than nothing."
    )
    _one_per_event = models.Constraint(
        "UNIQUE (product_id, per, company_id)",
        "This supply has a driver for that already. Change its quantity instead.",
    )

    @api.depends("product_id", "per", "quantity")
    def _compute_suggested_qty(self):
        self.suggested_qty = 0.0
        for (company, product), drivers in self.grouped(
            lambda driver: (driver.company_id, driver.product_id)
        ).items():
            if not product.ids:
                continue
            of_product = self.search(
                [("company_id", "=", company.id), ("product_id", "in", product.ids)]
            )
            rates = of_product._suggest(company, product)
            for driver in drivers:
                driver.suggested_qty = rates.get(driver.per, 0.0)

    @only_for("base.group_user")
    def action_take_suggestion(self):
        """Use the suggested quantity from now on."""
        for driver in self:
            if not driver.suggested_qty:
                raise UserError(
                    self.env._(
                        "Nothing is known about %(supply)s yet: count it once, after "
                        "it was used for a while.",
                        supply=driver.product_id.display_name,
                    )
                )
            driver.quantity = driver.suggested_qty

    @only_for("base.group_user")
    def action_apply(self):
        """Book now what the drivers used since."""
        self._apply()

    @only_for("base.group_user")
    def action_market_day(self):
        """Book one market day, today."""
        self._book([(driver, driver.company_id._maker_today(), 1.0) for driver in self])

    @api.model
    def _cron_apply(self):
        for company in self.env["res.company"].search([("active", "=", True)]):
            drivers = self.with_company(company).search(
                [("company_id", "=", company.id)]
            )
            drivers._apply()
            self.env["ir.cron"]._commit_progress(len(drivers))

    def _apply(self):
        """Book the difference between what happened and what was booked."""
        for company, drivers in self.grouped("company_id").items():
            today = company._maker_today()
            open_from = today - timedelta(LOOK_BACK)
            locked = company._maker_locked_until()
            if locked:
                open_from = max(open_from, locked + timedelta(1))
            happened = self._events(company, open_from)
            booked = drivers._booked(open_from)
            differences = []
            for driver in drivers.filtered(lambda each: each.per != "market_day"):
                days = happened[driver.per].keys() | booked[driver.id].keys()
                for day in sorted(days):
                    if not max(open_from, driver.date_from) <= day <= today:
                        continue
                    count = happened[driver.per].get(day, 0)
                    difference = count - booked[driver.id].get(day, 0)
                    if difference:
                        differences.append((driver, day, difference))
            self._book(differences)

    @api.model
    def _event_sources(self):
        """SELECTs of (moment, how many) of each kind of event, by ``per``.

        Each takes the company and the first moment. Extend for events of your own.
        """
        return {
            "parcel": SQL(
                """
                SELECT picking.date_done, 1 FROM stock_picking picking
                  JOIN stock_picking_type type ON type.id = picking.picking_type_id
                 WHERE picking.state = 'done' AND type.code = 'outgoing'
                """
            ),
            "order": SQL(
                """
                SELECT picking.date_order, 1 FROM sale_order picking
                 WHERE picking.state = 'sale'
                """
            ),
            "run": SQL(
                """
                SELECT picking.date_finished, 1 FROM mrp_production picking
                 WHERE picking.state = 'done'
                """
            ),
        }

    @api.model
    def _events(self, company, first_day):
        """``{per: {day: how many}}`` of a company, one query a kind of event."""
        for model in ("stock.picking", "sale.order", "mrp.production"):
            self.env[model].flush_model()
        since = company._maker_moment_of(first_day)
        events = defaultdict(dict)
        for per, source in self._event_sources().items():
            query = SQL(
                """
                SELECT %(day)s, SUM(number)::float
                  FROM (%(source)s AND picking.company_id = %(company)s)
                    AS event (moment, number)
                 WHERE moment >= %(since)s
              GROUP BY 1
                """,
                day=company._maker_day_sql(SQL("moment")),
                source=source,
                company=company.id,
                since=since,
            )
            events[per] = dict(self.env.execute_query(query))
        return events

    def _booked(self, first_day):
        """Events booked already: ``{driver_id: {day: how many}}``."""
        booked = defaultdict(dict)
        for driver, day, events in self.env["maker.supply.use"]._read_group(
            [
                ("driver_id", "in", self.ids),
                ("date", ">=", first_day),
                ("state", "=", "done"),
            ],
            ["driver_id", "date:day"],
            ["events:sum"],
        ):
            booked[driver.id][day] = events
        return booked

    @api.model
    def _book(self, differences):
        """Book (driver, day, number of events), negative numbers take back."""
        drivers = self.union(*(driver for driver, _day, _number in differences))
        rests = drivers._rests()
        rows = []
        for driver, day, number in differences:
            # Odoo keeps as many digits as the unit has; what is less is kept for
            # the next time, so that in all nothing is lost.
            due = rests[driver] + number * driver.quantity
            quantity = driver.uom_id.round(due)
            rows.append(
                {
                    "product_id": driver.product_id.id,
                    "company_id": driver.company_id.id,
                    "driver_id": driver.id,
                    "date": day,
                    "events": number,
                    "quantity": quantity,
                    "rest_qty": due - quantity - rests[driver],
                    "reason": "driver",
                }
            )
            rests[driver] = due - quantity
        uses = self.env["maker.supply.use"].create(rows)
        if uses:
            uses.action_use()
        return uses

    def _rests(self):
        """What these drivers used so far and was too little to be booked."""
        groups = self.env["maker.supply.use"]._read_group(
            [("driver_id", "in", self.ids), ("state", "=", "done")],
            ["driver_id"],
            ["rest_qty:sum"],
        )
        return {**dict.fromkeys(self, 0.0), **dict(groups)}

    def _suggest(self, company, product):
        """Rates that account for what was really used: ``{per: quantity}``."""
        if not self:
            return {}
        since = self.env["stock.warehouse.orderpoint"]._maker_usage_since(company)
        events = self._events(company, company._maker_day(since))
        counts = {
            driver.per: sum(
                number
                for day, number in events[driver.per].items()
                if day >= driver.date_from
            )
            for driver in self
        }
        used, bought, counted = self._used_since(company, product, since)
        if not counted:
            # Never counted: it lasted until it was bought again.
            used = bought
        rates = {driver.per: driver.quantity for driver in self}
        return suggest_rates(used, counts, rates)

    @api.model
    def _used_since(self, company, product, since):
        """What left the shelf and what was bought since, and whether it was counted."""
        lines = self.env["stock.move.line"].sudo()  # the bench sees totals only
        done = [
            ("product_id", "in", product.ids),
            ("company_id", "=", company.id),
            ("state", "=", "done"),
            ("date", ">=", since),
        ]
        inside = [("location_id.usage", "=", "internal")]
        back = [("location_dest_id.usage", "=", "internal")]

        def total(domain):
            [[quantity]] = lines._read_group(
                done + domain, aggregates=["quantity_product_uom:sum"]
            )
            return quantity or 0.0

        gone = [("location_dest_id.usage", "in", ("production", "inventory"))]
        came = [("location_id.usage", "in", ("production", "inventory"))]
        used = total(inside + gone) - total(back + came)
        bought = total(back + [("location_id.usage", "=", "supplier")])
        counted = self.env["maker.supply.use"].search_count(
            [
                ("product_id", "in", product.ids),
                ("company_id", "=", company.id),
                ("counted", "=", True),
                ("state", "=", "done"),
                ("date", ">=", company._maker_day(since)),
            ],
            limit=1,
        ) or lines.search_count([*done, ("move_id.is_inventory", "=", True)], limit=1)
        return used, bought, bool(counted)
