from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestVendorOnForm(TransactionCase):
    """Who sells a material is said where the material is first written down."""

    def write_down(self, **values):
        view = self.env.ref("maker_mrp.product_template_view_maker_form")
        context = {"default_maker_kind": "material", "default_is_storable": True}
        with Form(self.env["product.template"].with_context(**context), view) as form:
            form.name = "Soy wax"
            form.uom_id = self.env.ref("uom.product_uom_gram")
            for name, value in values.items():
                setattr(form, name, value)
        return form.record

    def test_it_becomes_the_vendors_price_and_is_kept_up(self):
        vendor = self.env["res.partner"].create({"name": "Prairie Wax"})
        pound = self.env.ref("uom.product_uom_lb")
        wax = self.write_down(
            maker_vendor_id=vendor, maker_vendor_price=3.1, maker_vendor_uom_id=pound
        )
        offer = wax.seller_ids
        self.assertEqual(len(offer), 1)
        self.assertEqual(
            (offer.partner_id, offer.price, offer.product_uom_id), (vendor, 3.1, pound)
        )
        wax.maker_vendor_price = 3.4
        self.assertEqual(wax.seller_ids, offer)
        self.assertEqual(offer.price, 3.4)
        with self.assertRaisesRegex(UserError, "under Purchase"):
            wax.maker_vendor_id = False

    def test_nothing_said_makes_nothing_and_half_is_refused(self):
        self.assertFalse(self.write_down().seller_ids)
        with self.assertRaisesRegex(UserError, "who sells it"):
            self.write_down(maker_vendor_price=2)
        vendor = self.env["res.partner"].create({"name": "Prairie Wax"})
        with self.assertRaisesRegex(UserError, "cannot be negative"):
            self.write_down(maker_vendor_id=vendor, maker_vendor_price=-2)
