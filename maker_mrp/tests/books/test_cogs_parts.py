import re

from lxml import etree

from odoo.tests import TransactionCase, tagged

from ...cost_flow.parts import BY_FIELD, BY_KIND, PARTS, Place
from ...models.books.maker_cogs_export import PRODUCT, STATEMENT
from ...models.books.maker_cogs_ledger import MOVE_KIND


@tagged("post_install", "-at_install")
class TestCogsParts(TransactionCase):
    """Every part of the identity is asked for, kept, shown and exported."""

    def _shown(self, view):
        arch = etree.fromstring(self.env.ref(f"maker_mrp.{view}").arch)
        return arch, {node.get("name") for node in arch.iter("field")}

    def test_every_part_is_a_field_of_rows_and_periods(self):
        for model, word in (
            ("maker.cogs.product", "label"),
            ("maker.cogs.period", "on_period"),
        ):
            for part in PARTS:
                with self.subTest(model=model, part=part.field):
                    field = self.env[model]._fields[part.field]
                    self.assertEqual(field.type, "monetary")
                    self.assertEqual(field.string, getattr(part, word))

    def test_every_part_is_in_the_views_of_products(self):
        for view in ("maker_cogs_product_view_list", "maker_cogs_product_view_form"):
            _arch, shown = self._shown(view)
            self.assertEqual(BY_FIELD.keys() - shown, set(), view)

    def test_every_part_is_on_the_statement_with_its_moves(self):
        arch, shown = self._shown("maker_cogs_period_view_form")
        self.assertIn("added_value", shown)
        for part in PARTS:
            if part.place is Place.RUNS:  # shown as one sum, labour and overhead
                continue
            with self.subTest(part=part.field):
                self.assertIn(part.field, shown)
                if part.kind:
                    self.assertTrue(arch.xpath(f'//button[@args="{[part.kind]}"]'))

    def test_every_part_is_exported(self):
        runs = {part.field for part in PARTS if part.place is Place.RUNS}
        self.assertEqual(BY_FIELD.keys() - set(PRODUCT), set())
        stated = [name for _sign, name in STATEMENT]
        self.assertEqual(BY_FIELD.keys() - set(stated), runs)
        self.assertIn("added_value", stated)

    def test_moves_are_of_the_kinds_of_the_parts(self):
        kinds = re.findall(r"(?:THEN|ELSE) '(\w+)'", MOVE_KIND.code)
        self.assertEqual(set(kinds), BY_KIND.keys())
        selection = dict(self.env["maker.cogs.line"]._fields["kind"].selection)
        self.assertEqual(
            selection, {kind: part.on_moves for kind, part in BY_KIND.items()}
        )

    def test_what_is_not_bought_or_sold_has_words_that_explain_it(self):
        apart = {part.field for part in PARTS if part.place is Place.APART}
        reasons = self.env["maker.cogs.product"]._reasons()
        self.assertEqual(apart - reasons.keys(), set())
        self.assertEqual(reasons.keys() - BY_FIELD.keys(), set())
