from odoo import api, fields, models

from odoo.addons.maker_mrp.public import only_for

from ...tools import precise_now


class MakerChannelListing(models.Model):
    """What a listing waits for, and the yes that lets its number go."""

    _inherit = "maker.channel.listing"

    channel_mode = fields.Selection(related="channel_id.mode", string="Kept in step")
    remark = fields.Char(
        compute="_compute_remark",
        help="What stands in the way, or what this listing waits for.",
    )

    @api.depends(
        "error",
        "state",
        "tracked",
        "exclude",
        "composed",
        "needs_push",
        "approved",
        "drifted",
        "desired_qty",
        "acked_qty",
        "mapping_issue",
        "proposed_product_id",
        "channel_id.mode",
        "channel_id.heal",
        "start_tracking",
    )
    def _compute_remark(self):
        issues = dict(self._fields["mapping_issue"]._description_selection(self.env))
        for listing in self:
            listing.remark = (
                listing.error
                or listing._waits_for()
                or issues.get(listing.mapping_issue)
            )

    def _waits_for(self):
        """Why the shop does not show what it should, in words; False if it does."""
        self.ensure_one()
        if self.state == "unmapped" and self.proposed_product_id:
            return self.env._(
                "Perhaps %(product)s?", product=self.proposed_product_id.display_name
            )
        if self.state != "mapped":
            return False
        if self.exclude:
            return self.env._("Left alone")
        if self.composed:
            return self.env._("The shop computes it from its parts")
        if not self.tracked and not self.start_tracking:
            return self.env._("Not counted there")
        if self.channel_mode == "paused":
            return self.env._("Shop paused: nothing sent")
        if not self.needs_push or self.approved:
            return False
        if self.channel_mode == "review" or (
            self.drifted and self.channel_id.heal == "ask"
        ):
            return self.env._("Waits for your yes")
        falls = self.acked_at and self.desired_qty < self.acked_qty
        if self.channel_mode == "hold_drops" and falls:
            return self.env._("A drop: sent if sales explain it, or with your yes")
        return False

    def _settle_now(self):
        """Tell just linked listings at once what they should show."""
        for channel in self.channel_id:
            mine = self.filtered(
                lambda one, channel=channel: (
                    one.channel_id == channel and one.state == "mapped"
                )
            )
            # recipes of kits and the policy are read for the number only
            for listing, shown in channel._as_worker()._shown(mine.sudo()).items():
                listing._want(shown.quantity)

    @only_for("base.group_user")
    def action_approve(self):
        """Send the waiting number of these listings now, and say what came of it."""
        waiting = self.filtered("needs_push")
        self.check_access("write")
        # The delay is the shop's own: what waited for a person begins with the yes.
        asked = waiting.filtered(lambda one: not one.channel_id._may_send(one))
        asked.wanted_since = precise_now()
        waiting.approved = True
        for channel in waiting.channel_id:
            worker = channel._as_worker()
            worker._commit()  # the worker's own steps see the yes
            worker._work(force=True)
        waiting.invalidate_recordset()
        return self._tell_sent(waiting)

    def _tell_sent(self, asked):
        """A message of what was sent of ``asked`` and what still waits, and why."""
        left = asked.filtered("needs_push")
        told = []
        if sent := len(asked - left):
            told.append(self.env._("Sent to the shop: %(count)s.", count=sent))
        for channel, late in left.grouped("channel_id").items():
            why = channel.last_error or next(filter(None, late.mapped("error")), False)
            if channel.mode == "paused":
                why = self.env._("the shop is paused. Choose another mode first.")
            told.append(
                self.env._(
                    "Still waiting in %(shop)s: %(count)s – %(why)s",
                    shop=channel.name,
                    count=len(late),
                    why=why or self.env._("it is busy, they follow in a moment."),
                )
            )
        if not asked:
            told.append(
                self.env._("Nothing waits here: the shop shows what it should.")
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": " ".join(told),
                "type": "warning" if left or not asked else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
