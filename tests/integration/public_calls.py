"""Call the suite's public methods as the browser or an integration would."""

import inspect
from contextlib import contextmanager
from copy import deepcopy
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user

from odoo.addons.maker_lot_trace.tests.common import TracePageCase

OWN = "odoo.addons.maker_"
WRITES = ("INSERT", "UPDATE", "DELETE")
# What a method that Odoo has, too, is called with.
CORE_ARGUMENTS = {
    "create": [[{}]],
    "write": [{}],
    "message_post_with_source": ["mail.message_origin_link"],
    "find": ["STORY-FR"],
}
ARGUMENTS = {"code": "STORY-FR", "kind": "lot"}


class Undo(Exception):
    """Ends a call's savepoint: nothing of it stays."""


def own_classes(env, name):
    """The addons' own classes in a model, most derived first."""
    return [each for each in type(env[name]).__mro__ if each.__module__.startswith(OWN)]


def public_methods(env):
    """Every public method the suite defines or extends.

    :return: list of ``(model, method, is_new)``; a method that is not new is Odoo's,
        extended
    """
    found = []
    for name in sorted(env.registry):
        own = own_classes(env, name)
        others = [each for each in type(env[name]).__mro__ if each not in own]
        defined = {
            attribute
            for each in own
            for attribute, value in vars(each).items()
            if not attribute.startswith("_") and inspect.isfunction(value)
        }
        for attribute in sorted(defined):
            is_new = not any(attribute in vars(each) for each in others[1:])
            found.append((name, attribute, is_new))
    return found


class PublicCallsCase(TracePageCase):
    """A studio with a story, and people who should not know it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot, cls.made, cls.order = cls._story("STORY")
        cls.channel = cls.env["maker.channel"].create(
            {
                "name": "Unspoken shop",
                "code": "woocommerce",
                "base_url": "https://shop.example.com",
                "warehouse_id": cls.warehouse.id,
            }
        )
        cls.day = cls.env["maker.market.day"].create(
            {"name": "Harbour fair", "warehouse_id": cls.warehouse.id}
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Wholesale terms", "maker_wholesale": True}
        )
        cls.recall = cls.env["maker.recall"].create({"lot_ids": cls.lot.ids})
        cls.public = cls.env.ref("base.public_user")
        cls.portal = new_test_user(
            cls.env, "portal_customer", groups="base.group_portal"
        )
        cls.internal = new_test_user(
            cls.env, "plain_internal", groups="base.group_user"
        )
        cls.manager = new_test_user(
            cls.env, "studio_manager", groups="maker_mrp.group_manager"
        )
        cls.env.flush_all()

    def some_id(self, model):
        """The id of a record, or one there may be."""
        records = self.env[model]
        if records._abstract:
            return []
        known = {
            "stock.lot": self.lot,
            "mrp.production": self.made,
            "sale.order": self.order,
            "maker.channel": self.channel,
            "product.pricelist": self.pricelist,
        }.get(model) or records.sudo().search([], limit=1, order="id desc")
        return known.ids or [1]

    def arguments(self, model, name, /, **given):
        """Positional and named arguments of an ordinary call."""
        method = getattr(type(self.env[model]), name)
        first = [] if getattr(method, "_api_model", False) else [self.some_id(model)]
        if name in CORE_ARGUMENTS:
            return [*first, *deepcopy(CORE_ARGUMENTS[name])], {}
        needed = {
            each: given.get(each, ARGUMENTS.get(each, self.lot.id))
            for each, known in self.parameters(model, name).items()
            if each in given or known.default is known.empty
        }
        return first, needed

    def parameters(self, model, name):
        """What may be given to a method by name."""
        method = getattr(type(self.env[model]), name)
        found = dict(inspect.signature(method).parameters)
        found.pop("self", None)
        kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        return {each: told for each, told in found.items() if told.kind not in kinds}

    def call(self, user, model, name, arguments, named):
        """Call a method as ``user`` and undo it.

        :return: ``("refused", error)``, ``("broken", error)`` or
            ``("answered", what, statements that write)``
        """
        env = self.env(user=user, context={}, su=False)
        with self._written(env) as statements:
            try:
                with env.cr.savepoint():
                    answer = call_kw(env[model], name, arguments, named)
                    env.flush_all()
                    raise Undo(answer)
            except Undo as undone:
                outcome = ("answered", undone.args[0], list(statements))
            except (UserError, IntegrityError) as refused:
                # Odoo's server puts what the database refuses into words
                outcome = ("refused", refused)
            except Exception as broken:  # noqa: BLE001
                outcome = ("broken", broken)
        env.invalidate_all(flush=False)
        return outcome

    @contextmanager
    def _written(self, env):
        statements, plain = [], type(env.cr).execute

        def execute(cursor, query, *arguments, **options):
            code = getattr(query, "code", query)
            if isinstance(code, str) and code.lstrip()[:6].upper() in WRITES:
                statements.append(code)
            return plain(cursor, query, *arguments, **options)

        with patch.object(type(env.cr), "execute", execute):
            yield statements
