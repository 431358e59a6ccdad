from odoo import api, fields, models


class MakerMarketDay(models.Model):
    """What a market day earned, from the records it left."""

    _inherit = "maker.market.day"

    sale_count = fields.Integer(compute="_compute_profit", compute_sudo=True)
    problem_count = fields.Integer(compute="_compute_profit", compute_sudo=True)
    takings = fields.Monetary(
        compute="_compute_profit",
        compute_sudo=True,
        help="What customers paid: taxes and tips included.",
    )
    cash_takings = fields.Monetary(
        "In the cash box",
        compute="_compute_profit",
        compute_sudo=True,
        help="Takings in cash; the float you started with comes on top.",
    )
    card_takings = fields.Monetary(
        "Paid by card", compute="_compute_profit", compute_sudo=True
    )
    other_takings = fields.Monetary(
        "Paid otherwise",
        compute="_compute_profit",
        compute_sudo=True,
        help="Vouchers, bank transfers and the like.",
    )
    sales_amount = fields.Monetary(
        "Sales", compute="_compute_profit", compute_sudo=True, help="Without taxes."
    )
    cost_of_goods = fields.Monetary(
        "Cost of goods",
        compute="_compute_profit",
        compute_sudo=True,
        help="What the goods sold had cost, by the stock moves of the day.",
    )
    loss_cost = fields.Monetary(
        "Missing goods",
        compute="_compute_profit",
        compute_sudo=True,
        help="What the goods missing at the end had cost.",
    )
    supplies_cost = fields.Monetary(
        "Supplies",
        compute="_compute_profit",
        compute_sudo=True,
        help="Supplies a market day takes, as the supply drivers say.",
    )
    card_fees = fields.Monetary(
        "Card fees",
        compute="_compute_profit",
        compute_sudo=True,
        help="The card fee of the takings by card, and so much a sale.",
    )
    profit = fields.Monetary(
        compute="_compute_profit",
        compute_sudo=True,
        help="Sales − cost of goods − missing goods − stall fee − other costs − "
        "supplies − card fees.",
    )

    @api.depends(
        "sale_ids.state",
        "order_ids.amount_untaxed",
        "order_ids.amount_total",
        "order_ids.state",
        "picking_ids.state",
        "use_ids.value",
        "state",
        "stall_fee",
        "other_cost",
        "card_fee_pct",
        "card_fee_fixed",
    )
    def _compute_profit(self):
        sold, lost = self._values_of_goods()
        for day in self:
            orders = day.order_ids.filtered(lambda order: order.state == "sale")
            sales = day.sale_ids.filtered(
                lambda sale, orders=orders: sale.order_id in orders
            )
            paid = day._paid(sales)
            cards = sales.filtered(lambda sale: sale.payment == "card")
            day.sale_count = len(orders)
            day.problem_count = len(
                day.sale_ids.filtered(lambda sale: sale.state == "problem")
            )
            day.takings = sum(orders.mapped("amount_total"))
            day.cash_takings = paid["cash"]
            day.card_takings = paid["card"]
            day.other_takings = paid["other"]
            day.sales_amount = sum(orders.mapped("amount_untaxed"))
            day.cost_of_goods = sold.get(day._origin.id, 0.0)
            day.loss_cost = lost.get(day._origin.id, 0.0)
            day.supplies_cost = sum(day.use_ids.mapped("value"))
            day.card_fees = day.currency_id.round(
                day.card_takings * day.card_fee_pct / 100
                + len(cards) * day.card_fee_fixed
            )
            started = day.state != "draft"
            day.profit = day.sales_amount - day._costs() if started else 0.0

    @api.model
    def _paid(self, sales):
        """``{kind of payment: what customers paid that way}``."""
        kinds = sales._fields["payment"].get_values(self.env)
        paid = dict.fromkeys(kinds, 0.0)
        for sale in sales:
            paid[sale.payment] += sale.total
        return paid

    def _paid_words(self, sales):
        """How some sales of this day were paid, in words."""
        labels = sales._fields["payment"]._description_selection(self.env)
        paid = self._paid(sales)
        return self.env._(
            "Paid at the stall: %(payments)s.",
            payments=", ".join(
                f"{label} {self.currency_id.format(paid[kind])}"
                for kind, label in labels
                if paid[kind]
            ),
        )

    def _costs(self):
        """Everything the day cost."""
        self.ensure_one()
        return (
            self.cost_of_goods
            + self.loss_cost
            + self.stall_fee
            + self.other_cost
            + self.supplies_cost
            + self.card_fees
        )

    def _values_of_goods(self):
        """``({day_id: cost of what was sold}, {day_id: cost of what is missing})``."""
        sold, lost = {}, {}
        rows = self.env["stock.move"]._read_group(
            [("maker_market_day_id", "in", self._origin.ids), ("state", "=", "done")],
            ["maker_market_day_id", "location_id", "location_dest_id"],
            ["value:sum"],
        )
        for day, source, target, value in rows:
            for place, sign in ((target, 1), (source, -1)):
                if place.usage == "customer":
                    sold[day.id] = sold.get(day.id, 0.0) + sign * value
                elif place.usage == "inventory":
                    lost[day.id] = lost.get(day.id, 0.0) + sign * value
        return sold, lost
