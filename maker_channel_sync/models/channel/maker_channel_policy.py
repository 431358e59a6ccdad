from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...stock_policy import Basis, Policy


class MakerChannel(models.Model):
    """What a channel counts as sellable, and what it may show of that."""

    _inherit = "maker.channel"

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
    risk_pct = fields.Float(
        string="Chance of selling one twice (%)",
        help="Keeps back, per listing, as many units as this shop may sell before "
        "it hears of a sale elsewhere, with this chance of being wrong: from the "
        "listing's own sales and the delay measured here. 0 keeps back nothing. "
        "Shops that refuse a stale number need none.",
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
            sound = channel._limits_make_sense() and channel.soon_days >= 0
            if not (sound and 0 <= channel.risk_pct <= 100):
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
        own = {"basis", "soon_days", "risk_pct"} | self._limit_fields()
        return own | super()._policy_fields()

    def _policy(self, limit=None):
        """The channel's own policy as a pure value; listings refine it.

        :param limit: the largest quantity the channel itself accepts
        """
        self.ensure_one()
        return Policy(
            basis=Basis(self.basis),
            limit=limit,
            **self._limits(),
        )
