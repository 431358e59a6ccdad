from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLineSheetFile(HttpCase):
    def test_the_line_sheet_comes_as_a_file_to_who_may_read_it(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Stockists", "maker_wholesale": True}
        )
        new_test_user(self.env, "wholesale_seller", groups="maker_mrp.group_manager")
        address = f"/maker/line-sheet/{pricelist.id}"
        self.assertIn("/web/login", self.url_open(address).url)
        self.authenticate("wholesale_seller", "wholesale_seller")
        answer = self.url_open(address)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(self.url_open("/maker/line-sheet/999999").status_code, 404)
