"""Who may call what: every public method of the suite, as everybody.

The same tests run on a database with the apps that open Odoo to the portal, see
``tests/acceptance/open_apps.py``.
"""

from public_calls import PublicCallsCase, own_classes, public_methods

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

ODD = (
    -1,
    0,
    1.5,
    2**31,
    2**70,
    float("nan"),
    float("inf"),
    True,
    "",
    "x",
    "x" * 10_000,
    "half \ud800",
    "nul \0",
    [],
    [[]],
    [1, "x"],
    {},
    {"x": 1},
    {"1": "x"},
    {str(2**70): 1},
)
ODD_IDS = (0, -1, 2**31, 2**70, 1.5, "x", "nul \0", None, True, [1], {})


@tagged("standard", "post_install", "-at_install")
class TestPublicMethods(PublicCallsCase):
    maxDiff = None

    def test_every_new_method_says_whom_it_is_for(self):
        silent = [
            f"{model}.{name}"
            for model, name, is_new in public_methods(self.env)
            if is_new
            and not any(
                hasattr(vars(each).get(name), "only_for")
                for each in own_classes(self.env, model)
            )
        ]
        self.assertEqual(silent, [])

    def test_nothing_is_told_or_done_outside_the_business(self):
        wrong = []
        for user in (self.public, self.portal):
            for model, name, is_new in public_methods(self.env):
                arguments, named = self.arguments(model, name)
                kind, what, *wrote = self.call(user, model, name, arguments, named)
                refused = isinstance(what, AccessError)
                if is_new and not refused or kind == "broken" or any(wrote):
                    wrong.append((user.login, model, name, kind, what, *wrote))
        self.assertEqual(wrong, [])

    def test_no_model_is_open_outside_the_business(self):
        calls = {
            "search_read": [[]],
            "web_search_read": [[], {"display_name": {}}],
            "name_search": [],
            "default_get": [["display_name"]],
            "onchange": [[], {}, [], {"display_name": {}}],
            "create": [[{}]],
            "formatted_read_group": [[], [], ["__count"]],
        }
        wrong = []
        for model in self.env.registry:
            if not model.startswith("maker.") or self.env[model]._abstract:
                continue
            for user in (self.public, self.portal):
                for name, arguments in calls.items():
                    kind, what, *_ = self.call(user, model, name, arguments, {})
                    if kind == "broken" or kind == "answered" and what:
                        wrong.append((user.login, model, name, what))
        self.assertEqual(wrong, [])

    def _odoos_groups(self):
        """Odoo's own groups that people are given, each with an external id."""
        groups = self.env["res.groups"].search([("privilege_id", "!=", False)])
        known = groups.get_external_id()
        return [
            known[group.id]
            for group in groups
            if known[group.id] and not known[group.id].startswith(("maker", "test"))
        ]

    def test_users_of_odoos_groups_are_answered_in_words(self):
        wrong = []
        names = ["base.group_user", *self._odoos_groups()]
        self.assertGreater(len(names), 8)
        for number, group in enumerate(names):
            user = new_test_user(
                self.env, f"odoo_{number}", groups=f"base.group_user,{group}"
            )
            for model, name, is_new in public_methods(self.env):
                records = self.env[model].with_user(user)
                closed = not records._abstract and not records.has_access("read")
                if not is_new or closed:
                    continue
                arguments, named = self.arguments(model, name)
                kind, what, *_ = self.call(user, model, name, arguments, named)
                if kind == "broken":
                    wrong.append((group, model, name, what))
        self.assertEqual(wrong, [])

    def test_odd_arguments_are_refused_in_words(self):
        wrong = []
        for model, name, is_new in public_methods(self.env):
            if not is_new:
                continue
            for parameter in self.parameters(model, name):
                for odd in ODD:
                    arguments, named = self.arguments(model, name, **{parameter: odd})
                    kind, what, *_ = self.call(
                        self.manager, model, name, arguments, named
                    )
                    if kind == "broken":
                        wrong.append((model, name, parameter, odd, what))
        self.assertEqual(wrong, [])

    def test_odd_ids_are_refused_in_words(self):
        wrong = []
        for model, name, is_new in public_methods(self.env):
            first, named = self.arguments(model, name)
            if not is_new or not first or self.env[model]._abstract:
                continue
            for odd in ODD_IDS:
                kind, what, *_ = self.call(self.manager, model, name, [[odd]], named)
                if kind != "refused":
                    wrong.append((model, name, odd, kind, what))
        self.assertEqual(wrong, [])

    def test_records_of_another_company_are_refused(self):
        elsewhere = self.env["res.company"].create({"name": "Other studio"})
        stranger = new_test_user(
            self.env,
            "other_manager",
            groups="maker_mrp.group_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        ours = (
            self.made,
            self.order,
            self.channel,
            self.day,
            self.recall,
            self.made.bom_id,
        )
        self.made.bom_id.company_id = self.env.company
        self.env.flush_all()
        told = []
        for records in ours:
            for model, name, is_new in public_methods(self.env):
                if model != records._name or not is_new:
                    continue
                _first, named = self.arguments(model, name)
                kind, what, *_ = self.call(stranger, model, name, [records.ids], named)
                if kind != "refused":
                    told.append((model, name, kind, what))
        self.assertEqual(told, [])
