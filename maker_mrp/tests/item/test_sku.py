from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestSku(MakerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create(
            {"name": "Candles", "maker_sku_pattern": "{category:3}-{name:4}-{number:3}"}
        )
        cls.below = cls.env["product.category"].create(
            {"name": "Pillars", "parent_id": cls.category.id}
        )
        cls.items = cls.env["product.product"]
        for name in ("Lavender pillar", "Lavender pillow", "Rose"):
            cls.items |= cls._make_product(
                name, cls.unit, "product", categ_id=cls.below.id
            )

    def _wizard(self, **values):
        return self.env["maker.sku.generator"].create(
            {"product_ids": [(6, 0, self.items.ids)], **values}
        )

    def test_codes_follow_the_pattern_of_the_category_without_clashes(self):
        self._make_product("Other", self.unit, "product", default_code="pil-lapi-001")
        wizard = self._wizard()
        self.assertFalse(any(self.items.mapped("default_code")), "only a preview")
        wizard.action_apply()
        self.assertEqual(
            self.items.mapped("default_code"),
            ["PIL-LAPI-002", "PIL-LAPI-003", "PIL-ROSE-001"],
        )

    def test_codes_that_are_there_are_kept_unless_asked(self):
        self.items[0].default_code = "OLD"
        self.assertEqual(self._wizard().line_ids.product_id, self.items[1:])
        wizard = self._wizard(keep_existing=False, pattern="{name:3}")
        wizard.action_apply()
        self.assertEqual(self.items.mapped("default_code"), ["LAP", "LAP-2", "ROS"])

    def test_all_clashes_are_shown_at_once(self):
        wizard = self._wizard()
        self.wax.default_code = "TAKEN"
        wizard.line_ids[0].new_code = "taken"
        wizard.line_ids[1].new_code = ""
        with self.assertRaisesRegex(
            ValidationError, "(?s)pillar: “taken” is taken.*pillow: enter a code"
        ):
            wizard.action_apply()
        self.assertFalse(any(self.items.mapped("default_code")))

    def test_a_pattern_that_makes_no_code_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "{colour} ?”? is not understood"):
            self.category.maker_sku_pattern = "{colour}-1"

    def test_from_a_list_of_products(self):
        context = {
            "active_model": "product.template",
            "active_ids": self.items.product_tmpl_id.ids,
        }
        form = Form(self.env["maker.sku.generator"].with_context(**context))
        self.assertEqual(len(form.line_ids), 3)
        form.save().action_apply()
        self.assertTrue(all(self.items.mapped("default_code")))
