import re

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import str2bool

WORDS = re.compile(
    r"\b(rfqs?|boms?|otd|mos?|stock variation|generate entry|control policy)\b",
    re.IGNORECASE,
)
SERVICES = ("service_to_purchase",)  # no goods, and of an app Maker does not need
ALWAYS = ("1", "True", "true")
TOLD = ("string", "title", "placeholder", "help", "confirm", "aria-label")


@tagged("standard", "post_install", "-at_install")
class TestMakerScreens(TransactionCase):
    """Every window behind a menu of Maker, as the manager of a studio is shown it."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = {}
        cls.user = new_test_user(
            cls.env,
            "all_screens",
            groups="maker_mrp.group_manager,maker_mrp.group_accountant",
        )

    def screens(self):
        """(menu, model, type, id of the view and its tree) of each view, once."""
        root = self.env.ref("maker_mrp.maker_menu_root")
        menus = self.env["ir.ui.menu"].with_context(**{"ir.ui.menu.full_list": True})
        seen = set()
        for menu in menus.search([("id", "child_of", root.id)]):
            for name, view, kind in self.views_of(menu.action):
                model = self.env[name].with_user(self.user)
                if not model.has_access("read"):
                    continue  # the settings of all apps are an administrator's
                shown = model.get_view(view, kind)
                if (name, shown["id"], kind) not in seen:
                    seen.add((name, shown["id"], kind))
                    tree = etree.fromstring(f"<data>{shown['arch']}</data>")
                    view = self.env["ir.ui.view"].browse(shown["id"])
                    yield f"{menu.complete_name}: {view.xml_id}", name, tree
        self.assertGreater(len(seen), 100)

    def views_of(self, action):
        """(model, id or False, type) of what an action of a menu opens."""
        if action and action._name == "ir.actions.server":
            window = action.with_user(self.user).run()
            found = window.get("search_view_id") or [False]
            pairs = [*window["views"], (found[0], "search")]
            model = window["res_model"]
        elif action and action._name == "ir.actions.act_window":
            pairs = [*action.views, (action.search_view_id.id, "search")]
            model = action.res_model
        else:
            return
        for view, kind in pairs:
            yield model, view, kind

    def told(self, tree, model):
        """(element, name, text) of all that these nodes show a person in words."""
        fields = self.fields_of(model)
        for node in tree:
            if not isinstance(node.tag, str):
                continue
            if any(
                node.get(name) in ALWAYS for name in ("invisible", "column_invisible")
            ):
                continue
            name = node.get("name") or node.get("for")
            texts = [node.get(name) for name in TOLD] + [node.text, node.tail]
            inner = model
            if node.tag in ("field", "label") and name in fields:
                field = fields[name]
                if self.labelled(node):
                    texts.append(node.get("string") or field["string"])
                    if node.tag == "field":  # its label explains with its words
                        texts.append(node.get("help") or field.get("help"))
                texts += [label for _value, label in field.get("selection", ())]
                inner = node.tag == "field" and field.get("relation") or model
            for text in texts:
                if text and text.strip():
                    yield node.tag, name, " ".join(text.split())
            yield from self.told(node, inner)

    def fields_of(self, model):
        if model not in self.known:
            self.known[model] = self.env[model].with_user(self.user).fields_get()
        return self.known[model]

    def labelled(self, node):
        """Whether a field is shown with its label and what explains it."""
        return not (
            node.get("name") in SERVICES
            or any(True for _card in node.iterancestors("kanban"))
            or self.is_number_of_button(node)
        )

    def is_number_of_button(self, node):
        buttons = node.iterancestors("button")
        stat = any("oe_stat_button" in one.get("class", "") for one in buttons)
        return stat and node.get("widget") != "statinfo"

    def test_empty_screens_show_no_invented_rows(self):
        invented = [
            where
            for where, _model, tree in self.screens()
            if str2bool(tree[0].get("sample", "0"))
        ]
        self.assertEqual(invented, [])

    def test_an_empty_reorder_page_adds_rules_with_one_click(self):
        action = self.env.ref("maker_mrp.stock_warehouse_orderpoint_action")
        link = etree.HTML(action.help).find(".//a[@type='action']")
        rules = self.env["ir.actions.actions"].browse(int(link.get("name")))
        adding = self.env[rules.type].browse(rules.id).with_user(self.user).run()
        self.assertEqual(adding["id"], action.id)

    def test_words_of_other_trades_are_not_used(self):
        found = [
            (where, *told)
            for where, model, tree in self.screens()
            for told in self.told(tree, model)
            if WORDS.search(told[-1])
        ]
        self.assertEqual(found, [])
