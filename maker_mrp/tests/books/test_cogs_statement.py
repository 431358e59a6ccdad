import io
import json
from itertools import chain

from lxml import etree
from openpyxl import load_workbook

from odoo.tests import freeze_time, tagged

from ...cost_flow.parts import BY_FIELD
from ..common_cogs import CogsCase

SIGNS = {"": 1, "+": 1, "−": -1}


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestCogsStatement(CogsCase):
    """The statement of a period is read from top to bottom, as a sum."""

    def _columns(self):
        """Columns of the statement: lists of (sign, field, button or None)."""
        arch = etree.fromstring(
            self.env.ref("maker_mrp.maker_cogs_period_view_form").arch
        )
        return [
            [
                (
                    (row.find("span").text or "").strip(),
                    row.find("field").get("name"),
                    row.find("button"),
                )
                for row in group.iter("div")
                if row.find("span") is not None
            ]
            for group in arch.xpath("//group[hasclass('o_maker_statement')]/group")
        ]

    def _assert_adds_up(self, rows):
        """``rows`` of (sign, figure) come to what stands behind the equals sign."""
        total = 0
        for sign, figure in rows:
            if sign == "=":
                self.assertAlmostEqual(total, figure)
            else:
                total += SIGNS[sign] * figure
        self.assertEqual(rows[-1][0], "=")

    def _stock_moves_in_every_way(self):
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self._buy(self.wax, 10, self.pound, 18.0, 20, 15)
        self._sell(self.wax, 2000, 8)
        self._move(self.wax, 100, self.stock, self.lost, 7, is_inventory=True)
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.wax.id, "scrap_qty": 50, "location_id": self.stock.id}
        )
        scrap.action_validate()
        with freeze_time("2026-06-29 12:00:00"):
            self.wax.standard_price = 0.04
        jar = self._product("Jar")
        self._buy(jar, 10, jar.uom_id, 1.0, 20, 15)
        self.June.action_work_out()

    def test_both_columns_add_up_whatever_happened(self):
        figures = {name: 2.0**power for power, name in enumerate(BY_FIELD)}
        self.June.sudo().write({**figures, "closing_value": 0.25})
        columns = self._columns()
        self.assertEqual(len(columns), 2)
        for column in columns:
            self._assert_adds_up(
                [(sign, self.June[name]) for sign, name, _button in column]
            )
        self.assertEqual(columns[1][-1][1], "sold_value")

    def test_the_workbook_adds_up_too(self):
        self._stock_moves_in_every_way()
        content = self.env["maker.cogs.export"]._workbook(self.June)
        sheet = load_workbook(io.BytesIO(content))["Statement"]
        rows = [
            (row[0] or "", row[2])
            for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        end = next(at for at, (sign, _figure) in enumerate(rows) if sign == "=") + 1
        self._assert_adds_up(rows[:end])
        self._assert_adds_up([("", rows[end - 1][1]), *rows[end:]])
        self.assertAlmostEqual(rows[-1][1], self.June.sold_value)
        self.assertTrue(self.June.sold_value)

    def test_every_arrow_opens_the_rows_of_its_figure(self):
        self._stock_moves_in_every_way()
        opened = 0
        for _sign, name, button in chain(*self._columns()):
            figure = self.June[name]
            if button is None or not figure:
                continue
            with self.subTest(figure=name):
                given = json.loads(button.get("args").replace("'", '"'))
                action = getattr(self.June, button.get("name"))(*given)
                rows = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(rows.period_id, self.June)
                if rows._name == "maker.cogs.line":
                    self.assertAlmostEqual(sum(rows.mapped("value")), figure, 2)
                else:
                    shown = [self._figure(row, name) for row in rows]
                    self.assertAlmostEqual(sum(shown), figure, 2)
                    self.assertNotIn(0, shown)
                self.assertIn(self.June.name, action["display_name"])
                self.assertIn(self.June._fields[name].string, action["display_name"])
                opened += 1
        self.assertGreaterEqual(opened, 7)

    def _figure(self, row, name):
        if name == "added_value":
            return row.made_value - row.used_value
        return row[name]

    def test_the_list_an_arrow_opens_shows_the_figure(self):
        arch = etree.fromstring(
            self.env.ref("maker_mrp.maker_cogs_product_view_list").arch
        )
        for _sign, name, button in chain(*self._columns()):
            if button is None or button.get("name") != "action_open_products":
                continue
            if name == "added_value":  # made and used stand beside each other
                continue
            always = arch.xpath(f"//field[@name='{name}'][@optional='show']")
            then = arch.xpath(
                f"//field[@name='{name}'][@column_invisible=\"context.get("
                f"'maker_part') != '{name}'\"]"
            )
            self.assertTrue(always or then, name)

    def test_no_other_figure_can_be_asked_for(self):
        for name in ("company_id", "line_ids.value", "nothing"):
            with self._refused(Exception, "not understood"):
                self.June.action_open_products(name)
