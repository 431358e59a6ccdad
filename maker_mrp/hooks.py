from odoo import SUPERUSER_ID
from odoo.tools import SQL

from .references import referenced_ids

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


# The units above that were switched off when Maker came.
ACTIVATED_UNITS = "maker_mrp.activated_units"


def post_init_hook(env):
    _choose_rules(env)
    _activate_units(env)
    _create_bench_locations(env)
    env["product.template"]._maker_sort_by_kind()
    _keep_kinds_of_past_moves(env)
    _write_out_recipe_lines(env)
    env["res.company"]._maker_set_up_costing()
    _take_over_reorder_rules(env)


def uninstall_hook(env):
    """What Maker added to Odoo's own records goes with it, where nothing needs it."""
    _remove_alerts(env)
    env["stock.location"]._maker_retire("wip")
    _give_up_supplies(env)
    _deactivate_units(env)


def _remove_alerts(env):
    """Alerts are of an activity type that goes with Maker."""
    kind = env.ref("maker_mrp.mail_activity_reorder", raise_if_not_found=False)
    if kind:
        env["mail.activity"].with_context(active_test=False).search(
            [("activity_type_id", "=", kind.id)]
        ).unlink()


def _choose_rules(env):
    """Who worked with Odoo before finds everything outside Maker as it was."""
    if env["res.company"]._maker_had_history():
        env["res.company"].search([]).maker_rules = "screens"


def _take_over_reorder_rules(env):
    """Rules of before keep the levels their owner set; passing ones stay passing."""
    rules = env["stock.warehouse.orderpoint"]
    rules.flush_model()
    env.cr.execute(
        SQL(
            """
            UPDATE stock_warehouse_orderpoint
               SET maker_policy = 'manual',
                   maker_temporary = create_uid = %s AND trigger = 'manual'
                       AND product_min_qty = 0 AND product_max_qty = 0
            """,
            SUPERUSER_ID,
        )
    )
    rules.invalidate_model()
    rules = rules.search([("maker_temporary", "=", False)])
    env.add_to_compute(rules._fields["maker_level"], rules)
    rules._maker_refresh()


def _activate_units(env):
    """Units makers buy and write in, which Odoo ships switched off."""
    activated = []
    for xml_id in MAKER_UNITS:
        uom = env.ref(xml_id, raise_if_not_found=False)
        if uom and not uom.active:
            uom.active = True
            activated.append(xml_id)
    env["ir.config_parameter"].set_param(ACTIVATED_UNITS, ",".join(activated))


def _deactivate_units(env):
    """Switch off the units Maker switched on, but those somebody uses."""
    parameters = env["ir.config_parameter"]
    # installed before this was written down: Odoo ships all of them switched off
    activated = parameters.get_param(ACTIVATED_UNITS, ",".join(MAKER_UNITS))
    units = env["uom.uom"].union(
        *(
            env.ref(xml_id, raise_if_not_found=False) or env["uom.uom"]
            for xml_id in filter(None, activated.split(","))
        )
    )
    # Odoo's own barcode rules name units that it ships switched off
    used = referenced_ids(env, "uom_uom", units.ids, aside=("barcode_rule",))
    units.filtered(lambda unit: unit.id not in used).active = False
    parameters.search([("key", "=like", "maker\\_mrp.%")]).unlink()


def _give_up_supplies(env):
    """What runs use goes where Odoo sends it again."""
    places = env["stock.location"].with_context(active_test=False)
    places = places.search([("maker_role", "=", "supplies")])
    for company in places.company_id:
        templates = env["product.template"].with_company(company)
        templates.with_context(active_test=False).search(
            [("property_stock_production", "in", places.ids)]
        ).property_stock_production = False
    places._maker_retire("supplies")


def _create_bench_locations(env):
    """Give warehouses that exist already the place new ones are created with."""
    env["stock.warehouse"].with_context(active_test=False).search(
        []
    )._create_missing_locations({})


def _keep_kinds_of_past_moves(env):
    """Moves made before Maker get the kind their product has now, in one go."""
    env["product.template"].flush_model(["maker_kind"])
    env.cr.execute(
        SQL(
            """
            UPDATE stock_move move
               SET maker_kind = template.maker_kind
              FROM product_product product
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE product.id = move.product_id
               AND move.maker_kind IS NULL
               AND template.maker_kind IS NOT NULL
            """
        )
    )
    env["stock.move"].invalidate_model(["maker_kind"])


def _write_out_recipe_lines(env):
    """Lines of recipes that exist already show their quantity in words as well."""
    env["mrp.bom.line"].flush_model(["product_qty", "product_uom_id", "entry"])
    env.cr.execute(
        SQL(
            """
            UPDATE mrp_bom_line line
               SET entry = trim_scale(line.product_qty::numeric)::text
                           || ' ' || COALESCE(uom.name ->> %s, uom.name ->> 'en_US')
              FROM uom_uom uom
             WHERE uom.id = line.product_uom_id
               AND line.entry IS NULL
            """,
            env.lang or "en_US",
        )
    )
    env["mrp.bom.line"].invalidate_model(["entry"])
