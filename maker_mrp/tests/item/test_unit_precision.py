from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import serialize_exception
from odoo.tests import Form, new_test_user, tagged

from ...exceptions import RemediableError
from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestUnitPrecision(MakerCommon):
    """What rounding would change too much is refused; the remedy is one click off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._make_product("Oil kept in lb", cls.lb, "material")
        cls.manager = new_test_user(
            cls.env, "precision_manager", "maker_mrp.group_manager"
        )

    def test_an_administrator_gets_a_button_that_leads_to_the_remedy(self):
        with self.assertRaises(RemediableError) as caught:
            self._make_recipe(self.candle, [(self.oil, "2 g")])
        data = serialize_exception(caught.exception)
        self.assertIn("would be stored as 0 lb", data["message"])
        self.assertEqual(
            data["context"]["exception_class"], "odoo.exceptions.RedirectWarning"
        )
        _message, action_id, button, context = data["arguments"]
        self.assertEqual(button, "Raise the precision…")
        action = self.env["ir.actions.act_window"].browse(action_id)
        wizard = Form(self.env[action.res_model].with_context(**context))
        self.assertEqual(wizard.digits, 5)
        self.assertIn("recipe lines", wizard.affected)
        closing = wizard.save().action_apply()
        self.assertEqual(closing["type"], "ir.actions.act_window_close")
        recipe = self._make_recipe(self.candle, [(self.oil, "2 g")])
        self.assertAlmostEqual(recipe.bom_line_ids.product_qty, 2, 6)
        self.assertEqual(recipe.bom_line_ids.product_uom_id, self.gram)

    def test_others_are_told_whom_to_ask(self):
        oil = self.oil.with_user(self.manager)
        with self.assertRaisesRegex(
            UserError, "smaller unit, or have an administrator raise"
        ) as caught:
            oil._maker_convert(2, self.gram, self.lb)
        self.assertNotIsInstance(caught.exception, RemediableError)

    def test_the_button_is_there_while_the_line_is_written(self):
        form = Form(
            self.env["mrp.bom"], view=self.env.ref("maker_mrp.maker_recipe_view_form")
        )
        form.product_tmpl_id = self.candle.product_tmpl_id
        with (
            self.assertRaises(RemediableError),
            form.bom_line_ids.new() as line,
        ):
            line.product_id = self.oil
            line.entry = "2 g"

    def test_other_refusals_have_no_such_button(self):
        with self.assertRaises(UserError) as caught:
            self._make_recipe(self.candle, [(self.oil, "2 ml")])
        self.assertNotIsInstance(caught.exception, RemediableError)

    def test_only_an_administrator_raises_it_and_nobody_lowers_it(self):
        wizard = self.env["maker.unit.precision"].create({"digits": 5})
        self.assertIn("recipe lines", wizard.affected)
        wizards = wizard.with_user(self.manager).sudo(False)
        refused = wizards.create({"digits": 5})
        with self.assertRaises(AccessError):
            refused.action_apply()
        wizard.action_apply()
        self.assertEqual(self.env.ref("uom.decimal_product_uom").digits, 5)
        with self.assertRaisesRegex(ValidationError, "Fewer than now"):
            self.env["maker.unit.precision"].create({"digits": 3})
