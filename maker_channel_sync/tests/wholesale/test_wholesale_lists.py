from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools.safe_eval import safe_eval

from .test_wholesale import WholesaleCase


class TestWholesaleLists(WholesaleCase):
    """What is made under Wholesale stays there, and its prices are one number."""

    def _made_under_wholesale(self, pricelist):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maker_channel_sync.maker_wholesale_order_action"
        )
        orders = self.env["sale.order"].with_user(self.seller)
        form = Form(
            orders.with_context(**safe_eval(action["context"])),
            "maker_mrp.sale_order_view_form_maker",
        )
        form.partner_id = self.env["res.partner"].create({"name": "New stockist"})
        form.pricelist_id = pricelist
        with form.order_line.new() as line:
            line.product_id = self.soap
            line.product_uom_qty = 5
        order = form.save()
        return order, orders.search(safe_eval(action["domain"]))

    def test_an_order_made_under_wholesale_stays_whatever_its_price_list(self):
        retail = self.env["product.pricelist"].create({"name": "Retail"})
        order, listed = self._made_under_wholesale(retail)
        self.assertIn(order, listed)
        self.assertTrue(order.maker_wholesale)
        order.pricelist_id = self.prices
        order.pricelist_id = retail
        self.assertTrue(order.maker_wholesale)

    def test_orders_of_before_are_told_by_their_prices_in_one_statement(self):
        retail = self.env["product.pricelist"].create({"name": "Retail"})
        buyer = self.env["res.partner"].create({"name": "Old stockist"})
        orders = self.env["sale.order"].create(
            [
                {"partner_id": buyer.id, "pricelist_id": prices.id}
                for prices in (self.prices, retail)
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE sale_order DROP COLUMN maker_wholesale CASCADE"
        )
        before = self.env.cr.sql_log_count
        self.env["sale.order"]._maker_wholesale_column()
        # whether the columns are there, the column, its values
        self.assertLessEqual(self.env.cr.sql_log_count - before, 5)
        self.env.invalidate_all(flush=False)
        self.assertEqual(orders.mapped("maker_wholesale"), [True, False])

    def test_its_cases_count_until_it_is_no_wholesale_order(self):
        self.soap.maker_case_qty = 12
        retail = self.env["product.pricelist"].create({"name": "Retail"})
        order, _listed = self._made_under_wholesale(retail)
        with self.assertRaisesRegex(UserError, "a case holds 12"):
            order.action_confirm()
        order.maker_wholesale = False
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_wholesale_prices_are_wholesale_whatever_the_order_says(self):
        self.soap.maker_case_qty = 12
        order = self._wholesale({self.soap: 5})
        self.assertTrue(order.maker_wholesale)
        order.maker_wholesale = False
        with self.assertRaisesRegex(UserError, "a case holds 12"):
            order.action_confirm()

    def test_an_ordinary_order_is_not_listed(self):
        order = self.env["sale.order"].create({"partner_id": self.seller.partner_id.id})
        self.assertFalse(order.maker_wholesale)

    def test_half_the_sales_price_is_one_number_of_the_price_list(self):
        manager = self.seller
        form = Form(
            self.env["product.pricelist"]
            .with_user(manager)
            .with_context(default_maker_wholesale=True),
            "maker_channel_sync.product_pricelist_view_form_wholesale",
        )
        form.name = "Half"
        form.maker_discount = 50
        prices = form.save()
        self.assertEqual(prices._get_product_price(self.candle, 1), 10)
        prices.maker_discount = 40
        self.assertEqual(prices._get_product_price(self.candle, 1), 12)
        self.assertEqual(len(prices.item_ids), 1)
        prices.maker_discount = 0
        self.assertFalse(prices.item_ids)
        self.assertEqual(self.prices.maker_discount, 50)

    def test_prices_for_some_only_are_no_discount_of_the_list(self):
        self.prices.item_ids.min_quantity = 100
        self.assertFalse(self.prices.maker_discount)

    def test_a_nonsense_discount_is_refused_in_words(self):
        for discount in (-1, 100):
            with self.assertRaisesRegex(ValidationError, "between 0 and 100"):
                self.prices.maker_discount = discount
                self.prices.flush_recordset()

    def test_the_first_price_list_offers_a_percentage_before_it_is_saved(self):
        self.env.ref("base.group_user").implied_ids -= self.env.ref(
            "product.group_product_pricelist"
        )
        user = new_test_user(self.env, "first_seller", groups="maker_mrp.group_manager")
        self.assertFalse(user.has_group("product.group_product_pricelist"))
        items = self.env["product.pricelist.item"].with_user(user)
        shown = items.get_view(
            self.env.ref(
                "maker_channel_sync.product_pricelist_item_view_form_wholesale"
            ).id
        )
        self.assertIn('name="compute_price"', shown["arch"])
