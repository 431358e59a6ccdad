"""In the end of a story all must agree."""

from collections import Counter

from channel_furnish import TWINNED, TWINS
from channel_model import PARTS
from channel_story import FIGURES, STOCK, WOO
from channel_sums import differences, is_explained
from hypothesis import note
from hypothesis.stateful import rule


class Ending:
    """Faults stop, time passes, everything is compared."""

    @rule()
    def everything_is_compared(self):
        self.settle()

    def settle(self):
        """Faults stop and time passes; then everything must agree."""
        world = self.world
        world.chaos.plan = ""
        for shop in world.shops.values():
            shop.faults.clear()
            shop.webhooks.lose = 0
        for code in {*self.lacking, *self.refused}:
            self._connect_again(code)
        world.hear()
        self.work_until_calm()
        if self.edited:
            # what somebody typed there is seen when the day's comparison comes
            world.pass_time(90_000, day=True)
            self.work_until_calm()
            self.edited = False
        self.compare()
        self.model.looked()

    def work_until_calm(self):
        """Two rounds at least: what one shop sold the others show in the next."""
        for number in range(8):
            self.world.pass_time(2000)
            self.world.work()
            if number and self.world.calm():
                return

    def compare(self):
        self.failed = True
        FIGURES["comparisons"] += 1
        with self.world.env() as env:
            for channel in env["maker.channel"].browse(self.world.channel_ids.values()):
                note(f"{channel.name}: {channel.failures} {channel.last_error}")
            self.orders_are_neither_lost_nor_doubled(env)
            self.stock_is_what_came_less_what_left(env)
            self.parcels_are_told_once(env)
            self.every_oversell_has_an_incident(env)
            self.listings_show_the_central_count(env)
            self.pages_show_their_pictures(env)
            self.channels_are_connected(env)
        assert not self.world.complaints.texts, self.world.complaints.texts
        self.failed = False

    def listings_show_the_central_count(self, env):
        wanted, shown = {}, {}
        for code, shop in self.world.shops.items():
            for sku in PARTS:
                wanted[code, sku] = self.model.shown(code, sku)
                shown[code, sku] = shop.stock(self.world.sku(sku))
        for sku, part in TWINS.items():
            wanted["etsy", sku] = self.model.shown("etsy", part)
            # two of one number: it is that of the scarcer
            wanted[WOO, sku] = min(self.model.shown(WOO, one) for one in TWINS.values())
            for code in TWINNED:
                shown[code, sku] = self.world.shops[code].stock(self.world.sku(sku))
        wrong = {
            key: f"shows {shown[key]}, not {wanted[key]}"
            for key in wanted
            if shown[key] != wanted[key]
        }
        FIGURES["listings compared"] += len(wanted)
        FIGURES["listings wrong"] += len(wrong)
        if wrong:
            for channel in env["maker.channel"].browse(self.world.channel_ids.values()):
                for one in channel.listing_ids:
                    note(
                        f"  {one.sku} desired {one.desired_qty} acked {one.acked_qty} "
                        f"doubt {one.in_doubt} since {one.wanted_since} "
                        f"retry {one.retry_at} unexplained {one.unexplained_qty} "
                        f"there {one.remote_state} {one.error}"
                    )
        assert not wrong, wrong

    def pages_show_their_pictures(self, env):
        """What a write of numbers dropped is back, or a person is asked for it."""
        shown = self.world.pictures()
        todo = self.world.channel(env, "etsy").activity_ids.filtered(
            lambda one: "pictures" in (one.summary or "")
        )
        FIGURES["pictures compared"] += 1
        FIGURES["pictures left to a person"] += bool(todo)
        assert todo or shown == self.world.pictured, (shown, self.world.pictured)

    def channels_are_connected(self, env):
        channels = env["maker.channel"].browse(self.world.channel_ids.values())
        told = channels.mapped(lambda one: (one.code, one.status, one.rest_words))
        assert set(channels.mapped("status")) == {"connected"}, told

    def orders_are_neither_lost_nor_doubled(self, env):
        channels = list(self.world.channel_ids.values())
        known = env["maker.channel.order"].search([("channel_id", "in", channels)])
        problems = []
        for order in self.model.orders:
            sale = self.world.sale(env, order)
            problems += self._problems(order, sale)
        sales = env["sale.order"].search([("maker_channel_id", "in", channels)])
        if sales != known.sale_order_id or len(known) != len(self.model.orders):
            problems.append(f"{len(self.model.orders)} orders, {known}, {sales}")
        assert not problems, problems

    def _problems(self, order, sale):
        if order.cancelled and not order.shipped:
            wrong = sale and sale.state != "cancel"
            return [f"{order}: {sale.state}, cancelled there"] if wrong else []
        if len(sale) != 1:
            FIGURES["orders lost" if not sale else "orders doubled"] += 1
            return [f"{order}: {len(sale)} sale orders"]
        problems = []
        state = "sale" if order.paid else "draft"
        if sale.state != state:
            problems.append(f"{order}: {sale.state}, not {state}")
        shop = self.world.shops[order.shop]
        differ = differences(
            order.shop, shop.order(order.ref), sale, bool(order.shipped)
        )
        record = self.world.record(sale.env, order)
        FIGURES["sums compared"] += 1
        if differ and is_explained(record):
            FIGURES["sums that differ, told"] += 1
            note(f"{order}: {differ}, told: {record.difference}")
        elif differ:
            FIGURES["sums that differ, not told"] += 1
            problems.append(f"{order}: {differ}")
        elif record.difference:
            FIGURES["sums that agree, told to differ"] += 1
            problems.append(f"{order} agrees, told: {record.difference}")
        return problems

    def stock_is_what_came_less_what_left(self, env):
        have = Counter()
        names = {ident: lot for lot, ident in self.world.lot_ids.items()}
        for part in {part for part, _lot in STOCK}:
            quants = env["stock.quant"].search(
                [
                    ("product_id", "=", self.world.product_ids[part]),
                    ("location_id.usage", "=", "internal"),
                ]
            )
            for quant in quants:
                have[part, names.get(quant.lot_id.id, "")] += int(quant.quantity)
        assert +have == +Counter(self.model.stock), (have, self.model.stock)

    def parcels_are_told_once(self, env):
        for order in self.model.orders:
            told = self.world.shops[order.shop].order(order.ref).shipments
            if order.back and not told and self._is_asked_to_mark(env, order):
                # more left than the shop still had to send: a person tells it
                FIGURES["parcels left to a person"] += 1
            elif order.shipped and not order.cancelled:
                assert len(told) == 1, (order, told)
            else:
                assert len(told) <= bool(order.shipped), (order, told)

    def _is_asked_to_mark(self, env, order):
        todos = self.world.record(env, order).activity_ids
        return any("as sent" in (one.summary or "") for one in todos)

    def every_oversell_has_an_incident(self, env):
        for part, short in self.model.sold_short.items():
            incidents = env["maker.channel.incident"].search(
                [
                    ("kind", "=", "oversell"),
                    ("product_id", "=", self.world.product_ids[part]),
                    ("id", "not in", list(self.seen_incidents)),
                ]
            )
            told = sum(incidents.mapped("quantity"))
            assert told >= short, f"{short} {part} oversold, incidents of {told}"
            if not self.model.was_short[part]:
                # there was enough, but for what was not yet known to be cancelled:
                # such an alarm is right at night and must end by itself
                names = incidents.mapped("name")
                assert self.model.seemed_short[part] or not incidents, names
                assert set(incidents.mapped("state")) <= {"done"}, names
            self.seen_incidents.update(incidents.ids)
            FIGURES["oversells"] += bool(short)
            FIGURES["incidents"] += len(incidents)
            FIGURES["incidents that a cancellation ended"] += len(
                incidents.filtered(lambda one: one.remedy == "withdrawn")
            )
