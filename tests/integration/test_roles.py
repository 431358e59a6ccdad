"""``docs/security.md`` says who may do what to which model; this is what holds it."""

import re
from pathlib import Path

from odoo.tests import TransactionCase, new_test_user, tagged

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security.md"
ROLES = {
    "Bench": "maker_mrp.group_user",
    "Manager": "maker_mrp.group_manager",
    "Accountant": "base.group_user,maker_mrp.group_accountant",
    "Sales": "base.group_user,sales_team.group_sale_salesman_all_leads",
    "Stock": "base.group_user,stock.group_stock_user",
    "Production": "base.group_user,mrp.group_mrp_manager",
    "Settings": "base.group_user,base.group_system",
    "Employee": "base.group_user",
    "Portal": "base.group_portal",
    "Visitor": "base.group_public",
}
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
ROW = re.compile(r"^\| `([a-z_.]+)` \|(.*)\|$", re.MULTILINE)


@tagged("standard", "post_install", "-at_install")
class TestRoles(TransactionCase):
    maxDiff = None

    def _told(self):
        """``{model: [rights per role]}`` as the page's table tells them."""
        return {
            model: [cell.strip().strip("–") for cell in cells.split("|")]
            for model, cells in ROW.findall(PAGE.read_text())
        }

    def _held(self):
        """The same, as the database has it."""
        users = {
            role: new_test_user(self.env, f"role_{role.lower()}", groups=groups)
            for role, groups in ROLES.items()
        }
        own = [
            name
            for name, model in sorted(self.env.registry.items())
            if name.startswith("maker.") and not model._abstract
        ]
        return {
            name: [
                "".join(
                    letter
                    for operation, letter in OPERATIONS.items()
                    if self.env[name].with_user(user).has_access(operation)
                )
                for user in users.values()
            ]
            for name in own
        }

    def test_the_table_of_roles_is_what_holds(self):
        held = self._held()
        table = "\n".join(
            f"| `{model}` | {' | '.join(right or '–' for right in rights)} |"
            for model, rights in held.items()
        )
        self.assertEqual(self._told(), held, f"docs/security.md must say:\n{table}")

    def test_the_table_names_the_roles(self):
        header = f"| Model | {' | '.join(ROLES)} |"
        self.assertIn(header, PAGE.read_text())

    def test_nobody_outside_the_business_has_a_right(self):
        for model, rights in self._told().items():
            self.assertEqual(rights[-2:], ["", ""], model)
