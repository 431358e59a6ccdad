import re
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.orm.domains import DomainAnd
from odoo.tests import TransactionCase, new_test_user, tagged

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
PURE = (
    "maker_mrp/recipe_math",
    "maker_mrp/cost_flow",
    "maker_mrp/replenishment_math",
    "maker_mrp/catalog_file",
    "maker_lot_trace/trace_graph",
    "maker_channel_sync/channel_clients",
    "maker_channel_sync/stock_policy",
)
SECRET = re.compile(r"secret|token$|password|api_key|private_key|client_key")


@tagged("standard", "post_install", "-at_install")
class TestRules(TransactionCase):
    """What must hold for every model and file, those still to be written included."""

    def models(self, transient=False):
        own = self.env["ir.model.data"].search(
            [("model", "=", "ir.model"), ("module", "in", ADDONS)]
        )
        self.assertGreater(len(own), 20, "the addons' models were not found")
        for model in self.env["ir.model"].browse(own.mapped("res_id")):
            if not model.model.startswith("maker."):
                continue
            known = self.env.get(model.model)
            wanted = known is not None and not known._abstract
            if wanted and known._transient == transient:
                yield model, known

    def test_every_model_says_who_may_read_it(self):
        bare = [
            model.model
            for transient in (False, True)
            for model, _known in self.models(transient)
            if not model.access_ids.filtered("perm_read").group_id
        ]
        self.assertEqual(bare, [])

    def test_no_access_row_is_open_to_everybody(self):
        rows = [
            row.name
            for transient in (False, True)
            for model, _known in self.models(transient)
            for row in model.access_ids
            if not row.group_id
        ]
        self.assertEqual(rows, [])

    def test_the_accountant_may_change_no_model_of_maker(self):
        accountant = self.env.ref("maker_mrp.group_accountant")
        rows = [
            row.name
            for model, _known in self.models()
            for row in model.access_ids
            if row.group_id == accountant
            and (row.perm_write or row.perm_create or row.perm_unlink)
        ]
        self.assertEqual(rows, [])

    def test_every_model_with_a_company_keeps_companies_apart(self):
        bare = [
            model.model
            for model, known in self.models()
            if "company_id" in known._fields
            and not any("company" in (r.domain_force or "") for r in model.rule_ids)
        ]
        self.assertEqual(bare, [])

    def test_every_wizard_is_kept_to_whoever_opened_it(self):
        """Odoo itself lets all who may open a wizard read and change each of them."""
        rules = self.env["ir.rule"].with_user(self.env.ref("base.user_admin"))
        shared = [
            (model.model, mode)
            for model, _known in self.models(transient=True)
            for mode in ("read", "write", "unlink")
            if "create_uid"
            not in self._needed(rules._compute_domain(model.model, mode))
        ]
        self.assertEqual(shared, [])

    @staticmethod
    def _needed(domain):
        """Names of the fields that each for itself have to hold."""
        parts = domain.children if isinstance(domain, DomainAnd) else (domain,)
        return {getattr(part, "field_expr", "") for part in parts}

    def test_a_wizard_of_somebody_else_is_out_of_reach(self):
        opener, other = (
            new_test_user(self.env, login, groups="stock.group_stock_user")
            for login in ("wizard_opener", "wizard_other")
        )
        product = self.env["product.product"].create(
            {"name": "Wax", "is_storable": True, "tracking": "lot"}
        )
        lot = self.env["stock.lot"].create({"name": "W-1", "product_id": product.id})
        wizard = (
            self.env["maker.lot.hold"]
            .with_user(opener)
            .create({"lot_ids": lot.ids, "reason": "Smells odd"})
        )
        foreign = wizard.with_user(other)
        self.assertFalse(foreign.search([("reason", "=", "Smells odd")]))
        for use in (
            lambda: foreign.read(["reason"]),
            lambda: foreign.write({"action": "release"}),
            foreign.action_apply,
            foreign.unlink,
        ):
            foreign.invalidate_recordset()
            with self.assertRaises(AccessError):
                use()
        wizard.action_apply()
        self.assertEqual(lot.maker_hold, "hold")

    def test_credentials_are_for_administrators(self):
        readable = [
            f"{model.model}.{name}"
            for model, known in self.models()
            for name, field in known._fields.items()
            if SECRET.search(name)
            and field.type in ("char", "text")
            and "base.group_system" not in (field.groups or "")
        ]
        self.assertEqual(readable, [])

    def test_pure_packages_do_not_import_odoo(self):
        impure = [
            str(path.relative_to(ROOT))
            for package in PURE
            for path in (ROOT / package).rglob("*.py")
            if re.search(r"^\s*(from|import) odoo", path.read_text(), re.MULTILINE)
        ]
        self.assertEqual(impure, [])
