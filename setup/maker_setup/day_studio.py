"""The studio of the demo: four crafts, their real units, the people who work there.

Everything is created through Odoo's own models, as a person would enter it.
"""

from odoo import Command

PEOPLE = {
    "bench": ("Bench", "maker_mrp.group_user"),
    "manager": ("Studio manager", "maker_mrp.group_manager"),
    "accountant": ("Accountant", "maker_mrp.group_accountant"),
}

# key: name, unit, bought in, price of one bought unit, extra values
MATERIALS = {
    "beeswax": ("Beeswax pellets", "g", "lb", 9.5, {}),
    "lavender": ("Lavender fragrance oil", "g", "lb", 24.0, {"density": 0.95}),
    "wick": ("Cotton wick, 15 cm", "Units", "Units", 0.12, {}),
    "tin4": ("Tin, 4 oz", "Units", "Units", 0.65, {}),
    "tin8": ("Tin, 8 oz", "Units", "Units", 0.85, {}),
    "tin12": ("Tin, 12 oz", "Units", "Units", 1.1, {}),
    "olive": ("Olive oil", "g", "gal (US)", 38.0, {"density": 0.915}),
    "coconut": ("Coconut oil", "g", "lb", 3.1, {"density": 0.925}),
    "lye": ("Sodium hydroxide (lye)", "g", "lb", 4.2, {}),
    "lavender_eo": ("Lavender essential oil", "ml", "L", 95.0, {"density": 0.885}),
    "silver_wire": ("Sterling silver wire, 0.8 mm", "cm", "ft", 3.6, {}),
    "turquoise": ("Turquoise bead, 6 mm", "Units", "Dozens", 5.4, {}),
    "ear_hook": ("Silver ear hook", "Units", "Pairs", 1.6, {}),
    "shea": ("Shea butter", "g", "lb", 6.8, {}),
    "almond": ("Sweet almond oil", "ml", "L", 14.0, {"density": 0.912}),
    "balm_tube": ("Lip balm tube", "Units", "Units", 0.22, {}),
}
LOT_TRACKED = ("beeswax", "lavender", "lye", "lavender_eo", "shea", "almond")

# key: name, price, extra values
PRODUCTS = {
    "soap": ("Lavender soap bar", 7.5, {"tracking": "lot", "cure_days": 28}),
    "earrings": ("Turquoise earrings", 42.0, {}),
    "balm": ("Honey lip balm", 5.0, {"tracking": "lot"}),
}
# size: how much of the recipe it takes, price
CANDLE_SIZES = {"4 oz": (0.5, 12.0), "8 oz": (1.0, 19.0), "12 oz": (1.5, 26.0)}

# key of the product: what one batch yields, and what it takes
RECIPES = {
    "soap": (
        12,
        [
            ("olive", "1 lb 4 oz"),
            ("coconut", "280 g"),
            ("lye", "122 g"),
            ("lavender_eo", "25 ml"),
        ],
    ),
    "earrings": (
        1,
        [("silver_wire", "6 in"), ("turquoise", "2"), ("ear_hook", "2")],
    ),
    "balm": (
        20,
        [
            ("beeswax", "30 g"),
            ("shea", "30 g"),
            ("almond", "44 ml"),
            ("balm_tube", "20"),
        ],
    ),
}


def open_studio(day):
    """Create the company's settings, people, vendors, materials and products.

    :return: how many materials and products there are now
    """
    env = day.env
    env.company.name = "Lavender & Wick"
    _people(env)
    day.memory["category"] = _category(env).id
    vendor = env["res.partner"].create(
        {"name": "Hive and Field Supplies", "is_company": True, "supplier_rank": 1}
    )
    day.memory["vendor"] = vendor.id
    for key, row in MATERIALS.items():
        day.memory[key] = _material(env, day, vendor, key, *row).id
    for key, (name, price, values) in PRODUCTS.items():
        day.memory[key] = _product(env, day, name, price, **values).id
    _candles(env, day)
    return f"{len(MATERIALS)} materials, {len(PRODUCTS) + len(CANDLE_SIZES)} products"


def write_recipes(day):
    """Write one recipe for each craft, as the maker would put it on paper."""
    recipes = _candle_recipe(day)
    day.memory["candle_recipe"] = recipes.id
    for key, (quantity, lines) in RECIPES.items():
        template = day.env["product.product"].browse(day.memory[key]).product_tmpl_id
        lines = [_line(day, *line) for line in lines]
        recipes |= _recipe(day, template, quantity, lines)
    costs = {bom.product_tmpl_id.name: bom.recipe_unit_cost for bom in recipes}
    return f"{len(costs)} recipes, all with a cost" if all(costs.values()) else costs


def _candle_recipe(day):
    """One recipe for all sizes of the candle, each with its own tin."""
    candle = day.env["product.template"].browse(day.memory["candle_template"])
    sizes = candle.attribute_line_ids.product_template_value_ids
    tins = [
        _line(
            day,
            "tin" + value.name.removesuffix(" oz"),
            "1",
            scales_with_size=False,
            bom_product_template_attribute_value_ids=[Command.link(value.id)],
        )
        for value in sizes
    ]
    return _recipe(
        day,
        candle,
        1,
        [
            _line(day, "beeswax", "200 g"),
            _line(day, "lavender", "8 g"),
            _line(day, "wick", "1", scales_with_size=False),
            *tins,
        ],
        scale_ids=[
            Command.create(
                {"value_id": value.id, "factor": CANDLE_SIZES[value.name][0]}
            )
            for value in sizes
        ],
    )


def made_today(day):
    """What the day's recipes make: the studio may make more, and has a past."""
    candles = day.env["product.template"].browse(day.memory["candle_template"])
    others = [day.memory[key] for key in PRODUCTS]
    return candles.product_variant_ids | day.env["product.product"].browse(others)


def _people(env):
    password_is_login = {"no_reset_password": True}
    for login, (name, group) in PEOPLE.items():
        env["res.users"].with_context(**password_is_login).create(
            {
                "name": name,
                "login": login,
                "password": login,
                "group_ids": [
                    Command.link(env.ref("base.group_user").id),
                    Command.link(env.ref(group).id),
                ],
            }
        )


def _category(env):
    return env["product.category"].create(
        {
            "name": "Studio",
            "property_cost_method": "average",
            "property_valuation": "periodic",
        }
    )


def unit_named(env, name):
    """The unit called ``name``; empty when there is none."""
    return env["uom.uom"].search([("name", "=", name)], limit=1)


def _material(env, day, vendor, key, name, unit, bought_in, price, values):
    uom, purchase_uom = unit_named(env, unit), unit_named(env, bought_in)
    product = env["product.product"].create(
        {
            "name": name,
            "maker_kind": "material",
            "type": "consu",
            "is_storable": True,
            "sale_ok": False,
            "uom_id": uom.id,
            "uom_ids": [Command.link(purchase_uom.id)],
            "categ_id": day.memory["category"],
            "tracking": "lot" if key in LOT_TRACKED else "none",
            **values,
        }
    )
    env["product.supplierinfo"].create(
        {
            "partner_id": vendor.id,
            "product_tmpl_id": product.product_tmpl_id.id,
            "product_uom_id": purchase_uom.id,
            "price": price,
            "delay": 7,
        }
    )
    per_unit = product._maker_convert(1, purchase_uom, uom)
    product.standard_price = price / per_unit
    return product


def _product(env, day, name, price, **values):
    return env["product.product"].create(
        {
            "name": name,
            "maker_kind": "product",
            "type": "consu",
            "is_storable": True,
            "purchase_ok": False,
            "list_price": price,
            "categ_id": day.memory["category"],
            **values,
        }
    )


def _candles(env, day):
    size = env["product.attribute"].create(
        {
            "name": "Size",
            "value_ids": [Command.create({"name": name}) for name in CANDLE_SIZES],
        }
    )
    template = env["product.template"].create(
        {
            "name": "Lavender candle",
            "maker_kind": "product",
            "type": "consu",
            "is_storable": True,
            "purchase_ok": False,
            "tracking": "lot",
            "list_price": CANDLE_SIZES["4 oz"][1],
            "categ_id": day.memory["category"],
            "attribute_line_ids": [
                Command.create(
                    {
                        "attribute_id": size.id,
                        "value_ids": [Command.set(size.value_ids.ids)],
                    }
                )
            ],
        }
    )
    for value in template.attribute_line_ids.product_template_value_ids:
        value.price_extra = CANDLE_SIZES[value.name][1] - template.list_price
    for product in template.product_variant_ids:
        name = product.product_template_attribute_value_ids.name
        ounces = name.removesuffix(" oz")
        product.default_code = f"CANDLE-{ounces}"
        day.memory[f"candle{ounces}"] = product.id
    day.memory["candle_template"] = template.id


def _recipe(day, template, quantity, lines, **values):
    """Write a recipe and save it once, so that it has one revision."""
    return day.env["mrp.bom"].create(
        {
            "product_tmpl_id": template.id,
            "product_qty": quantity,
            "bom_line_ids": lines,
            **values,
        }
    )


def _line(day, key, entry, **values):
    return Command.create(
        {"product_id": day.memory[key], "entry": entry, **values},
    )
