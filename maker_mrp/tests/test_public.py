from decimal import Decimal

from odoo import api, fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.maker_mrp import public


class Caller:
    """A method as the addons write them, without a model around it."""

    @public.only_for("maker_mrp.group_user")
    @public.takes(qty=public.a_number, used=public.amounts, date=public.a_moment)
    def act(self, qty=None, used=None, date=None, note=None):
        return self, qty


@tagged("post_install", "-at_install")
class TestPublicGuard(TransactionCase):
    def _act(self, records, *arguments, **named):
        return Caller.act(records, *arguments, **named)

    def test_only_the_groups_named_may_call(self):
        partner = self.env["res.partner"].create({"name": "Somebody"})
        for groups in ("base.group_portal", "base.group_user", "base.group_public"):
            user = new_test_user(self.env, f"u_{groups[11:]}", groups=groups)
            with self.assertRaises(AccessError) as refused:
                self._act(partner.with_user(user))
            self.assertNotIn("Somebody", str(refused.exception))
        bench = new_test_user(self.env, "u_bench", groups="maker_mrp.group_user")
        self.assertEqual(self._act(partner.with_user(bench), 2)[1], 2)
        self.assertEqual(self._act(partner.with_user(user).sudo(), 2)[1], 2)

    def test_the_records_own_rules_come_next(self):
        bench = new_test_user(self.env, "u_rules", groups="maker_mrp.group_user")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        partner = self.env["res.partner"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            self._act(partner.with_user(bench))

    def test_ids_of_no_record_are_refused(self):
        partners = self.env["res.partner"]
        for odd in (0, -1, 2**31, 2**70, "x", 1.5, None, True):
            with self.assertRaises(MissingError, msg=odd):
                self._act(partners.browse([odd]))
        self.assertFalse(self._act(partners)[0])
        self._act(partners.new({"name": "being typed"}))

    def test_texts_no_database_keeps_are_refused_however_deep(self):
        partner = self.env.user.partner_id
        for odd in ("\0", "\ud800", "x" * 10_000):
            for note in (odd, [odd], {"a": {odd: 1}}, {"a": [[odd]]}):
                with self.assertRaises(UserError, msg=repr(odd)[:10]):
                    self._act(partner, note=note)
        deep = []
        for _level in range(50):
            deep = [deep]
        with self.assertRaises(UserError):
            self._act(partner, note=deep)

    def test_arguments_of_another_kind_are_refused(self):
        partner = self.env.user.partner_id
        for odd in ("x", [], float("nan"), float("inf"), True, 10**30, 10**400):
            with self.assertRaises(UserError, msg=odd):
                self._act(partner, odd)
        for odd in (1, "x", [1], {"x": 1}, {1: "x"}, {1: {2: None}}, {str(2**70): 1}):
            with self.assertRaises(UserError, msg=odd):
                self._act(partner, used=odd)
        for odd in (1, "tomorrow", [], "2026-13-01"):
            with self.assertRaises(UserError, msg=odd):
                self._act(partner, date=odd)
        for right in (0, 1.5, Decimal("0.1"), -3, None):
            self.assertEqual(self._act(partner, right)[1], right)
        used = {partner: 1, "7": {"8": 0.5, False: 2}, partner.id: {partner: 1}}
        self._act(partner, used=used, date="2026-11-30")
        self._act(partner, date=fields.Date.today())

    def test_a_models_own_method_needs_no_records(self):
        guarded = api.model(public.only_for("base.group_user")(lambda self: "told"))
        self.assertEqual(guarded(self.env["maker.today"]), "told")


@tagged("post_install", "-at_install")
class TestWithoutWarehouse(TransactionCase):
    def test_a_company_without_a_warehouse_is_told_what_it_lacks(self):
        company = self.env["res.company"].create({"name": "Books only"})
        self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        ).active = False
        env = self.env["res.company"].with_company(company).env
        with self.assertRaisesRegex(UserError, "Books only has no warehouse yet"):
            env["maker.shopping.line"].action_open()
        with self.assertRaisesRegex(UserError, "Books only has no warehouse yet"):
            env["stock.warehouse.orderpoint"].action_maker_add_missing()
