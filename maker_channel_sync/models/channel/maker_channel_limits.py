from decimal import Decimal

from odoo import api, fields, models


class MakerChannelLimitsMixin(models.AbstractModel):
    """The numbers that a shop has for all its listings and a listing for itself."""

    _name = "maker.channel.limits.mixin"
    _description = "What is kept back, and what is shown"

    buffer_qty = fields.Float(
        string="Keep back",
        digits="Product Unit",
        help="Units of each product that are never offered here.",
    )
    reserved_qty = fields.Float(
        string="Reserved for wholesale",
        digits="Product Unit",
        help="Units of each product left for wholesale orders.",
    )
    share_pct = fields.Float(
        string="Share of stock (%)",
        default=100.0,
        help="Part of the sellable stock that may be offered here.",
    )
    floor_qty = fields.Integer(
        string="Show at least",
        help="For things made to order: shown even when none is in stock.",
    )
    cap_qty = fields.Integer(
        string="Show at most", help="0 means no limit. Scarcity sells."
    )
    minimum_shown = fields.Integer(
        string="Show none below",
        help="With fewer than this left the listing shows zero.",
    )

    @api.model
    def _limit_fields(self):
        """:return: names of the fields of this mixin"""
        return {
            "buffer_qty",
            "reserved_qty",
            "share_pct",
            "floor_qty",
            "cap_qty",
            "minimum_shown",
        }

    def _limits_make_sense(self):
        """:return: whether no number is negative and the share is within 100 %"""
        self.ensure_one()
        amounts = [self[name] for name in self._limit_fields()]
        return min(amounts) >= 0 and self.share_pct <= 100

    def _limits(self):
        """The numbers as `stock_policy.Policy` names them.

        :return: dict of values to replace in a ``Policy``
        """
        self.ensure_one()
        return {
            "buffer": Decimal(str(self.buffer_qty)),
            "reserved": Decimal(str(self.reserved_qty)),
            "share": Decimal(str(self.share_pct)),
            "floor": self.floor_qty,
            "cap": self.cap_qty or None,
            "minimum_shown": self.minimum_shown,
        }
