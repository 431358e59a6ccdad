import io

from openpyxl import load_workbook

from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..common_cogs import CogsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestCogsExport(CogsCase, HttpCase):
    def test_the_accountant_downloads_workbook_and_moves(self):
        self.wax.name = "=Beeswax"
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        self._sell(self.wax, 2000, 5)
        self.June.action_work_out()
        new_test_user(
            self.env,
            "studio_accountant",
            groups="maker_mrp.group_accountant,base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        new_test_user(self.env, "studio_bench", groups="maker_mrp.group_user")
        self.authenticate("studio_accountant", "studio_accountant")
        answer = self.url_open(f"/maker/books/workbook/{self.June.id}")
        self.assertEqual(answer.status_code, 200)
        book = load_workbook(io.BytesIO(answer.content))
        self.assertEqual(book.sheetnames, ["Statement", "Products", "Moves"])
        self.assertEqual(book["Moves"].max_row, 1 + len(self.June.line_ids))
        self.assertIn(
            ("=Beeswax", "s"),
            [(cell.value, cell.data_type) for row in book["Moves"] for cell in row],
        )
        answer = self.url_open(f"/maker/books/moves/{self.June.id}")
        self.assertIn("'=Beeswax", answer.content.decode("utf-8-sig"))
        self.authenticate("studio_bench", "studio_bench")
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/maker/books/workbook/{self.June.id}")
        self.assertNotEqual(answer.status_code, 200)
