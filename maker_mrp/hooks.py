MAKER_UNITS = (
    "uom.product_uom_lb",
    "uom.product_uom_oz",
    "uom.product_uom_floz",
    "uom.product_uom_qt",
    "uom.product_uom_gal",
    "uom.product_uom_dozen",
    "uom.product_uom_cm",
    "uom.product_uom_inch",
    "uom.product_uom_foot",
    "uom.product_uom_yard",
)


def post_init_hook(env):
    _activate_units(env)
    _create_bench_locations(env)


def _activate_units(env):
    """Units makers buy and write in, which Odoo ships switched off."""
    for xml_id in MAKER_UNITS:
        uom = env.ref(xml_id, raise_if_not_found=False)
        if uom:
            uom.active = True


def _create_bench_locations(env):
    """Give warehouses that exist already the place new ones are created with."""
    env["stock.warehouse"].with_context(active_test=False).search(
        []
    )._create_missing_locations({})
