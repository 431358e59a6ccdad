from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..common_cogs import CogsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestClosedMoves(CogsCase):
    """What was done in a period closed in Maker is changed by nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._product("Oil", uom_id=cls.gram.id)
        cls.order = cls._buy(cls.oil, 1000, cls.gram, 0.10, 50, 45)
        cls.move = cls.order.picking_ids.move_ids
        cls.May.action_close()
        cls.person = new_test_user(
            cls.env, "clerk", groups="stock.group_stock_user,uom.group_uom"
        )

    def _as_clerk(self, record):
        return record.with_user(self.person)

    def test_the_unit_of_a_done_line_stays(self):
        line = self._as_clerk(self.move.move_line_ids)
        with self.assertRaisesRegex(UserError, "closed"):
            line.write({"product_uom_id": self.env.ref("uom.product_uom_kgm").id})

    def test_nothing_is_added_to_a_done_move(self):
        values = {
            "move_id": self.move.id,
            "product_id": self.oil.id,
            "quantity": 50,
            "location_id": self.move.location_id.id,
            "location_dest_id": self.move.location_dest_id.id,
        }
        with self.assertRaisesRegex(UserError, "closed"):
            self._as_clerk(self.env["stock.move.line"]).create(values)

    def test_no_move_is_made_as_done(self):
        values = {
            "product_id": self.oil.id,
            "product_uom_qty": 2,
            "location_id": self.move.location_id.id,
            "location_dest_id": self.move.location_dest_id.id,
            "date": "2026-05-20 12:00:00",
            "state": "done",
        }
        with self.assertRaisesRegex(UserError, "closed"):
            self._as_clerk(self.env["stock.move"]).create(values)

    def test_what_is_done_stays_done(self):
        with self.assertRaisesRegex(UserError, "closed"):
            self._as_clerk(self.move).write({"state": "cancel"})

    def test_days_that_are_open_take_changes(self):
        later = self._buy(self.oil, 10, self.gram, 0.10, 5, 4).picking_ids.move_ids
        self.assertGreater(later.date.date(), date(2026, 6, 1))
        self._as_clerk(later.move_line_ids).write({"quantity": 12})
        self.assertEqual(later.quantity, 12)
