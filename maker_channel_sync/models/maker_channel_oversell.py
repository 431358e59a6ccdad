from datetime import timedelta

from odoo import api, fields, models

LOOK_BACK = timedelta(hours=24)


class MakerChannelOversellMixin(models.AbstractModel):
    """Finding out that more was sold than there is, and how that came about."""

    _name = "maker.channel.oversell.mixin"
    _description = "Oversell forensics"

    @api.model
    def _note_oversold(self, channel, sold):
        """Open an incident for each product that a sale took below nothing.

        :param sold: ``{sale order line: units it takes more than before}`` of
            orders of ``channel`` whose need is already part of the demand
        """
        lines = self.env["sale.order.line"].browse(
            line.id for line in sold if line.maker_listing_id
        )
        wanted = {}
        kits = self.env["mrp.bom"]._maker_kits(lines.product_id)
        for line in lines:
            for part_id, per_unit in kits.get(
                line.product_id.id, {line.product_id.id: 1.0}
            ).items():
                wanted.setdefault(part_id, []).append((line, sold[line] * per_unit))
        products = self.env["product.product"].browse(wanted).filtered("is_storable")
        supply = self.env["product.product"]._maker_supply(
            products, channel._stock_locations(), can_make=channel.basis == "can_make"
        )
        for product in products:
            one = supply[product.id]
            level = float(one.free - one.demand - one.held + one.can_make)
            ordered = sum(quantity for _line, quantity in wanted[product.id])
            short = min(-level, ordered)
            line = wanted[product.id][-1][0]
            if product.uom_id.compare(short, 0) > 0 and not line._maker_made_to_order():
                self._open_oversell(channel, product, line, short)

    @api.model
    def _open_oversell(self, channel, product, line, short):
        exposed, cause = self._why_oversold(product, line)
        incident = self.create(
            {
                "kind": "oversell",
                "channel_id": channel.id,
                "listing_id": line.maker_listing_id.id,
                "product_id": product.id,
                "sale_order_id": line.order_id.id,
                "quantity": short,
                "seconds_exposed": exposed,
                "cause": cause,
                "name": self.env._(
                    "%(product)s: %(short)g sold that are not there",
                    product=product.display_name,
                    short=short,
                ),
                "timeline": self._timeline(product, line.maker_listing_id),
            }
        )
        incident._alert(incident.name)

    @api.model
    def _why_oversold(self, product, line):
        """``(seconds exposed, cause)`` of a sale of what was gone already."""
        listing, sold_at = line.maker_listing_id, line.order_id.date_order
        first = self._last_sale_before(product, line)
        if not first:
            return 0.0, self.env._("stock fell without a sale: a count, run or hold")
        exposed = max((sold_at - first.ordered_at).total_seconds(), 0.0)
        told = listing.channel_id
        if told.mode in ("review", "paused"):
            cause = self.env._("the shop was not told: its pushes wait for a person")
        elif listing.error or listing.in_doubt:
            cause = self.env._(
                "the push to the shop failed: %(why)s",
                why=listing.error or self.env._("no answer"),
            )
        elif first.imported_at and first.imported_at > sold_at:
            cause = self.env._(
                "the sale on %(shop)s was noticed %(seconds)d s after it was made",
                shop=first.channel_id.name,
                seconds=(first.imported_at - first.ordered_at).total_seconds(),
            )
        else:
            cause = self.env._(
                "both sold within %(seconds)d s, before the shop could be told",
                seconds=exposed,
            )
        return exposed, cause

    @api.model
    def _last_sale_before(self, product, line):
        """The channel order before this one that took units of the product."""
        lines = self.env["sale.order.line"].search(
            [
                ("product_id", "=", product.id),
                ("order_id", "!=", line.order_id.id),
                ("company_id", "=", line.company_id.id),
                ("order_id.state", "=", "sale"),
                ("order_id.maker_channel_id", "!=", False),
                ("order_id.date_order", "<=", line.order_id.date_order),
                ("order_id.date_order", ">", line.order_id.date_order - LOOK_BACK),
            ]
        )
        orders = lines.order_id.maker_channel_order_ids.sorted("ordered_at")
        return orders[-1:]

    @api.model
    def _moments(self, product, listing=None):
        """``[(moment, sentence)]`` of sales, notices and pushes of a product."""
        since = fields.Datetime.now() - LOOK_BACK
        ours = ("company_id", "in", self.env.companies.ids)
        rows = []
        orders = self.env["maker.channel.order"].search(
            [
                ours,
                ("sale_order_id.order_line.product_id", "=", product.id),
                ("ordered_at", ">", since),
            ]
        )
        for order in orders:
            where = {"name": order.name, "shop": order.channel_id.name}
            rows.append(
                (order.ordered_at, self.env._("%(shop)s sells order %(name)s", **where))
            )
            rows.append(
                (order.imported_at, self.env._("order %(name)s is noticed", **where))
            )
        pushes = self.env["maker.channel.push"].search(
            [ours, ("product_id", "=", product.id), ("sent_at", ">", since)],
            limit=100,
        )
        for push in pushes:
            words = {
                "shop": push.channel_id.name,
                "quantity": push.quantity,
                "answer": push.answer or "",
            }
            rows.append(
                (
                    push.sent_at,
                    self.env._("%(shop)s is told to show %(quantity)s", **words),
                )
            )
            if push.answered_at and push.state == "acknowledged":
                rows.append(
                    (
                        push.answered_at,
                        self.env._("%(shop)s shows %(quantity)s", **words),
                    )
                )
            elif push.answered_at:
                rows.append(
                    (push.answered_at, self.env._("%(shop)s: %(answer)s", **words))
                )
        return rows
