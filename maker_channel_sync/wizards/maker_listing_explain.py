from odoo import api, fields, models

from ..stock_policy import Step


class MakerListingExplain(models.TransientModel):
    _name = "maker.listing.explain"
    _description = "Explanation of a listing's number"

    listing_id = fields.Many2one("maker.channel.listing", required=True, readonly=True)
    product_id = fields.Many2one(related="listing_id.product_id")
    acked_qty = fields.Integer(related="listing_id.acked_qty")
    desired_qty = fields.Integer(
        string="Should show now", compute="_compute_steps", store=True
    )
    line_ids = fields.One2many(
        "maker.listing.explain.line", "explain_id", compute="_compute_steps", store=True
    )

    @api.depends("listing_id")
    def _compute_steps(self):
        for wizard in self:
            listing = wizard.listing_id
            # the recipe of a kit and the policy are read for the explanation only
            shown = (
                listing.channel_id._as_worker()
                ._shown(listing.sudo())
                .get(listing.sudo())
            )
            wizard.desired_qty = shown.quantity if shown else 0
            wizard.line_ids = [
                fields.Command.create(
                    {
                        "name": wizard._words(step),
                        "amount": float(step.amount),
                        "result": float(step.result),
                    }
                )
                for step in (shown.steps if shown else ())
            ]

    def _words(self, step: Step):
        """One step of the policy, in the maker's words."""
        return {
            "free": self.env._("Free in the counted places"),
            "demand": self.env._("less what confirmed orders still wait for"),
            "held": self.env._("less what unpaid or unclear orders would take"),
            "soon": self.env._("and what is ready soon"),
            "can_make": self.env._("and what your materials would make"),
            "reserved": self.env._("less what is reserved for wholesale"),
            "share": self.env._("of which this shop may offer (%)"),
            "buffer": self.env._("less what is kept back"),
            "risk": self.env._("less what may sell before this shop is told"),
            "units": self.env._("in whole packs of"),
            "minimum_shown": self.env._("too few to show: none below"),
            "cap": self.env._("but never more than"),
            "floor": self.env._("but never less than"),
            "limit": self.env._("and the shop itself allows at most"),
            "exclude": self.env._("This listing is left alone"),
        }[step.code]


class MakerListingExplainLine(models.TransientModel):
    _name = "maker.listing.explain.line"
    _description = "Step of an explanation"

    explain_id = fields.Many2one("maker.listing.explain", ondelete="cascade")
    name = fields.Char(string="Step")
    amount = fields.Float(string="Number", digits="Product Unit")
    result = fields.Float(string="Leaves", digits="Product Unit")
