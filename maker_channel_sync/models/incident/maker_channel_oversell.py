from datetime import timedelta

from odoo import api, fields, models

LOOK_BACK = timedelta(hours=24)
MOST = 100


class MakerChannelIncident(models.Model):
    """Finding out that more was sold than there is, and how that came about."""

    _inherit = "maker.channel.incident"

    @api.model
    def _report_oversold(self, channel, sold):
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
        for product, level in self._levels(channel, products).items():
            ordered = sum(quantity for _line, quantity in wanted[product.id])
            short = min(-level, ordered)
            line = wanted[product.id][-1][0]
            if product.uom_id.compare(short, 0) > 0 and not line._maker_made_to_order():
                self._report_oversell(channel, product, line, short, ordered)

    @api.model
    def _levels(self, channel, products):
        """``{product: units left for the channel}``, below zero what is missing."""
        supply = self.env["product.product"]._maker_supply(
            products, channel._stock_locations(), can_make=channel.basis == "can_make"
        )
        levels = {}
        for product in products:
            one = supply[product.id]
            levels[product] = float(one.free - one.demand - one.held + one.can_make)
        return levels

    @api.model
    def _settle_given_back(self, record, lines):
        """Settle the oversells that end as an order is cancelled or gets smaller.

        They were true by what was known; now nobody has to act any more.

        :param record: the ``maker.channel.order`` that changed
        :param lines: its sale order lines that need less than before
        """
        product_ids = set(lines.product_id.ids)
        for parts in self.env["mrp.bom"]._maker_kits(lines.product_id).values():
            product_ids.update(parts)
        incidents = self.search(
            [
                ("kind", "=", "oversell"),
                ("state", "=", "open"),
                ("product_id", "in", list(product_ids)),
                ("company_id", "=", record.company_id.id),
            ]
        )
        for channel, some in incidents.grouped("channel_id").items():
            levels = self._levels(channel, some.product_id)
            for incident in some:
                own = incident.sale_order_id == record.sale_order_id
                product = incident.product_id
                if product.uom_id.compare(levels[product], 0) >= 0 or (
                    own and record.sale_order_id.state == "cancel"
                ):
                    incident._withdraw(record, own)

    def _withdraw(self, record, own):
        """Settle an oversell that a change of an order in its shop has ended."""
        words = {"name": record.name, "shop": record.channel_id.name}
        if record.sale_order_id.state == "cancel":
            what = self.env._("order %(name)s is cancelled on %(shop)s", **words)
        else:
            what = self.env._("order %(name)s is made smaller on %(shop)s", **words)
        moment = [fields.Datetime.now().isoformat(), what, own]
        self.moments = [*(self.moments or []), moment]
        self.write({"state": "done", "remedy": "withdrawn"})
        self.activity_ids.action_feedback(feedback=what)

    @api.model
    def _report_oversell(self, channel, product, line, short, ordered):
        exposed, cause = self._why_oversold(product, line, short, ordered)
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
                "moments": self._moments(product, line.order_id),
            }
        )
        incident._alert(incident.name)

    @api.model
    def _why_oversold(self, product, line, short, ordered):
        """``(seconds exposed, cause)`` of a sale of what was gone already.

        :param short: units of the product that are missing
        :param ordered: units of it that were just sold
        """
        first = self._sale_that_took_it(product, line, short, ordered)
        if not first:
            return 0.0, self.env._(
                "no sale took the stock: a count, a run, a hold or a number changed "
                "in the shop"
            )
        exposed = (line.order_id.date_order - first.order_id.date_order).total_seconds()
        return exposed, self._cause(first, line, exposed)

    @api.model
    def _sale_that_took_it(self, product, line, short, ordered):
        """The line of the sale after which there was too little for this one.

        Goes back in time, putting what was sold before back on the shelf, until
        there is enough; an empty record set when no sale explains it.
        """
        kits = self._kits_with(product)
        lines = (
            self.env["sale.order.line"]
            .search(
                [
                    ("product_id", "in", list(kits)),
                    ("order_id", "!=", line.order_id.id),
                    ("company_id", "=", line.company_id.id),
                    ("order_id.state", "=", "sale"),
                    ("order_id.date_order", "<=", line.order_id.date_order),
                    ("order_id.date_order", ">", line.order_id.date_order - LOOK_BACK),
                ]
            )
            .sorted(lambda one: (one.order_id.date_order, one.id), reverse=True)
        )
        left = ordered - short
        for one in lines:
            left += one.product_uom_qty * kits[one.product_id.id]
            if product.uom_id.compare(left, ordered) >= 0:
                return one
        return lines[:0]

    @api.model
    def _kits_with(self, product):
        """``{product id: units of this product in one}``, itself included."""
        above = self.env["mrp.bom"]._maker_kits_above(product.ids)
        kits = self.env["mrp.bom"]._maker_kits(product.browse(above))
        found = {kit_id: parts.get(product.id, 0.0) for kit_id, parts in kits.items()}
        return {product.id: 1.0, **found}

    @api.model
    def _cause(self, first, line, exposed):
        """Why the shop still sold what an earlier sale had taken, in words.

        :param first: sale order line of the earlier sale
        :param line: sale order line that oversold
        :param exposed: seconds between the two
        """
        listing, shop = line.maker_listing_id, line.maker_listing_id.channel_id
        if shop.mode in ("review", "paused"):
            return self.env._("the shop was not told: its pushes wait for a person")
        if first.maker_listing_id == listing:
            return self.env._("the shop itself sold more than it was told to show")
        known = first.order_id.maker_channel_order_ids[:1]
        noticed_at = known.imported_at or first.order_id.create_date
        sold_at = line.order_id.date_order
        if noticed_at > sold_at:
            return self.env._(
                "the sale on %(shop)s was noticed %(seconds)d s after it was made",
                shop=known.channel_id.name or first.order_id.name,
                seconds=(noticed_at - first.order_id.date_order).total_seconds(),
            )
        return self._why_not_told(listing, noticed_at, sold_at, exposed)

    @api.model
    def _why_not_told(self, listing, noticed_at, sold_at, exposed):
        """Why a sale that was known in time did not reach a listing in time."""
        push = self.env["maker.channel.push"].search(
            [("listing_id", "=", listing.id), ("sent_at", ">=", noticed_at)],
            order="sent_at, id",
            limit=1,
        )
        if not push or push.sent_at > sold_at:
            return self.env._(
                "the shop was not told within the %(seconds)d s between the two sales",
                seconds=exposed,
            )
        if push.state == "acknowledged" and push.answered_at <= sold_at:
            return self.env._(
                "the shop showed the lower number already; the buyer was quicker to "
                "put it in the basket"
            )
        if push.state == "acknowledged":
            return self.env._("the push to the shop was on its way")
        return self.env._(
            "the push to the shop failed: %(why)s",
            why=push.answer or self.env._("no answer"),
        )

    @api.model
    def _moments(self, product, sale=None):
        """Sales, notices and pushes of a product as ``[[moment, sentence, mark]]``.

        Oldest first. A moment is ISO text in UTC; the mark is true for what
        belongs to ``sale``, the order that oversold.
        """
        since = fields.Datetime.now() - LOOK_BACK
        ours = ("company_id", "in", self.env.companies.ids)
        product_ids = list(self._kits_with(product))
        rows = []
        orders = self.env["maker.channel.order"].search(
            [
                ours,
                ("sale_order_id.order_line.product_id", "in", product_ids),
                ("ordered_at", ">", since),
            ],
            limit=MOST,
        )
        for order in orders:
            here = bool(sale) and order.sale_order_id == sale
            where = {
                "name": order.name,
                "shop": order.channel_id.name,
                "units": self._units_in(order.sale_order_id, product_ids),
            }
            sells = self.env._("%(shop)s sells %(units)g in order %(name)s", **where)
            rows.append((order.ordered_at, sells, here))
            noticed = self.env._("order %(name)s is noticed", **where)
            rows.append((order.imported_at, noticed, here))
        pushes = self.env["maker.channel.push"].search(
            [ours, ("product_id", "in", product_ids), ("sent_at", ">", since)],
            limit=MOST,
        )
        for push in pushes:
            rows += self._push_moments(push)
        rows.sort(key=lambda row: row[0])
        return [[at.isoformat(), text, mark] for at, text, mark in rows]

    @api.model
    def _units_in(self, sale, product_ids):
        lines = sale.order_line.filtered(lambda one: one.product_id.id in product_ids)
        return sum(line.product_uom_qty / line._maker_pack() for line in lines)

    @api.model
    def _push_moments(self, push):
        words = {
            "shop": push.channel_id.name,
            "listing": push.listing_id.display_name,
            "quantity": push.quantity,
            "answer": push.answer or "",
        }
        told = self.env._("%(shop)s is told: %(listing)s, %(quantity)s", **words)
        rows = [(push.sent_at, told, False)]
        if push.answered_at and push.state == "acknowledged":
            text = self.env._("%(shop)s shows %(quantity)s", **words)
            rows.append((push.answered_at, text, False))
        elif push.answered_at:
            text = self.env._("%(shop)s: %(answer)s", **words)
            rows.append((push.answered_at, text, False))
        return rows
