from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..stock_policy import Basis, Policy


class MakerChannelPolicyMixin(models.AbstractModel):
    _name = "maker.channel.policy.mixin"
    _description = "What a channel may show"

    basis = fields.Selection(
        [
            ("free", "What is free now"),
            ("free_soon", "Free now and ready soon"),
            ("can_make", "Free, ready soon and what can be made"),
        ],
        string="Counts as sellable",
        required=True,
        default="free",
        help="Held, expired and not yet ready lots never count as free.",
    )
    soon_days = fields.Integer(
        string="Ready within (days)",
        default=7,
        help="How far ahead “ready soon” looks.",
    )
    buffer_qty = fields.Float(
        string="Keep back",
        digits="Product Unit",
        help="Units of each product that this shop never offers.",
    )
    floor_qty = fields.Integer(
        string="Show at least",
        help="For things made to order: shown even when none is in stock.",
    )
    cap_qty = fields.Integer(
        string="Show at most", help="0 means no limit. Scarcity sells."
    )
    share_pct = fields.Float(
        string="Share of stock (%)",
        default=100.0,
        help="Part of the sellable stock that this shop may offer.",
    )
    reserved_qty = fields.Float(
        string="Reserved for wholesale",
        digits="Product Unit",
        help="Units of each product left for wholesale orders.",
    )
    risk_pct = fields.Float(
        string="Accepted risk (%)",
        help="Keeps back, per listing, as many units as this shop may sell before "
        "it hears of a sale elsewhere, with this chance of being wrong: from the "
        "listing's own sales and the delay measured here. 0 keeps back nothing. "
        "Shops that refuse a stale number need none.",
    )
    minimum_shown = fields.Integer(
        string="Show none below",
        help="With fewer than this left the listing shows zero.",
    )

    @api.constrains(
        "soon_days",
        "buffer_qty",
        "floor_qty",
        "cap_qty",
        "share_pct",
        "reserved_qty",
        "minimum_shown",
        "risk_pct",
    )
    def _check_policy(self):
        for channel in self:
            amounts = (
                channel.soon_days,
                channel.buffer_qty,
                channel.floor_qty,
                channel.cap_qty,
                channel.reserved_qty,
                channel.minimum_shown,
            )
            shares = (channel.share_pct, channel.risk_pct)
            if min(amounts) < 0 or not all(0 <= share <= 100 for share in shares):
                raise ValidationError(
                    self.env._(
                        "%(channel)s: days and quantities to keep back or show "
                        "cannot be negative, and share and risk must lie between 0 "
                        "and 100 %%.",
                        channel=channel.name,
                    )
                )

    @api.model
    def _policy_fields(self):
        """Fields whose change may change what listings should show."""
        return {
            "basis",
            "soon_days",
            "buffer_qty",
            "floor_qty",
            "cap_qty",
            "share_pct",
            "reserved_qty",
            "minimum_shown",
            "risk_pct",
        }

    def _policy(self, limit=None):
        """The channel's own policy as a pure value; listings refine it.

        :param limit: the largest quantity the channel itself accepts
        """
        self.ensure_one()
        return Policy(
            basis=Basis(self.basis),
            buffer=Decimal(str(self.buffer_qty)),
            reserved=Decimal(str(self.reserved_qty)),
            share=Decimal(str(self.share_pct)),
            floor=self.floor_qty,
            cap=self.cap_qty or None,
            minimum_shown=self.minimum_shown,
            limit=limit,
        )
