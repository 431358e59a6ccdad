from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common import MakerCommon

FORM = "maker_mrp.stock_picking_view_form_receipt"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestBuying(MakerCommon):
    """Bought, received and priced in Maker, in the unit that was bought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = new_test_user(cls.env, "bench", groups="maker_mrp.group_user")
        cls.manager = new_test_user(
            cls.env, "manager", groups="maker_mrp.group_manager"
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Wax works"})
        cls.order = cls._buy(17)

    @classmethod
    def _buy(cls, pounds):
        form = Form(
            cls.env["purchase.order"].with_user(cls.manager),
            view="maker_mrp.purchase_order_view_form_maker",
        )
        form.partner_id = cls.vendor
        with form.order_line.new() as line:
            line.product_id = cls.wax
            line.product_qty = pounds
            line.product_uom_id = cls.lb
            line.price_unit = 9
        return form.save()

    def _receipt(self):
        self.order.button_confirm()
        return self.order.picking_ids.with_user(self.bench)

    def _in_stock(self):
        self.wax.invalidate_recordset()
        return self.wax.qty_available

    def test_what_arrives_is_told_in_the_unit_that_was_bought(self):
        line = self._receipt().move_line_ids
        self.assertEqual(line.maker_bought_unit_id, self.lb)
        self.assertEqual((line.maker_expected_qty, line.maker_bought_qty), (17, 17))
        self.assertEqual(line.product_uom_id, self.gram)
        self.assertRegex(line.maker_stock_amount, r"^7[.,]711\S* kg$|^7,711\S* g$")

    def test_less_arrives_than_was_ordered_and_the_rest_is_awaited(self):
        receipt = self._receipt()
        with (
            Form(receipt, view=FORM) as form,
            form.move_line_ids.edit(0) as line,
        ):
            line.maker_bought_qty = 10
        question = receipt.button_validate()
        Form.from_action(self.env(user=self.bench), question).save().process()
        self.assertAlmostEqual(self._in_stock(), 4535.92, 2)
        self.assertEqual(self.order.order_line.qty_received, 10)
        self.assertEqual(self.order.maker_stage, "part")
        rest = self.order.picking_ids - receipt
        self.assertEqual(rest.move_line_ids.maker_expected_qty, 7)
        self.assertEqual(rest.move_line_ids.maker_bought_qty, 7)

    def test_one_delivery_of_two_lots_is_typed_in_two_lines(self):
        self.wax.tracking = "lot"
        receipt = self._receipt()
        with Form(receipt, view=FORM) as form:
            with form.move_line_ids.edit(0) as line:
                line.maker_bought_qty = 10
                line.lot_name = "W-1"
            with form.move_line_ids.new() as line:
                line.product_id = self.wax
                self.assertEqual(line.maker_bought_unit_id, self.lb)
                line.maker_bought_qty = 7
                line.lot_name = "W-2"
        self.assertEqual(len(receipt.move_ids), 1)
        self.assertIs(receipt.button_validate(), True)
        self.assertEqual(self.order.order_line.qty_received, 17)
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.wax.id), ("location_id.usage", "=", "internal")]
        )
        held = {quant.lot_id.name: quant.quantity for quant in quants}
        self.assertEqual(set(held), {"W-1", "W-2"})
        self.assertAlmostEqual(held["W-1"], 4535.92, 2)
        self.assertAlmostEqual(held["W-2"], 3175.14, 2)
        self.assertEqual(self.order.maker_stage, "received")

    def test_a_line_nobody_filled_in_is_asked_for_its_product(self):
        """Tab behind the last line begins one; the web client drops it, when it is
        left empty, only where something required is missing."""
        receipt = self._receipt()
        with (
            self.assertRaisesRegex(AssertionError, "'product_id' is a required field"),
            Form(receipt, view=FORM) as form,
            form.move_line_ids.new(),
        ):
            pass

    def test_what_was_not_ordered_arrives_in_the_unit_of_the_product(self):
        form = Form(
            self.env["stock.picking"]
            .with_user(self.bench)
            .with_context(restricted_picking_type_code="incoming"),
            view=FORM,
        )
        with form.move_ids.new() as move:
            move.product_id = self.jar
            move.product_uom_qty = 12
        receipt = form.save()
        receipt.action_confirm()
        line = receipt.move_line_ids
        self.assertEqual(line.maker_bought_unit_id, self.unit)
        self.assertEqual(line.maker_bought_qty, 12)
        self.assertFalse(line.maker_stock_amount)
        receipt.button_validate()
        self.assertEqual(self.jar.qty_available, 12)

    def test_the_parts_of_a_kit_arrive_in_their_own_units(self):
        kit = self._make_product("Starter set", self.unit, "component")
        self._make_recipe(kit, [(self.wax, "2 lb"), (self.jar, "3")], type="phantom")
        order = self.order.copy({"order_line": []})
        order.order_line = [
            Command.create({"product_id": kit.id, "product_qty": 2, "price_unit": 5})
        ]
        order.button_confirm()
        lines = order.picking_ids.move_line_ids
        wax = lines.filtered(lambda line: line.product_id == self.wax)
        jars = lines - wax
        self.assertEqual((wax.maker_bought_qty, jars.maker_bought_qty), (4, 6))
        self.assertEqual(wax.maker_bought_unit_id, self.lb)
        self.assertEqual(jars.maker_bought_unit_id, self.unit)
        wax.maker_bought_qty = 3
        self.assertAlmostEqual(wax.quantity_product_uom, 1360.78, 2)
        self.assertEqual((wax.maker_bought_qty, wax.maker_bought_unit_id), (3, self.lb))

    def test_values_of_a_line_are_left_to_whoever_gave_them(self):
        values = {"product_id": self.wax.id, "maker_bought_qty": 3}
        given = {**values, "picking_id": self._receipt().id}
        kept = dict(given)
        self.env["stock.move.line"].create([given])
        self.assertEqual(given, kept)

    def test_a_purchase_goes_from_draft_to_received(self):
        self.assertEqual(self.order.maker_stage, "draft")
        receipt = self._receipt()
        self.assertEqual(self.order.maker_stage, "purchase")
        receipt.button_validate()
        self.assertEqual(self.order.maker_stage, "received")
        other = self._buy(1)
        other.button_cancel()
        self.assertEqual(other.maker_stage, "cancel")

    def test_a_purchase_opens_its_receipt_in_maker(self):
        receipt = self._receipt()
        action = self.order.with_user(self.bench).action_maker_receipts()
        self.assertEqual(action["res_id"], receipt.id)
        self.assertEqual(action["views"], [(self.env.ref(FORM).id, "form")])
        stranger = new_test_user(
            self.env, "plain_buyer", groups="purchase.group_purchase_user"
        )
        with self.assertRaises(AccessError):
            self.order.with_user(stranger).action_maker_receipts()

    def test_a_price_a_pound_tells_what_a_gram_costs(self):
        offer = self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": self.wax.product_tmpl_id.id,
                "product_uom_id": self.lb.id,
                "price": 9,
            }
        )
        currency = self.env.company.currency_id
        currency.position = "before"
        before = f"{currency.symbol}\N{NO-BREAK SPACE}"
        self.assertEqual(offer.maker_unit_cost, f"{before}0.01984 / g")
        offer.discount = 50
        self.assertEqual(offer.maker_unit_cost, f"{before}0.009921 / g")
        offer.write({"price": 544.31, "discount": 0})
        self.assertEqual(offer.maker_unit_cost, f"{before}1.20 / g")
        currency.position = "after"
        offer.invalidate_recordset()
        after = f"1.20\N{NO-BREAK SPACE}{currency.symbol} / g"
        self.assertEqual(offer.maker_unit_cost, after)
        offer.price = 0
        self.assertFalse(offer.maker_unit_cost)
