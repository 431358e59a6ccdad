import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

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
