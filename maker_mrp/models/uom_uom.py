from types import MappingProxyType

from odoo import api, models, tools

from ..recipe_math import COUNT, MASS, VOLUME, Unit, exact, fold

ROOTS = {
    "uom.product_uom_gram": MASS,
    "uom.product_uom_milliliter": VOLUME,
    "uom.product_uom_unit": COUNT,
}
SPELLINGS = {
    "uom.product_uom_unit": "unit pc pcs piece pieces each ea",
    "uom.product_uom_dozen": "dozen dozens doz dz",
    "uom.product_uom_gram": "g gr gm gram gramme",
    "uom.product_uom_kgm": "kg kgs kilo kilogram kilogramme",
    "uom.product_uom_ton": "t ton tonne",
    "uom.product_uom_oz": "oz ounce",
    "uom.product_uom_lb": "lb lbs pound #",
    "uom.product_uom_milliliter": "ml millilitre milliliter cc",
    "uom.product_uom_litre": "l litre liter ltr",
    "uom.product_uom_floz": "floz",
    "uom.product_uom_qt": "qt quart",
    "uom.product_uom_gal": "gal gallon",
    "uom.product_uom_millimeter": "mm millimetre millimeter",
    "uom.product_uom_cm": "cm centimetre centimeter",
    "uom.product_uom_meter": "m metre meter",
    "uom.product_uom_inch": 'in inch inches "',
    "uom.product_uom_foot": "ft foot feet",
    "uom.product_uom_yard": "yd yard",
    "uom.product_uom_hour": "h hr hour",
    "uom.product_uom_minute": "min minute",
    "maker_mrp.uom_milligram": "mg milligram",
    "maker_mrp.uom_carat": "ct carat",
    "maker_mrp.uom_troy_ounce": "ozt",
    "maker_mrp.uom_drop": "drop",
    "maker_mrp.uom_teaspoon": "tsp teaspoon",
    "maker_mrp.uom_tablespoon": "tbsp tablespoon",
    "maker_mrp.uom_cup": "cup",
    "maker_mrp.uom_pair": "pair pr",
    "maker_mrp.uom_gross": "gross",
}
#: what people change to when there is less than one, or a broken number of pieces
FINER = {
    "uom.product_uom_ton": "uom.product_uom_kgm",
    "uom.product_uom_kgm": "uom.product_uom_gram",
    "uom.product_uom_lb": "uom.product_uom_oz",
    "uom.product_uom_litre": "uom.product_uom_milliliter",
    "uom.product_uom_gal": "uom.product_uom_qt",
    "uom.product_uom_qt": "uom.product_uom_floz",
    "uom.product_uom_meter": "uom.product_uom_cm",
    "uom.product_uom_cm": "uom.product_uom_millimeter",
    "uom.product_uom_yard": "uom.product_uom_foot",
    "uom.product_uom_foot": "uom.product_uom_inch",
    "uom.product_uom_dozen": "uom.product_uom_unit",
    "maker_mrp.uom_gross": "uom.product_uom_unit",
    "maker_mrp.uom_pair": "uom.product_uom_unit",
}
PHRASES = {
    "uom.product_uom_floz": ("fl oz", "fluid ounce"),
    "maker_mrp.uom_troy_ounce": ("oz t", "troy oz", "troy ounce"),
}


class UomUom(models.Model):
    _inherit = "uom.uom"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _maker_unit(self) -> Unit:
        """This unit for :mod:`recipe_math`; weight, volume and pieces by family."""
        self.ensure_one()
        return self._maker_unit_of(self.id)

    @api.model
    @tools.ormcache("uom_id", "self.env.lang")
    def _maker_unit_of(self, uom_id):
        uom = self.sudo().browse(uom_id)  # units are the same for everyone
        root = int((uom.parent_path or f"{uom_id}/").split("/")[0])
        return Unit(
            key=uom_id,
            name=uom.name,
            family=self._maker_families().get(root, root),
            factor=exact(uom.factor),
        )

    @api.model
    def _maker_families(self):
        """``{id of a root unit: family}`` for weight, volume and pieces."""
        roots = {self._maker_uom_id(xml_id): family for xml_id, family in ROOTS.items()}
        roots.pop(False, None)
        return roots

    @api.model
    def _maker_uom_id(self, xml_id):
        return self.env["ir.model.data"]._xmlid_to_res_id(xml_id) or False

    @api.model
    @tools.ormcache("self.env.lang")
    def _maker_finer_units(self):
        """The next smaller unit in use, ``{id of a unit: Unit}``, read-only."""
        ids = {xml_id: self._maker_uom_id(xml_id) for xml_id in FINER.values()}
        # units are the same for everyone
        active = self.sudo().search([("id", "in", list(ids.values()))])._ids
        return MappingProxyType(
            {
                self._maker_uom_id(xml_id): self._maker_unit_of(ids[finer])
                for xml_id, finer in FINER.items()
                if ids[finer] in active
            }
        )

    @api.model
    @tools.ormcache("self.env.lang")
    def _maker_units_by_name(self):
        """Every spelling under which an active unit is understood.

        :return: read-only ``{folded spelling: Unit}``
        """
        uoms = self.sudo().search([])  # units are the same for everyone
        by_name = {}
        for uom in uoms:
            unit = self._maker_unit_of(uom.id)
            by_name.setdefault(fold(uom.name), unit)
            by_name.setdefault(fold(uom.with_context(lang="en_US").name), unit)
        active = set(uoms.ids)
        for xml_id, spellings in SPELLINGS.items():
            uom_id = self._maker_uom_id(xml_id)
            if uom_id in active:
                for spelling in (*spellings.split(), *PHRASES.get(xml_id, ())):
                    by_name.setdefault(spelling, self._maker_unit_of(uom_id))
        return MappingProxyType(by_name)
