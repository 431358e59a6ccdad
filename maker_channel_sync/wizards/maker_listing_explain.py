from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..stock_policy import Step

BOUNDS = ("share", "minimum_shown", "cap", "floor")
"""Rules that are told even where they change nothing."""
MOST_NAMES = 3


class MakerListingExplain(models.TransientModel):
    """How the number that a listing shows came about."""

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
                fields.Command.create({"name": name, "amount": amount, "result": left})
                for name, amount, left in wizard._story(shown.steps if shown else ())
            ]

    def _story(self, steps):
        """The steps of the policy in the maker's words, from what is on hand.

        :return: list of ``(words, number, what it leaves)``
        """
        story = []
        for step in steps:
            amount, left = float(step.amount), float(step.result)
            before = story[-1][2] if story else 0.0
            if step.code == "free":
                story += self._on_hand(left)
            elif step.code == "units" and step.amount == 1:
                whole = self.env._("only whole ones can be shown")
                none = self.env._("nothing is left to show")
                story.append((none if before < 0 else whole, 0.0, left))
            elif step.code in BOUNDS and before == left:
                words = self.env._("%(rule)s: changes nothing", rule=self._words(step))
                story.append((words, amount, left))
            else:
                story.append((self._words(step), amount, left))
        return story

    def _on_hand(self, free):
        """What is on hand, and what of it is not free, as lines of the story."""
        # stock of every counted place is summed, whoever asks
        worker = self.sudo().listing_id.channel_id._as_worker()
        product = self.listing_id.product_id.with_env(worker.env)
        if worker.env["mrp.bom"]._maker_kits(product):
            words = self.env._("Sets that the parts in the counted places allow")
            return [(words, free, free)]
        quants = worker.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", worker._stock_locations().ids),
                ("location_id.usage", "=", "internal"),
                ("location_id.maker_role", "=", False),
                ("owner_id", "=", False),
            ]
        )
        left = sum(quants.mapped("quantity"))
        story = [(self.env._("On hand in the counted places"), left, left)]
        usable = quants.lot_id._maker_usable()
        blocked = quants.filtered(lambda one: one.lot_id and one.lot_id not in usable)
        reasons = blocked.grouped(lambda one: one.lot_id._maker_unavailable_reason())
        for reason, kept in reasons.items():
            amount = sum(kept.mapped("quantity"))
            left -= amount
            names = ", ".join(kept.lot_id.mapped("name"))
            words = self.env._("less %(why)s: %(lots)s", why=reason, lots=names)
            story.append((words, amount, left))
        if reserved := sum((quants - blocked).mapped("reserved_quantity")):
            words = self._reserved_words(product, quants.location_id)
            story.append((words, reserved, left - reserved))
        return story

    def _reserved_words(self, product, locations):
        """For whom stock of a product is set aside, by the names of its orders."""
        lines = product.env["stock.move.line"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "in", locations.ids),
                ("state", "in", ("assigned", "partially_available")),
            ]
        )
        moves = lines.move_id
        names = moves.sale_line_id.order_id.mapped("name") + [
            move.reference or move.origin
            for move in moves
            if not move.sale_line_id and (move.reference or move.origin)
        ]
        names = list(dict.fromkeys(names))
        if not names:
            return self.env._("less reserved")
        told = ", ".join(names[:MOST_NAMES]) + (" …" if names[MOST_NAMES:] else "")
        return self.env._("less reserved for %(orders)s", orders=told)

    def _held_words(self):
        """For whom the product is kept although nothing is confirmed, since when."""
        listing = self.sudo().listing_id  # whoever may ask why may know for whom
        orders = listing.env["maker.channel.order"]
        product = [("product_id", "=", listing.product_id.id)]
        mine = Domain("hold_ids", "any", product) | Domain(
            "sale_order_id.order_line", "any", product
        )
        kept = orders.search(
            Domain("keeps", "=", True)
            & Domain("company_id", "=", listing.company_id.id)
            & mine
            & (
                Domain("taken", "=", True)
                | Domain("channel_id", "!=", listing.channel_id.id)
            ),
            order="ordered_at, id",
        )
        names = [
            self.env._(
                "%(order)s of %(shop)s since %(date)s",
                order=one.name,
                shop=one.channel_id.name,
                date=format_date(self.env, one.imported_at),
            )
            for one in kept[:MOST_NAMES]
        ]
        words = self.env._("less what unpaid or unclear orders would take")
        if not names:
            return words
        told = ", ".join(names) + (" …" if kept[MOST_NAMES:] else "")
        return f"{words}: {told}"

    def _words(self, step: Step):
        """One step of the policy, in the maker's words."""
        return {
            "demand": self.env._("less what confirmed orders still wait for"),
            "held": self._held_words(),
            "soon": self.env._("and what is ready soon"),
            "can_make": self.env._("and what your materials would make"),
            "reserved": self.env._("less what is reserved for wholesale"),
            "share": self.env._("of which this shop may offer (%)"),
            "buffer": self.env._("less what is kept back"),
            "risk": self.env._("less what may sell before this shop is told"),
            "units": self.env._("in whole packs of"),
            "minimum_shown": self.env._("shown as none when fewer than"),
            "cap": self.env._("but never more than"),
            "floor": self.env._("but never less than"),
            "limit": self.env._("and the shop itself allows at most"),
            "exclude": self.env._("This listing is left alone"),
            "shared": self.env._(
                "the shop shows one number for several listings: the lowest"
            ),
        }[step.code]


class MakerListingExplainLine(models.TransientModel):
    """A step on the way to that number."""

    _name = "maker.listing.explain.line"
    _description = "Step of an explanation"

    explain_id = fields.Many2one("maker.listing.explain", ondelete="cascade")
    name = fields.Char(string="Step")
    amount = fields.Float(string="Number", digits="Product Unit")
    result = fields.Float(string="Leaves", digits="Product Unit")
