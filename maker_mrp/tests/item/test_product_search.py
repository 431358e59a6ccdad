from odoo import Command
from odoo.tests import TransactionCase, tagged

from ...flags import SCREEN


@tagged("post_install", "-at_install")
class TestProductSearch(TransactionCase):
    """A product is found as people say it and as the screen shows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        size = cls.env["product.attribute"].create({"name": "Burn size"})
        sizes = cls.env["product.attribute.value"].create(
            [{"name": name, "attribute_id": size.id} for name in ("4 oz", "8 oz")]
        )
        candle = cls.env["product.template"].create(
            {
                "name": "Meadow candle",
                "attribute_line_ids": [
                    Command.create(
                        {"attribute_id": size.id, "value_ids": [Command.set(sizes.ids)]}
                    )
                ],
            }
        )
        cls.small, cls.large = candle.product_variant_ids
        cls.small.default_code, cls.large.default_code = "MEADOW-S", "MEADOW-L"
        cls.tin = cls.env["product.product"].create({"name": "Meadow tin, 8 oz"})

    def _found(self, text, screen=True, **options):
        products = self.env["product.product"].with_context(**{SCREEN: screen})
        found = products.name_search(text, **options)
        return self.env["product.product"].browse([key for key, _name in found])

    def test_by_its_size(self):
        found = self._found("meadow 8 oz")
        self.assertEqual(set(found), {self.tin, self.large})
        self.assertEqual(self._found("8 oz")[0], self.tin)
        self.assertIn(self.large, self._found("8 oz"))

    def test_by_the_name_as_shown(self):
        for product in (self.small, self.large):
            with self.subTest(product.display_name):
                self.assertEqual(self._found(product.display_name), product)
                plain = product.with_context(display_default_code=False)
                self.assertEqual(self._found(plain.display_name), product)

    def test_domain_and_limit_are_kept_to(self):
        only = [("id", "=", self.large.id)]
        self.assertEqual(self._found("8 oz", domain=only), self.large)
        self.assertEqual(len(self._found("meadow oz", limit=1)), 1)

    def test_what_is_not_there_is_not_found(self):
        self.assertFalse(self._found("meadow 9 oz"))

    def test_screens_of_odoo_search_as_they_did(self):
        self.assertNotIn(self.large, self._found("meadow 8 oz", screen=False))
