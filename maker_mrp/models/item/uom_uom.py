from types import MappingProxyType

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ...recipe_math import COUNT, MASS, VOLUME, Doubt, Multiple, Unit, exact, fold

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
    "uom.product_uom_ton": "ton tonne",
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
    "maker_mrp.uom_drop": "drop gtt",
    "maker_mrp.uom_teaspoon": "tsp teasp teaspoon",
    "maker_mrp.uom_tablespoon": "tbsp tbs tbl tblsp tablespoon",
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
#: what is remembered of units between requests
CACHED = {"name", "active", "relative_factor", "relative_uom_id"}
PHRASES = {
    "uom.product_uom_oz": ("oz wt", "wt oz", "oz av", "oz weight", "ounce weight"),
    "uom.product_uom_floz": ("fl oz", "fl ounce", "fluid ounce", "oz fl"),
    "maker_mrp.uom_troy_ounce": ("oz t", "troy oz", "troy ounce"),
}
#: names for a number of units that Odoo has no unit for
MULTIPLES = {
    "uom.product_uom_milliliter": {
        "cl centilitre centiliter": 10,
        "dl decilitre deciliter": 100,
    },
    "uom.product_uom_gram": {"dag dkg deka dekagram": 10, "hg hectogram": 100},
    "uom.product_uom_floz": {"pt pint": 16},
}
#: names that mean one unit here and another there: clear spellings, and the family of
#: materials for which it is not clear (None: for any)
DOUBTS = {
    "t": (
        {
            "tsp": "maker_mrp.uom_teaspoon",
            "tbsp": "maker_mrp.uom_tablespoon",
            "ton": "uom.product_uom_ton",
        },
        None,
    ),
    "oz ounce": (
        {"oz wt": "uom.product_uom_oz", "fl oz": "uom.product_uom_floz"},
        VOLUME,
    ),
}


class UomUom(models.Model):
    """Units by what people call them, in any language."""

    _inherit = "uom.uom"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """The unit that is called so comes first: “g” is gram, not milligram."""
        found = super().name_search(name, domain, operator, limit)
        if operator != "ilike" or not name or not isinstance(name, str):
            return found
        called = self._maker_units_by_name().get(fold(name))
        meant = Domain("name", "=", name.strip())
        if isinstance(called, Unit):  # else the name may mean several
            meant = Domain("id", "=", called.key)
        units = self.search_fetch(
            meant & Domain(domain or Domain.TRUE), ["display_name"], limit=limit
        )
        first = [(unit.id, unit.display_name) for unit in units]
        rest = [pair for pair in found if pair not in first]
        return (first + rest)[:limit] if limit else first + rest

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if CACHED & vals.keys():
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
    def _maker_unit_of(self, uom_id):
        known = self._maker_all_units()
        return known[uom_id] if uom_id in known else self._maker_units_of([uom_id])[0]

    @api.model
    @tools.ormcache("self.env.lang")
    def _maker_all_units(self):
        """Every unit, archived ones too, ``{id: Unit}``, read-only."""
        # units are the same for everyone
        every = self.sudo().with_context(active_test=False)
        every = every.search_fetch([], ["name", "active", "parent_path", "factor"])
        return MappingProxyType(
            {unit.key: unit for unit in self._maker_units_of(every.ids)}
        )

    @api.model
    def _maker_units_of(self, ids):
        families = self._maker_families()
        units = []
        for uom in self.sudo().browse(ids):  # units are the same for everyone
            root = int((uom.parent_path or f"{uom.id}/").split("/")[0])
            family = families.get(root, root)
            units.append(Unit(uom.id, uom.name, family, exact(uom.factor)))
        return units

    @api.model
    def _maker_families(self):
        """``{id of a root unit: family}`` for weight, volume and pieces."""
        roots = {self._maker_uom_id(xml_id): family for xml_id, family in ROOTS.items()}
        roots.pop(False, None)
        return roots

    @api.model
    def _maker_uom_id(self, xml_id):
        return self._maker_uom_ids().get(xml_id, False)

    @api.model
    def _maker_uom(self, xml_id):
        """The unit of this external id, empty where there is none; asks nothing."""
        return self.browse(self._maker_uom_id(xml_id))

    @api.model
    @tools.ormcache()
    def _maker_uom_ids(self):
        """``{external id: id}`` of all units that have one, read-only, in one query."""
        self.env["ir.model.data"].flush_model(["module", "name", "model", "res_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT module || '.' || name, res_id FROM ir_model_data"
                " WHERE model = %s",
                self._name,
            )
        )
        return MappingProxyType(dict(rows))

    @api.model
    @tools.ormcache("self.env.lang")
    def _maker_finer_units(self):
        """The next smaller unit in use, ``{id of a unit: Unit}``, read-only."""
        ids = {xml_id: self._maker_uom_id(xml_id) for xml_id in FINER.values()}
        # units are the same for everyone
        active = self.sudo().browse(filter(None, ids.values())).filtered("active")._ids
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

        :return: read-only ``{folded spelling: Unit, Multiple or Doubt}``
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
        for xml_id, multiples in MULTIPLES.items():
            uom_id = self._maker_uom_id(xml_id)
            if uom_id in active:
                for spellings, times in multiples.items():
                    unit = Multiple(self._maker_unit_of(uom_id), exact(times))
                    for spelling in spellings.split():
                        by_name.setdefault(spelling, unit)
        self._maker_add_doubts(by_name, active)
        return MappingProxyType(by_name)

    @api.model
    def _maker_add_doubts(self, by_name, active):
        """Put a :class:`Doubt` where a name means several active units.

        Another unit that somebody gave that very name is no doubt.
        """
        for names, (spellings, only_for) in DOUBTS.items():
            options = {
                name: self._maker_unit_of(self._maker_uom_id(xml_id))
                for name, xml_id in spellings.items()
                if self._maker_uom_id(xml_id) in active
            }
            if len(options) < 2:
                continue
            for name in names.split():
                if name not in by_name or by_name[name] in options.values():
                    by_name[name] = Doubt(options, only_for)
