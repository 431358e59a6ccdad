from odoo import fields, models


class ResCompany(models.Model):
    """How a company reorders."""

    _inherit = "res.company"

    maker_reorder_policy = fields.Selection(
        [
            ("manual", "My own minimum"),
            ("suggest", "Warn me, with levels worked out"),
            ("auto", "Also draft the purchase"),
        ],
        string="Default reorder policy",
        default="suggest",
        required=True,
        help="The policy a new reorder rule starts with.",
        groups="base.group_user",
    )
    maker_reorder_user_id = fields.Many2one(
        "res.users",
        string="Who is told what runs low",
        help="Gets the alert when a product has no responsible person of its own.",
        groups="base.group_user",
    )
    maker_usage_days = fields.Integer(
        string="Days of history",
        default=90,
        help="Average, highest and lowest daily usage are taken from this many days.",
        groups="base.group_user",
    )
    maker_cover_days = fields.Integer(
        string="Days an order should last",
        default=30,
        help="Order quantity where no economic order quantity can be worked out, "
        "because the product has no cost yet.",
        groups="base.group_user",
    )
    maker_order_cost = fields.Monetary(
        string="Cost of placing an order",
        default=5.0,
        help="Your time, payment fees and shipping that does not depend on quantity: "
        "the S of EOQ = √(2DS ÷ H).",
        groups="base.group_user",
    )
    maker_holding_rate = fields.Float(
        string="Holding cost a year (%)",
        default=20.0,
        help="Space, spoilage and money tied up, in percent of the stock's cost: "
        "the H of EOQ = √(2DS ÷ H) is this share of a unit's cost.",
        groups="base.group_user",
    )
    maker_safety_in_level = fields.Boolean(
        string="Order before the safety stock is touched",
        help="Off: order at the reorder point, average daily usage × lead time. "
        "On: order at the reorder point plus the safety stock.",
        groups="base.group_user",
    )

    _maker_usage_days_positive = models.Constraint(
        "CHECK (maker_usage_days >= 7)",
        "Usage needs at least 7 days of history.",
    )
    _maker_reorder_costs_positive = models.Constraint(
        "CHECK (maker_order_cost >= 0 AND maker_holding_rate >= 0 "
        "AND maker_cover_days > 0)",
        "Costs of ordering and holding must not be negative, "
        "and an order must last at least a day.",
    )
