from odoo import api, fields, models


class ProductValue(models.Model):
    """Costs by hand are kept with all their digits, where Maker's rules hold."""

    _inherit = "product.value"

    # As money it would be rounded to the cent, and a gram of wax costs 0.01984.
    value = fields.Float(digits=(16, 6), required=True)

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        companies = self.env["res.company"].browse(
            vals.get("company_id") or self.env.company.id for vals in vals_list
        )
        return super().create(
            [
                self._maker_money(company, vals)
                for company, vals in zip(companies, vals_list, strict=True)
            ]
        )

    def write(self, vals):
        if "value" not in vals:
            return super().write(vals)
        result = True
        for company, values in self.grouped("company_id").items():
            money = self._maker_money(company, vals)
            result = super(ProductValue, values).write(money)
        return result

    @api.model
    def _maker_money(self, company, vals):
        """``vals`` with the value to the cent, as Odoo keeps it by itself."""
        if "value" not in vals or company._maker_rules_hold():
            return vals
        # sudo: whoever prices a product may not read the company's currency
        return {**vals, "value": company.sudo().currency_id.round(vals["value"] or 0.0)}
