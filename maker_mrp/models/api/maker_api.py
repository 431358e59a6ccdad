from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import format_list

from ...public import LARGEST_ID

FOUND_AT_MOST = 10
MAKERS = ("maker_mrp.group_user", "maker_mrp.group_accountant")
#: see what things cost
COSTERS = ("maker_mrp.group_manager", "maker_mrp.group_accountant")


class MakerApi(models.AbstractModel):
    """Questions with answers in plain JSON, for Odoo's JSON-2 API.

    Methods read and never write. Their answers name records as ``{"id", "name"}``,
    quantities with their unit, money in the ``currency`` told beside it.
    """

    _name = "maker.api"
    _description = "Questions of assistants"

    @api.model
    def _known_by(self):
        """How callers name records.

        :return: ``{model: (fields, in words what to give)}``; a text is looked for in
            the fields one after another, until one has it
        """
        return {
            "product.product": (
                ("default_code", "barcode", "name"),
                self.env._("a product by its id, SKU, barcode or whole name"),
            ),
            "mrp.production": (
                ("name",),
                self.env._("a run by its id or number"),
            ),
            "sale.order": (
                ("name", "client_order_ref"),
                self.env._("an order by its id or number"),
            ),
            "maker.cogs.period": (
                ("name",),
                self.env._("a period by its id or whole name"),
            ),
        }

    @api.model
    def _record(self, model, value):
        """The one record of the current companies that a caller means.

        :param value: its id, or a text: whole, in capitals or not
        :raises MissingError: when nothing is known by it
        :raises UserError: when several are, naming them, or it is no id and no text
        """
        records = self._records(model, value, limit=FOUND_AT_MOST + 1)
        if len(records) > 1:
            known = [
                f"{record.display_name} ({record.id})"
                for record in records[:FOUND_AT_MOST]
            ]
            raise UserError(
                self.env._(
                    "“%(value)s” is %(several)s. Give the id.",
                    value=value,
                    several=format_list(self.env, known, style="or"),
                )
            )
        return records

    @api.model
    def _records(self, model, value, limit=None):
        """As :meth:`_record`, for all that a text may mean."""
        names, how = self._known_by()[model]
        records = self.env[model]
        records.check_access("read")
        is_id = type(value) is int and 0 < value <= LARGEST_ID
        text = value.strip() if isinstance(value, str) else ""
        if not is_id and not text:
            raise UserError(self.env._("Give %s.", how))
        if is_id:
            found = records.search(self._ours(records, [("id", "=", value)]))
        else:
            found = self._by_text(records, names, text, limit)
        if not found:
            raise MissingError(
                self.env._(
                    "Nothing is known as “%(value)s”. Give %(how)s.",
                    value=value,
                    how=how,
                )
            )
        return found

    @api.model
    def _by_text(self, records, names, text, limit):
        for character in ("\\", "%", "_"):
            text = text.replace(character, f"\\{character}")
        for name in names:
            domain = self._ours(records, [(name, "=ilike", text)])
            found = records.search(domain, limit=limit)
            if found:
                return found
        return records.browse()

    @api.model
    def _ours(self, records, domain):
        """``domain``, for what the current companies share or have."""
        return [("company_id", "in", [False, *self.env.companies.ids]), *domain]

    @api.model
    def _named(self, record):
        """A record, or None where there is none."""
        if not record:
            return None
        return {"id": record.id, "name": record.display_name}

    @api.model
    def _product(self, product):
        """A product: its name without the SKU, which stands beside it."""
        if not product:
            return None
        bare = product.with_context(display_default_code=False)
        sku = product.default_code or None
        return {"id": product.id, "name": bare.display_name, "sku": sku}

    @api.model
    def _rounded(self, number, digits):
        """``number`` rounded as Odoo rounds; never minus zero.

        :param digits: a unit, a currency, or the name of a decimal precision
        """
        if isinstance(digits, str):
            places = self.env["decimal.precision"].precision_get(digits)
            return round(float(number), places) + 0.0
        return digits.round(float(number)) + 0.0

    @api.model
    def _day(self, moment):
        """The company's day of a moment, as ISO text; None without one."""
        return self.env.company._maker_day(moment).isoformat() if moment else None

    @api.model
    def _money(self):
        """The currency of what is told."""
        return self.env.company.currency_id
