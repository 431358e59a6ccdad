from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common_runs import RunCase

HUGE = 10.0**300
LONG = "x" * 10000


@tagged("post_install", "-at_install")
class TestRunBadInput(RunCase):
    """What cannot be meant is refused in words, and nothing is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_ = cls._run(10)
        cls.run_.action_maker_start()
        other = cls.env["res.company"].create({"name": "Another studio"})
        cls.foreign = cls._product("Foreign oil", company_id=other.id)
        cls.oil = cls._material("Oil", cls.gram, 1, 0, tracking="lot")
        cls.lot = cls.env["stock.lot"].create({"name": "O1", "product_id": cls.oil.id})

    def _refused(self, method, *args, **told):
        before = self.env["stock.move"].search_count([])
        with self.assertRaises(UserError) as caught:
            method(*args, **told)
        str(caught.exception).encode()
        self.assertLess(len(str(caught.exception)), 1000)
        self.assertEqual(self.env["stock.move"].search_count([]), before)
        self.assertEqual(self.run_.state, "confirmed")
        self.assertEqual(self._in_progress(self.wax), 2000)
        return str(caught.exception)

    def test_numbers_that_cannot_be_meant(self):
        finish = self.run_.action_maker_finish
        for value in ("5", "many", HUGE, float("nan"), float("inf"), [1], {}, True):
            with self.subTest(value=value):
                self._refused(finish, value)
                self._refused(finish, 1, spoiled=value)
                self._refused(finish, 1, minutes=value)
                if value != {}:  # of no lot at all: nothing was used
                    self._refused(finish, 1, consumed={self.wax: value})
        self._refused(finish, -1)
        self._refused(finish, 1, spoiled=-1)
        self._refused(finish, 1, consumed={self.wax: -1})

    def test_texts_that_cannot_be_kept(self):
        finish = self.run_.action_maker_finish
        for text in (LONG, "L\x00", "\ud800", 5, ["L"]):
            with self.subTest(text=text):
                self._refused(finish, 1, lot_name=text)
                if text != 5:  # may be the id of a reason
                    self._refused(finish, 1, spoil_reason=text)
        self._refused(finish, 1, note="\x00")
        self._refused(finish, 1, note=LONG * 3)

    def test_dates_that_are_none(self):
        for date in ("yesterday", LONG, "2026-13-45", "0001-01-01", 5, [1], "\x00"):
            with self.subTest(date=date):
                self._refused(self.run_.action_maker_finish, 1, date=date)
                self._refused(self._run(1).action_maker_start, date)
        self._refused(self.run_.action_maker_finish, date=datetime(9999, 1, 1))

    def test_records_that_are_not_there_or_of_another_company(self):
        finish = self.run_.action_maker_finish
        for consumed in (
            [1],
            "wax",
            {"wax": 1},
            {2**40: 1},
            {self.candle.search([], order="id desc", limit=1).id + 1000: 1},
            {self.gram: 1},
            {self.foreign: 1},
            {self.oil: {10**9: 1}},
            {self.oil: {"lot": 1}},
            {self.wax: {self.lot: 1}},
        ):
            with self.subTest(consumed=consumed):
                self._refused(finish, 1, consumed=consumed)
        self._refused(finish, 1, spoil_reason=10**9)
        self._refused(finish, 1, spoil_reason=self.gram)

    def test_everything_is_told_at_once(self):
        words = self._refused(
            self.run_.action_maker_finish, "5", minutes=HUGE, lot_name="x" * 300
        )
        self.assertEqual(len(words.splitlines()), 3)

    def test_ids_as_json_has_them_are_understood(self):
        self.run_.action_maker_finish(10, consumed={str(self.wax.id): 1900})
        self.assertEqual(self.run_.state, "done")

    def test_corrections_are_checked_the_same_way(self):
        self.run_.action_maker_finish()
        for told in (
            {"qty": HUGE},
            {"qty": "9"},
            {"consumed": {self.wax: float("nan")}},
            {"consumed": {self.foreign: 1}},
            {"consumed": {"x": 1}},
        ):
            with self.subTest(told=told), self.assertRaises(UserError):
                self.run_.action_maker_correct(**told)
        self.assertEqual(self.run_.qty_produced, 10)

    def test_the_log_wizard_refuses_huge_numbers_in_words(self):
        for values in ({"quantity": HUGE}, {"quantity": 1, "minutes": HUGE}):
            log = self.env["maker.run.log"].create(
                {"product_id": self.candle.id, "quantity": 1}
            )
            log.write(values)
            with self.subTest(values=values), self.assertRaises(UserError):
                log.action_log()
