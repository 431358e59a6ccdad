from odoo import api, models


class ProductTemplate(models.Model):
    """Supplies go to the place of supplies when they are used."""

    _inherit = "product.template"

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates.filtered(
            lambda template: template.maker_kind == "supply"
        )._maker_follow_supply_kind()
        return templates

    def write(self, vals):
        # what had no kind was no supply
        before = "maker_kind" in vals and self.filtered("maker_kind")
        res = super().write(vals)
        if vals.get("maker_kind") == "supply":
            self._maker_follow_supply_kind()
        elif before:
            before._maker_follow_supply_kind()
        return res

    def _maker_follow_supply_kind(self):
        """Supplies are kept in stock, and what a run takes of them is an expense."""
        supplies = self.filtered(lambda template: template.maker_kind == "supply")
        if supplies:
            supplies.filtered(
                lambda template: template.type == "consu" and not template.is_storable
            ).is_storable = True
            place = self.env.company._maker_supplies_location()
            supplies.property_stock_production = place
        for template in self - supplies:
            if template.property_stock_production.maker_role == "supplies":
                template.property_stock_production = False
