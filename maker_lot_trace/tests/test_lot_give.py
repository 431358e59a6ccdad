from ast import literal_eval

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import LotTraceCase


@tagged("post_install", "-at_install")
class TestGiveLot(LotTraceCase):
    """Stock from before its product was tracked is given a lot where it lies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = new_test_user(cls.env, "giver", groups="maker_mrp.group_user")
        cls.fragrance.write({"tracking": "none", "standard_price": 0.5})
        cls.fragrance.categ_id = cls.fragrance.categ_id.create(
            {"name": "Fragrances", "property_cost_method": "average"}
        )
        cls._receive(cls.fragrance, 100)
        cls.fragrance.tracking = "lot"
        cls.quant = cls._quants(cls.fragrance).with_user(cls.bench)

    @classmethod
    def _quants(cls, product):
        return cls.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", cls.stock.id)]
        )

    def _give(self, quantity=None, lot="OLD-1", **values):
        action = self.quant.action_maker_open_give_lot()
        form = Form.from_action(self.env(user=self.bench), action)
        form.lot_name = lot
        if quantity is not None:
            form.quantity = quantity
        for name, value in values.items():
            setattr(form, name, value)
        return form.save().action_give()

    def _held(self):
        quants = self._quants(self.fragrance).filtered("quantity")
        return {quant.lot_id.name: quant.quantity for quant in quants}

    def _worth(self):
        self.env.invalidate_all()
        return self.fragrance.qty_available, self.fragrance.total_value

    def test_quantity_and_value_stay_as_they_are(self):
        before = self._worth()
        self.assertEqual(before, (100, 50))
        entries = self.env["account.move"].search_count([])
        since = self.quant.in_date
        self._give(supplier_lot="DRUM-7")
        self.assertEqual(self._worth(), before)
        self.assertEqual(self._held(), {"OLD-1": 100})
        quant = self._quants(self.fragrance).filtered("quantity")
        self.assertEqual(quant.lot_id.supplier_lot, "DRUM-7")
        self.assertEqual(quant.in_date, since)
        self.assertEqual(self.env["account.move"].search_count([]), entries)
        lines = self.env["stock.move.line"].search([("lot_id", "=", quant.lot_id.id)])
        self.assertEqual((lines.quantity, lines.move_id.value), (100, 0))
        self.assertEqual(lines.move_id.reference, "Lot given")

    def test_what_runs_made_without_a_lot_keeps_its_trace(self):
        self.fragrance.tracking = "none"
        run = self.env["mrp.production"].create(
            {"product_id": self.fragrance.id, "product_qty": 5}
        )
        run.action_confirm()
        run.qty_producing = 5
        run.button_mark_done()
        self.fragrance.tracking = "lot"
        with self.assertRaisesRegex(UserError, "a recall"):
            self.quant.action_maker_open_give_lot()

    def test_part_of_it_is_given_and_the_rest_waits(self):
        self._give(30)
        self._give(20, "OLD-2")
        self.assertEqual(self._held(), {False: 50, "OLD-1": 30, "OLD-2": 20})
        self.assertEqual(self._worth(), (100, 50))

    def test_what_was_given_is_sold_and_traced_by_its_lot(self):
        self._give()
        lot = self.env["stock.lot"].search([("name", "=", "OLD-1")])
        order = self.env["sale.order"].create(
            {
                "partner_id": self.buyer.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.fragrance.id, "product_uom_qty": 40}
                    )
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.button_validate()
        self.assertEqual(self._held(), {"OLD-1": 60})
        self.assertEqual(self._free(self.fragrance), 60)
        graph = self.env["maker.trace"]._trace(lot, "forward")
        (sold,) = graph.trace.nodes("order")
        self.assertEqual(sold.node.id, order.id)
        self.assertEqual(sold.amount, 40)

    def test_what_is_reserved_is_not_given_away(self):
        self._delivery(self.fragrance, 60)
        with self.assertRaisesRegex(UserError, "40 .* are free; 60 are reserved"):
            self._give(100)
        self._give()
        self.assertEqual(self._held(), {False: 60, "OLD-1": 40})

    def test_a_lot_that_lies_here_is_not_added_to(self):
        self._receive(self.fragrance, 5, "OLD-1")
        with self.assertRaisesRegex(UserError, "Choose another name"):
            self._give()
        self.assertEqual(self._held(), {False: 100, "OLD-1": 5})

    def test_suppliers_lots_are_not_mixed(self):
        self.env["stock.lot"].create(
            {
                "product_id": self.fragrance.id,
                "name": "OLD-1",
                "supplier_lot": "DRUM-1",
            }
        )
        with self.assertRaisesRegex(UserError, "holds supplier lot DRUM-1"):
            self._give(supplier_lot="DRUM-2")

    def test_what_cannot_be_is_refused_in_words(self):
        for quantity, words in (
            (0, "how much"),
            (-1, "how much"),
            (101, "100 .* free"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._give(quantity)
        with self.assertRaisesRegex(UserError, "Type the lot"):
            self._give(lot=False)
        self.fragrance.use_expiration_date = True
        with self.assertRaisesRegex(UserError, "when the lot expires"):
            self._give(lot="OLD-2")
        for tracking, words in (
            ("none", "not tracked"),
            ("serial", "number of its own"),
        ):
            self.fragrance.tracking = tracking
            with self.assertRaisesRegex(UserError, words):
                self.quant.action_maker_open_give_lot()
        self.assertEqual(self._held(), {False: 100})

    def test_the_date_it_expires_is_kept_on_the_lot(self):
        self.fragrance.use_expiration_date = True
        expires = self._in_days(90)
        self._give(expiration_date=expires)
        quant = self._quants(self.fragrance).filtered("quantity")
        self.assertEqual(quant.lot_id.expiration_date, expires)

    def test_a_known_lot_keeps_the_date_it_expires(self):
        self.fragrance.use_expiration_date = True
        lot = self.env["stock.lot"].create(
            {"product_id": self.fragrance.id, "name": "OLD-1"}
        )
        expires = lot.expiration_date
        with self.assertRaisesRegex(UserError, "OLD-1 expires on"):
            self._give(expiration_date=self._in_days(90))
        self._give(expiration_date=expires)
        self.assertEqual(lot.expiration_date, expires)
        self.assertEqual(self._held(), {"OLD-1": 100})

    def test_stock_between_companies_is_given_a_lot(self):
        between = self.env.ref("stock.stock_location_inter_company")
        between.active = True
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.fragrance, between, 8)
        here = [
            ("product_id", "=", self.fragrance.id),
            ("location_id", "=", between.id),
        ]
        self.quant = quants.search(here).with_user(self.bench)
        self._give()
        given = quants.search(here).filtered("quantity")
        self.assertEqual((given.lot_id.name, given.quantity), ("OLD-1", 8))

    def test_the_next_step_takes_what_was_given_where_it_waits(self):
        self.warehouse.reception_steps = "two_steps"
        oil = self._product("Oil", tracking="none")
        entrance = self.warehouse.wh_input_stock_loc_id
        receipt = self._receipt(oil, 10, location_dest_id=entrance.id)
        receipt.move_ids.location_dest_id = entrance
        receipt.move_line_ids.location_dest_id = entrance
        receipt.button_validate()
        inward = receipt.move_ids.move_dest_ids
        self.assertEqual(inward.state, "assigned")
        inward._do_unreserve()
        oil.tracking = "lot"
        self.quant = (
            self.env["stock.quant"]
            .search([("product_id", "=", oil.id), ("location_id", "=", entrance.id)])
            .with_user(self.bench)
        )
        self._give()
        inward.picking_id.action_assign()
        self.assertEqual(inward.move_line_ids.lot_id.name, "OLD-1")
        inward.picking_id.button_validate()
        held = self._quants(oil)
        self.assertEqual((held.lot_id.name, held.quantity), ("OLD-1", 10))

    def test_the_list_holds_what_has_no_lot(self):
        action = self.env.ref("maker_lot_trace.stock_quant_action_no_lot")
        listed = self.quant.search(literal_eval(action.domain))
        self.assertIn(self.quant, listed)
        self._give()
        self.assertNotIn(
            self.fragrance, self.quant.search(literal_eval(action.domain)).product_id
        )

    def test_who_begins_to_track_is_told_where_a_lot_is_given(self):
        self.fragrance.tracking = "none"
        told = self.fragrance.product_tmpl_id.onchange(
            {"tracking": "lot"}, ["tracking"], {"tracking": {}}
        )
        self.assertIn("Stock without a lot", told["warning"]["message"])

    def test_others_are_refused(self):
        clerk = new_test_user(self.env, "clerk", groups="stock.group_stock_manager")
        with self.assertRaises(AccessError):
            self.quant.with_user(clerk).action_maker_open_give_lot()
