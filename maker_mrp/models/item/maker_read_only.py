from functools import partial

from odoo import models
from odoo.exceptions import AccessError


class MakerReadOnly(models.AbstractModel):
    """Closes, to those who only keep the books, what Odoo opens to every user."""

    _name = "maker.read.only"
    _description = "Read only for accountants"

    def _check_access(self, operation):
        user = self.env.user
        if (
            operation != "read"
            and not self.env.su
            and user.has_group("maker_mrp.group_accountant")
            and not user.has_group("stock.group_stock_user")
        ):
            return self, partial(self._maker_read_only_error)
        return super()._check_access(operation)

    def _maker_read_only_error(self):
        return AccessError(
            self.env._(
                "An accountant reads the stock and changes nothing in it. Ask a "
                "manager of Maker."
            )
        )
