from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

ROLES = {
    "bench": "maker_mrp.group_user",
    "manager": "maker_mrp.group_manager",
    "accountant": "base.group_user,maker_mrp.group_accountant",
    "administrator": "maker_mrp.group_manager,base.group_system",
}


@tagged("post_install", "-at_install")
class TestGlossary(TransactionCase):
    """Words are explained to everybody; screens are offered to who may see them."""

    def _terms(self, role, groups):
        user = new_test_user(self.env, f"glossary_{role}", groups=groups)
        return self.env["maker.term"].with_user(user).search([])

    def test_every_term_has_a_screen_in_maker(self):
        root = self.env.ref("maker_mrp.maker_menu_root")
        terms = self.env["maker.term"].search([])
        self.assertGreater(len(terms), 40)
        for term in terms:
            with self.subTest(term.name):
                self.assertTrue(term.menu_id.action.exists())
                self.assertIn(root.id, self._ancestors(term.menu_id))

    def _ancestors(self, menu):
        while menu:
            yield menu.id
            menu = menu.parent_id

    def test_a_word_stands_for_one_term(self):
        words = [
            word.strip().lower()
            for term in self.env["maker.term"].search([])
            for word in (term.name, *(term.also or "").split(","))
        ]
        twice = {word for word in words if words.count(word) > 1}
        self.assertEqual(twice, set())

    def test_every_screen_opens_for_who_is_offered_it(self):
        for role, groups in ROLES.items():
            for term in self._terms(role, groups).filtered("can_open"):
                with self.subTest(role=role, term=term.name):
                    self._check_opens(term.env, term.action_open())

    def _check_opens(self, env, action):
        if action["type"] == "ir.actions.server":
            action = env["ir.actions.server"].browse(action["id"]).run()
        if action["type"] != "ir.actions.act_window":
            self.assertTrue(action["tag"])
            return
        model = env[action["res_model"]]
        views = action.get("views") or [(False, action["view_mode"].split(",")[0])]
        model.get_views([(view, kind) for view, kind in views])
        self.assertTrue(model.has_access("read") or model._transient)

    def test_the_bench_is_told_of_the_books_but_not_led_there(self):
        terms = self._terms("bench", ROLES["bench"])
        cogs = terms.filtered(lambda term: term.name == "Cost of goods sold")
        self.assertEqual(cogs.place, "Books, Cost of goods sold")
        self.assertFalse(cogs.can_open)
        with self.assertRaisesRegex(UserError, "Books, Cost of goods sold"):
            cogs.action_open()

    def test_everybody_in_the_business_reads_and_nobody_writes(self):
        terms = self._terms("employee", "base.group_user,sales_team.group_sale_manager")
        self.assertTrue(terms.mapped("explanation"))
        self.assertFalse(terms.filtered("can_open"))
        for role, groups in ROLES.items():
            terms = self._terms(role, groups)
            with self.subTest(role), self.assertRaises(AccessError):
                terms[0].name = "Mine"
        with self.assertRaises(AccessError):
            self._terms("outsider", "base.group_portal")

    def test_a_hidden_menu_takes_its_screen_off_the_offer(self):
        reorder = self._terms("bench", ROLES["bench"]).filtered(
            lambda term: term.name == "Reorder point"
        )
        self.assertTrue(reorder.can_open)
        reorder.menu_id.sudo().parent_id.group_ids = [
            Command.set(self.env.ref("base.group_public").ids)
        ]
        reorder.invalidate_recordset()
        self.assertFalse(reorder.can_open)

    def test_a_list_asking_for_sizes_of_files_is_answered(self):
        """As the web client does; the menus' pictures must not be read for it."""
        terms = self._terms("bench", ROLES["bench"]).with_context(bin_size=True)
        self.env.registry.clear_cache()
        self.assertTrue(any(term["can_open"] for term in terms.read(["can_open"])))

    def test_a_term_is_found_by_its_other_words_and_its_explanation(self):
        search = self.env["maker.term"].name_search
        self.assertIn("Cycle count", dict(search("stocktake")).values())
        self.assertIn("Just-in-time", dict(search("jit")).values())
