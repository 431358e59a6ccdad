from odoo import api, fields, models
from odoo.exceptions import UserError

from ...public import a_moment, a_number, only_for, takes
from .maker_api import MAKERS


class MakerApi(models.AbstractModel):
    """By when so many can be had."""

    _inherit = "maker.api"

    @api.model
    @api.readonly
    @only_for(*MAKERS)
    @takes(quantity=a_number, wanted_on=a_moment)
    def promise(self, product, quantity, wanted_on=None):
        """Whether so many can be promised, by when, and what must be bought for it.

        Nothing is kept: a promise to keep is made on Maker's page *Can I promise?*

        :param product: id, SKU, barcode or whole name
        :param quantity: in the unit the product is kept in
        :param wanted_on: the day the customer wants it; None: as soon as can be
        :return: see ``docs/api.md``
        """
        product = self._record("product.product", product)
        unit = product.uom_id
        if not quantity or unit.compare(quantity, 0) <= 0:
            raise UserError(self.env._("Ask for more than zero units."))
        company = self.env.company
        asked = self.env["maker.promise"].new(
            {
                "company_id": company.id,
                "product_id": product.id,
                "quantity": quantity,
                "wanted_on": fields.Date.to_date(wanted_on or False),
            }
        )
        told = asked.with_context(allowed_company_ids=company.ids)._worked_out()
        amounts = {
            "from_stock": told["from_stock"],
            "to_make": told["to_make"],
            "can_make_now": told["can_make_now"],
        }
        day = told["promised_on"]
        return {
            "product": self._product(product),
            "quantity": self._rounded(quantity, unit),
            "unit": unit.name,
            **{name: self._rounded(value, unit) for name, value in amounts.items()},
            "verdict": told["verdict"],
            "promised_on": day.isoformat() if day else None,
            "explanation": told["explanation"],
            "to_buy": [self._to_buy(line) for line in told["lines"]],
        }

    @api.model
    def _to_buy(self, line):
        product = self.env["product.product"].browse(line["product_id"])
        vendor = self.env["res.partner"].browse(line["vendor_id"] or [])
        day = line["arrives_on"]
        return {
            **self._needed(product, line["quantity"]),
            "vendor": self._named(vendor),
            "arrives_on": day.isoformat() if day else None,
        }
