import uuid

from odoo import fields
from odoo.tests import new_test_user

from .common_runs import RunCase


class EntryCase(RunCase):
    """What a phone at the bench sends, and who holds it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hand = new_test_user(cls.env, "phone_hand", groups="maker_mrp.group_user")
        cls.wax.maker_kind = cls.wick.maker_kind = "material"

    def _entry(self, **values):
        return {
            "key": str(uuid.uuid4()),
            "kind": "run",
            "user": self.hand.id,
            "company": self.company.id,
            "typed_at": fields.Datetime.now().isoformat() + "Z",
            "device": "Test phone",
            "product": self.candle.id,
            "quantity": "10",
            **values,
        }

    def _count(self, quantity, **values):
        return self._entry(
            **{
                "kind": "count",
                "product": self.wax.id,
                "quantity": quantity,
                "location": self.stock.id,
                **values,
            }
        )

    def _send(self, entry, user=None):
        return self.env["maker.entry"].with_user(user or self.hand).receive(entry)

    def _runs(self):
        return self.env["mrp.production"].search([("product_id", "=", self.candle.id)])
