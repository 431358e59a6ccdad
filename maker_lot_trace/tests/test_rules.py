from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestRules(TransactionCase):
    def _models(self):
        names = self.env["ir.model"].search([("model", "=like", "maker.%")])
        for name in names.mapped("model"):
            model = self.env[name]
            if not model._abstract and model._original_module == "maker_lot_trace":
                yield model

    def test_every_model_with_a_company_has_a_company_rule(self):
        for model in self._models():
            if model._transient or "company_id" not in model._fields:
                continue
            rules = self.env["ir.rule"].search([("model_id.model", "=", model._name)])
            self.assertIn("company_ids", "".join(rules.mapped("domain_force") or [""]))

    def test_every_model_is_open_to_bench_and_read_by_the_accountant(self):
        accountant = self.env.ref("maker_mrp.group_accountant")
        for model in self._models():
            access = self.env["ir.model.access"].search(
                [("model_id.model", "=", model._name)]
            )
            groups = access.group_id
            self.assertIn(self.env.ref("maker_mrp.group_user"), groups, model._name)
            if not model._transient:
                rows = access.filtered_domain([("group_id", "=", accountant.id)])
                self.assertTrue(rows.perm_read, model._name)
                self.assertFalse(
                    rows.perm_write or rows.perm_create or rows.perm_unlink, model._name
                )
