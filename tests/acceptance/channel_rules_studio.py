"""The studio's goods and lots, its workers, and what goes wrong on the way."""

from channel_model import CANDLE
from channel_story import CRASHES, FAULTS, FIGURES, counts, lots, picks, shelves, shops
from hypothesis import strategies as st
from hypothesis.stateful import rule


class StudioRules:
    """What happens in the studio and between it and the shops."""

    @rule(count=st.integers(1, 8))
    def candles_are_made(self, count):
        self.world.do(lambda env: self.world.log_run(env, count))
        self.model.stock[CANDLE, ""] += count
        self.model.moved()

    @rule(shelf=shelves, count=st.integers(1, 6))
    def goods_come_in(self, shelf, count):
        self.world.do(lambda env: self.world.receive(env, *shelf, count))
        self.model.stock[shelf] += count
        self.model.moved()

    @rule(shelf=shelves, count=st.integers(0, 12))
    def a_shelf_is_counted(self, shelf, count):
        self.world.do(lambda env: self.world.count_stock(env, *shelf, count))
        self.model.stock[shelf] = count
        self.model.moved()

    @rule(lot=lots, hold=st.booleans())
    def a_lot_is_held_or_released(self, lot, hold):
        def act(env):
            record = env["stock.lot"].browse(self.world.lot_ids[lot])
            return record.action_maker_hold() if hold else record.action_maker_release()

        self.world.do(act)
        (self.model.held.add if hold else self.model.held.discard)(lot)
        self.model.moved()

    @rule(code=shops, buffer=st.integers(0, 3), cap=st.sampled_from((0, 0, 2, 5)))
    def a_policy_changes(self, code, buffer, cap):
        self.world.do(
            lambda env: (
                env["maker.channel"]
                .browse(self.world.channel_ids[code])
                .write({"buffer_qty": buffer, "cap_qty": cap})
            )
        )
        self.model.rules[code].buffer = buffer
        self.model.rules[code].cap = cap

    @rule(pick=picks)
    def a_parcel_leaves(self, pick):
        order = self._pick(
            pick, lambda one: one.paid and not (one.cancelled or one.shipped)
        )
        if not order:
            return
        gone = self.world.do(lambda env: self.world.deliver(env, order))
        if gone:
            order.shipped = True
            order.left = gone
            FIGURES["parcels"] += 1
        for shelf, count in gone.items():
            self.model.stock[shelf] -= count
        self.model.moved()

    # Workers, notices and faults.

    @rule(code=shops)
    def one_worker_runs(self, code):
        self.world.work_one(code)

    @rule()
    def all_workers_run(self):
        self.world.work()

    @rule(shelf=shelves, count=st.integers(1, 3))
    def two_servers_and_a_person_work_at_once(self, shelf, count):
        self.world.work_together(lambda env: self.world.receive(env, *shelf, count))
        self.model.stock[shelf] += count
        self.model.moved()
        FIGURES["two servers at once"] += 1

    @rule(seconds=st.sampled_from((5, 60, 700, 2000)), restart=st.booleans())
    def time_passes(self, seconds, restart):
        self.world.pass_time(seconds)
        if restart:
            self.world.restart()

    @rule(reverse=st.booleans(), twice=st.booleans())
    def notices_arrive(self, reverse, twice):
        answers = self.world.hear(reverse, twice)
        assert set(answers) <= {200}, answers
        FIGURES["notices"] += len(answers)
        FIGURES["notices doubled"] += len(answers) // 2 if twice else 0
        FIGURES["notices reversed"] += len(answers) if reverse else 0

    @rule(code=shops, count=counts)
    def notices_get_lost(self, code, count):
        self.world.shops[code].webhooks.lose += count

    @rule(
        code=shops,
        kind=st.sampled_from(FAULTS),
        times=st.integers(1, 5),
        skip=st.integers(0, 4),
        now=st.booleans(),
    )
    def a_shop_has_a_fault(self, code, kind, times, skip, now):
        self.world.shops[code].faults.add(kind, times, skip=skip)
        if now:
            self.world.work()

    @rule(plan=st.sampled_from(CRASHES), countdown=st.integers(1, 12))
    def a_worker_will_fail(self, plan, countdown):
        self.world.chaos.add(plan, countdown)

    @rule()
    def everything_is_compared(self):
        self.settle()
