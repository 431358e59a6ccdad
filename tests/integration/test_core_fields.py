"""Fields that the suite adds to Odoo's models: whom they tell, whom they break."""

from public_calls import OWN, PublicCallsCase, own_classes

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

OPEN_ON_PURPOSE = set()
"""``model.field`` that a portal user may read; nothing so far."""


def added_fields(env):
    """``{model: [field]}`` of the fields that only the suite knows."""
    found = {}
    for name, model in env.registry.items():
        if name.startswith("maker.") or model._abstract:
            continue
        if name == "res.config.settings":
            continue  # settings are for administrators whatever their fields say
        others = [each for each in model.__mro__ if each not in own_classes(env, name)]
        own = [
            field
            for field in model._fields.values()
            if field._modules
            and all(one.startswith("maker_") for one in field._modules)
            and not any(field.name in vars(each) for each in others[1:])
        ]
        if own:
            found[name] = own
    return found


def extended_models(env):
    """Odoo's own stored models that the suite extends."""
    return [
        name
        for name, model in sorted(env.registry.items())
        if not name.startswith("maker.")
        and not model._abstract
        and any(each.__module__.startswith(OWN) for each in model.__mro__)
    ]


@tagged("standard", "post_install", "-at_install")
class TestCoreFields(PublicCallsCase):
    maxDiff = None

    def test_fields_added_to_odoos_models_are_for_the_business(self):
        bare = [
            f"{name}.{field.name}"
            for name, own in added_fields(self.env).items()
            for field in own
            if not field.groups
        ]
        self.assertEqual(set(bare) - OPEN_ON_PURPOSE, set())

    def test_a_portal_user_is_told_none_of_them(self):
        told = []
        for user in (self.portal, self.public):
            for name, own in added_fields(self.env).items():
                records = self.env[name].with_user(user)
                names = set(records.fields_get()) & {field.name for field in own}
                told += [f"{user.login}: {name}.{one}" for one in names]
                for field in own:
                    with self.assertRaises(AccessError, msg=f"{name}.{field.name}"):
                        records.browse(self.some_id(name)).mapped(field.name)
        self.assertEqual(told, [])

    def _users_of_odoo(self):
        """One user of each of Odoo's own groups that people are given."""
        groups = self.env["res.groups"].search([("privilege_id", "!=", False)])
        known = groups.get_external_id()
        for number, group in enumerate(groups):
            name = known[group.id]
            if name and not name.startswith(("maker", "test")):
                yield (
                    new_test_user(
                        self.env, f"reader_{number}", groups=f"base.group_user,{name}"
                    ),
                    name,
                )
        yield self.internal, "base.group_user"

    def _records(self, name):
        """A few records of a model, the newest of each company first."""
        return self.env[name].sudo().search([], limit=2, order="id desc")

    def test_reading_every_field_breaks_for_none_of_odoos_users(self):
        """``read()`` without a list, as integrations do."""
        broken = {}
        for user, group in self._users_of_odoo():
            for name in extended_models(self.env):
                records = self._records(name).with_user(user).sudo(False)
                if not records.has_access("read"):
                    continue
                records.env.invalidate_all()
                try:
                    records.read()
                except Exception as fault:  # noqa: BLE001
                    if self._is_ours(records, fault):
                        broken.setdefault(f"{name}: {fault}"[:300], []).append(group)
        self.assertEqual(broken, {})

    def _is_ours(self, records, fault):
        """Whether the suite's fields are why reading failed, and not Odoo's own."""
        own = {field.name for field in added_fields(self.env).get(records._name, ())}
        names = [name for name in records.fields_get() if name not in own]
        records.env.invalidate_all()
        try:
            records.read(names)
        except type(fault):
            return False
        return True
