from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .. import lot_rules
from .common import LotTraceCase


@tagged("post_install", "-at_install")
class TestLotGate(LotTraceCase):
    """Every way out of stock asks whether the lot may leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bad = cls._receive(cls.fragrance, 50, "FR-2", "SUP-2")
        cls.keeper = new_test_user(
            cls.env, "gate.stock", groups="stock.group_stock_manager"
        )
        cls.boss = new_test_user(
            cls.env,
            "gate.boss",
            groups="maker_mrp.group_manager,stock.group_stock_manager",
        )
        cls.shelf = cls.stock.create({"name": "Side", "location_id": cls.stock.id})

    def _move(self, source, destination, user=None, context=None, **values):
        """A move of 5 of the bad lot by hand, done."""
        move = (
            self.env["stock.move"]
            .with_user(user or self.keeper)
            .with_context(**(context or {}))
            .create(
                {
                    "product_id": self.fragrance.id,
                    "product_uom_qty": 5,
                    "location_id": source.id,
                    "location_dest_id": destination.id,
                    **values,
                }
            )
        )
        move._action_confirm()
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": self.fragrance.id,
                    "lot_id": self.bad.id,
                    "quantity": 5,
                    "picked": True,
                    "location_id": source.id,
                    "location_dest_id": destination.id,
                }
            )
        ]
        move._action_done()
        return move

    def _refuses(self):
        return self.assertRaisesRegex(UserError, "FR-2: on hold")

    def test_moves_by_hand_are_asked_wherever_they_come_from(self):
        self.bad.action_maker_hold("smells of soap")
        found = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.env.company.id)],
            limit=1,
        )
        shared = self.env["stock.location"].create(
            {"name": "To a sister", "usage": "transit", "company_id": False}
        )
        for source, destination, values in (
            (self.stock, self.customers, {}),
            (self.stock, self.customers, {"is_inventory": True}),
            (found, self.customers, {"is_inventory": True}),
            (self.suppliers, self.customers, {}),
            (self.stock, self.shelf, {"location_final_id": self.customers.id}),
            (self.stock, shared, {}),
        ):
            with self.subTest(destination.name, **values), self._refuses():
                self._move(source, destination, **values)
        for destination in (self.shelf, found, self.suppliers):
            with self.subTest(destination.name):
                self.assertEqual(self._move(self.stock, destination).state, "done")
        self.assertEqual(self._move(self.customers, self.stock).state, "done")

    def test_no_context_of_a_caller_opens_the_gate(self):
        self.bad.action_maker_hold("smells of soap")
        for context in (
            {"maker_any_lot": True},
            {"maker_usable_at": False},
            {"default_maker_lots_allowed": "me"},
            {"skip_expired": True},
        ):
            # an AccessError is a UserError
            with self.subTest(**context), self.assertRaises(UserError):
                self._move(self.stock, self.customers, context=context)
        self.bad.action_maker_release()
        self.bad.ready_date = self._in_days(3)
        for date in (self._in_days(9), "2099-01-01 00:00:00"):
            with self.subTest(date), self.assertRaisesRegex(UserError, "not ready"):
                self._move(self.stock, self.customers, context={"maker_date": date})

    def test_a_scrap_to_a_customer_is_a_sale(self):
        self.bad.action_maker_hold("smells of soap")
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.fragrance.id,
                "lot_id": self.bad.id,
                "scrap_qty": 5,
                "location_id": self.stock.id,
                "scrap_location_id": self.customers.id,
            }
        )
        with self._refuses():
            scrap.action_validate()

    def test_a_count_that_ends_at_a_customer_is_a_sale(self):
        self.bad.action_maker_hold("smells of soap")
        quant = self.bad.quant_ids.filtered(lambda one: one.location_id == self.stock)
        with self._refuses():
            quant.with_user(self.keeper).move_quants(self.customers)

    def test_a_lot_typed_by_its_name_is_asked(self):
        """Odoo finds the lot of that name only while it books the transfer."""
        self.bad.action_maker_hold("smells of soap")
        self.warehouse.out_type_id.use_create_lots = True
        picking = self._delivery(self.fragrance, 5)
        picking.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "move_id": picking.move_ids.id,
                "product_id": self.fragrance.id,
                "lot_name": "FR-2",
                "quantity": 5,
                "picked": True,
            }
        )
        with self._refuses():
            picking.button_validate()

    def test_parts_of_a_kit_are_asked(self):
        gift = self._product("Gift set", tracking="none")
        kit = self._recipe(gift, {self.fragrance: 5})
        kit.type = "phantom"
        self.bad.action_maker_hold("smells of soap")
        picking = self._delivery(gift, 1)
        self.assertFalse(picking.move_line_ids)
        self.env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "move_id": picking.move_ids.id,
                "product_id": self.fragrance.id,
                "lot_id": self.bad.id,
                "quantity": 5,
                "picked": True,
            }
        )
        with self._refuses():
            picking.button_validate()

    def test_an_immediate_transfer_loses_what_it_reserved(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": self.fragrance.id,
                            "lot_id": self.bad.id,
                            "quantity": 5,
                        }
                    )
                ],
            }
        )
        quant = self.bad.quant_ids.filtered(lambda one: one.location_id == self.stock)
        self.assertEqual(quant.reserved_quantity, 5)
        self.bad.action_maker_hold("smells of soap")
        self.assertEqual(quant.reserved_quantity, 0)
        self.assertIn("no longer reserved", picking.message_ids[:1].body)

    def _waiting(self):
        picking = self._delivery(self.fragrance, 5, self.bad)
        picking.move_ids.picked = True
        self.bad.action_maker_hold("smells of soap")
        return picking

    def test_a_transfer_notices_whatever_stops_its_lots(self):
        self.env.company.maker_rules = "everywhere"
        self.bad.product_id.use_expiration_date = True
        picking = self._delivery(self.fragrance, 5, self.bad)
        picking.move_ids.picked = True
        values = {
            "maker_hold": ("hold", "free"),
            "ready_date": (self._in_days(3), False),
            "removal_date": (self._in_days(-3), False),
        }
        self.assertLessEqual({rule.field for rule in lot_rules.RULES}, values.keys())
        for field, (stops, lets_go) in values.items():
            with self.subTest(field=field):
                self.assertFalse(picking.maker_has_stopped_lots)
                self.bad.sudo()[field] = stops
                self.assertTrue(picking.maker_has_stopped_lots)
                self.bad.sudo()[field] = lets_go

    def test_a_manager_lets_them_go_with_a_reason_that_is_kept(self):
        picking = self._waiting()
        with self._refuses():
            picking.button_validate()
        self.assertTrue(picking.maker_has_stopped_lots)
        with self.assertRaises(AccessError):
            picking.with_user(self.keeper).move_ids.maker_lots_allowed = "I say so"
        with self.assertRaises(AccessError):
            picking.with_user(self.keeper).move_ids._maker_allow_lots("I say so")
        with self.assertRaisesRegex(UserError, "Write down why"):
            picking.with_user(self.boss).move_ids._maker_allow_lots("  ")
        action = picking.with_user(self.boss).action_maker_allow_lots()
        wizard = (
            self.env["maker.lot.allow"]
            .with_user(self.boss)
            .with_context(**action["context"])
            .create({"reason": "to the laboratory"})
        )
        self.assertEqual(wizard.line_ids, picking.move_line_ids)
        wizard.action_apply()
        self.assertIs(picking.with_user(self.keeper).button_validate(), True)
        self.assertIn("to the laboratory", picking.move_ids.maker_lots_allowed)
        self.assertIn(self.boss.name, picking.move_ids.maker_lots_allowed)
        told = self.bad.activity_ids
        self.assertIn("to the laboratory", told.note)
        self.assertIn(picking.name, told.note)

    def test_a_refusal_that_was_swallowed_is_told(self):
        """As a point of sale does: it catches the error and goes on."""
        picking = self._waiting()
        before = len(self.env.cr.postcommit._funcs)
        with self._refuses(), self.env.cr.savepoint():
            picking._action_done()
        self.assertGreater(len(self.env.cr.postcommit._funcs), before)
        self.env.cr.postcommit._funcs.pop()
        picking._maker_tell_refused()
        self.assertIn("were the goods handed over", picking.activity_ids.summary)
        self.assertIn("FR-2", picking.activity_ids.note)
        self.assertTrue(self.bad.activity_ids)
        picking._maker_tell_refused()
        self.assertEqual(len(picking.activity_ids), 1)

    def test_what_is_corrected_afterwards_is_told(self):
        """The record says what was sold in truth; a recall must hear of it."""
        good = self._receive(self.fragrance, 50, "FR-3", "SUP-3")
        picking = self._deliver(self.fragrance, 5, good)
        self.bad.action_maker_hold("smells of soap")
        picking.action_toggle_is_locked()
        picking.move_line_ids.lot_id = self.bad
        self.assertIn(picking.name, self.bad.activity_ids.note)

    def test_only_a_run_or_a_manager_dates_a_lot(self):
        bench = new_test_user(self.env, "gate.bench", groups="maker_mrp.group_user")
        plain = new_test_user(self.env, "gate.plain", groups="stock.group_stock_user")
        self.fragrance.use_expiration_date = True
        self.bad.expiration_date = self._in_days(30)
        dates = ("ready_date", "expiration_date", "removal_date")
        for rules, user, refused in (
            ("everywhere", bench, dates),
            ("everywhere", plain, dates),
            ("screens", bench, dates),
            ("screens", plain, ("ready_date",)),
            ("screens", self.boss, ()),
        ):
            self.env.company.maker_rules = rules
            lot = self.bad.with_user(user)
            for name in dates:
                with self.subTest(rules=rules, user=user.login, field=name):
                    lot.write({name: lot[name], "note": "nothing changes"})
                    change = {name: self._in_days(60)}
                    if name in refused:
                        with self.assertRaisesRegex(AccessError, "Maker manager"):
                            lot.write(change)
                    else:
                        lot.write(change)
        self.env.company.maker_rules = "everywhere"
        told = self.bad.with_user(bench).load(
            [".id", "expiration_date"], [[str(self.bad.id), "2035-01-01 00:00:00"]]
        )
        self.assertIn("Maker manager", told["messages"][0]["message"])

    def test_receipts_and_runs_of_the_bench_date_their_lots(self):
        bench = new_test_user(
            self.env,
            "gate.maker",
            groups="maker_mrp.group_user,stock.group_stock_user",
        )
        self.env.company.maker_rules = "everywhere"
        (self.fragrance | self.candle).write(
            {"use_expiration_date": True, "expiration_time": 365}
        )
        self.candle.write({"cure_days": 3, "expiry_from_materials": True})
        picking = self._receipt(self.fragrance, 100, "FR-9")
        picking.move_line_ids.expiration_date = self._in_days(20)
        picking.with_user(bench).button_validate()
        lot = picking.move_line_ids.lot_id
        self.assertEqual(lot.expiration_date.date(), self._in_days(20).date())
        run = self._run(self.candle, 2, {lot: 20}, "C-9", done=False)
        run.with_user(bench).with_context(skip_consumption=True).button_mark_done()
        made = run.lot_producing_ids
        self.assertEqual(made.ready_date.date(), self._in_days(3).date())
        self.assertEqual(made.expiration_date, lot.expiration_date)

    def test_a_stock_user_holds_what_a_run_reserved(self):
        stock = new_test_user(self.env, "gate.only", groups="stock.group_stock_user")
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 2}
        )
        run.action_confirm()
        run.action_assign()
        self.assertEqual(run.move_raw_ids.move_line_ids.lot_id, self.bad)
        action = self.bad.with_user(stock).action_maker_open_hold()
        wizard = (
            self.env["maker.lot.hold"]
            .with_user(stock)
            .with_context(**action["context"])
            .create({"reason": "smells of soap"})
        )
        wizard.action_apply()
        self.assertEqual(self.bad.maker_hold, "hold")
        self.assertFalse(run.move_raw_ids.move_line_ids)
        self.assertIn("no longer reserved", run.message_ids[:1].body)
        self.assertEqual(run.message_ids[:1].author_id, stock.partner_id)


@tagged("post_install", "-at_install")
class TestSharedLots(LotTraceCase):
    """Lots without a company are shared by Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fragrance.company_id = False
        cls.lot = cls.env["stock.lot"].create(
            {"name": "SHARED", "product_id": cls.fragrance.id, "company_id": False}
        )
        cls.other = cls.env["res.company"].create({"name": "Other studio"})
        cls.shelves = (
            cls.stock
            | cls.env["stock.warehouse"]
            .search([("company_id", "=", cls.other.id)], limit=1)
            .lot_stock_id
        )
        quants = cls.env["stock.quant"]
        for shelf in cls.shelves:
            quants._update_available_quantity(cls.fragrance, shelf, 30, lot_id=cls.lot)
        both = (cls.env.company | cls.other).ids
        cls.here, cls.there, cls.both = (
            new_test_user(
                cls.env,
                f"shared.{number}",
                groups="maker_mrp.group_manager,stock.group_stock_user",
                company_id=companies[0],
                company_ids=[Command.set(companies)],
            )
            for number, companies in enumerate((both[:1], both[1:], both))
        )
        cls.picking = cls._delivery(cls.fragrance, 10)

    def _as(self, user):
        return self.lot.with_user(user).with_company(user.company_id)

    def test_one_company_does_not_let_go_for_another(self):
        self._as(self.both).action_maker_recall("glass")
        self.assertFalse(self.picking.move_line_ids)
        for user in (self.here, self.there):
            with self.subTest(user=user.login):
                for act in ("release", "hold"):
                    with self.assertRaisesRegex(AccessError, "Fragrance, lot SHARED"):
                        getattr(self._as(user), f"action_maker_{act}")("checked")
                with self.assertRaises(AccessError):
                    self._as(user).ready_date = self._in_days(3)
        self.assertFalse(self.lot.activity_ids)

    def test_whoever_has_it_stops_it_and_the_others_are_told(self):
        bench = new_test_user(
            self.env,
            "shared.bench",
            groups="maker_mrp.group_user",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )
        self.fragrance.with_company(self.other).responsible_id = self.there
        theirs = self._delivery_of_the_other()
        self.assertEqual(theirs.move_line_ids.lot_id, self.lot)
        self._as(bench).action_maker_hold("glass")
        self.assertEqual(self.lot.maker_hold, "hold")
        self.assertFalse((self.picking | theirs).move_line_ids)
        for picking in (self.picking, theirs):
            self.assertIn("no longer reserved", picking.message_ids[:1].body)
        notes = "".join(self.lot.message_ids.mapped("body"))
        self.assertIn(self.picking.name, notes)
        self.assertNotIn(theirs.name, notes)
        todo = self.lot.activity_ids
        self.assertEqual(todo.user_id, self.there)
        for word in (bench.name, self.env.company.name, "glass", "release"):
            self.assertIn(word, todo.note)
        self._as(self.both).action_maker_release()
        self.assertEqual((self.picking | theirs).move_line_ids.lot_id, self.lot)

    def _delivery_of_the_other(self):
        place = self.shelves - self.stock
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": place.warehouse_id.out_type_id.id,
                "partner_id": self.buyer.id,
                "location_id": place.id,
                "location_dest_id": self.customers.id,
                "name": "THEIRS-1",
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.fragrance.id,
                            "product_uom_qty": 4,
                            "company_id": self.other.id,
                            "location_id": place.id,
                            "location_dest_id": self.customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def test_who_acts_for_both_frees_what_both_reserved(self):
        user = self.both.with_company(self.other)
        lot = self.lot.with_user(user).with_context(allowed_company_ids=self.other.ids)
        lot.action_maker_hold("glass")
        self.assertFalse(self.picking.move_line_ids)
        self.assertIn("no longer reserved", self.picking.message_ids[:1].body)
        lot.action_maker_release()
        self.assertEqual(self.picking.move_line_ids.lot_id, self.lot)

    def test_whose_stock_it_is_alone_acts_alone(self):
        self.env["stock.quant"]._update_available_quantity(
            self.fragrance, self.shelves[1], -30, lot_id=self.lot
        )
        self._as(self.here).action_maker_hold("glass")
        self.assertEqual(self.lot.maker_hold, "hold")

    def test_a_recall_holds_what_others_have_too(self):
        recall = (
            self.env["maker.recall"]
            .with_user(self.here)
            .create({"lot_ids": self.lot.ids, "reason": "glass"})
        )
        own = self._receive(self.fragrance, 5, "OWN")
        recall.lot_ids |= own
        recall.action_hold()
        self.assertEqual((own | self.lot).mapped("maker_hold"), ["hold", "hold"])
        self.assertFalse(self.picking.move_line_ids.lot_id & self.lot)
        self.assertIn(recall.name, self.lot.activity_ids.note)
        # ... and a false alarm lets go what is its company's alone
        recall.action_false_alarm()
        self.assertEqual((own.maker_hold, self.lot.maker_hold), ("free", "hold"))
        self.assertIn("SHARED", recall.activity_ids.note)
        self.assertIn("SHARED", recall.message_ids[:1].body)
