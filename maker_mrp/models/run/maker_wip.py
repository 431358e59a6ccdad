from odoo import fields, models
from odoo.tools import SQL

from ...public import only_for


class MakerWip(models.Model):
    """What lies in work in progress, for which run, and what it is worth."""

    _name = "maker.wip"
    _description = "Work in progress"
    _auto = False
    _order = "started_at, run_id, product_id"
    _rec_name = "product_id"
    _depends = {
        "mrp.production": ["maker_started_at", "product_id", "user_id"],
        "product.product": ["standard_price"],
        "product.template": ["lot_valuated", "uom_id"],
        "stock.location": ["maker_role", "warehouse_id"],
        "stock.lot": ["standard_price"],
        "stock.move": ["raw_material_production_id", "state"],
        "stock.move.line": [
            "company_id",
            "location_id",
            "lot_id",
            "move_id",
            "product_id",
            "quantity_product_uom",
        ],
        "stock.quant": [
            "company_id",
            "in_date",
            "location_id",
            "lot_id",
            "product_id",
            "quantity",
            "reserved_quantity",
        ],
    }

    run_id = fields.Many2one(
        "mrp.production",
        readonly=True,
        help="Empty for what lies on the bench without a run.",
    )
    made_product_id = fields.Many2one("product.product", "For", readonly=True)
    user_id = fields.Many2one("res.users", "Assigned to", readonly=True)
    product_id = fields.Many2one("product.product", "Material", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    location_id = fields.Many2one("stock.location", "Place", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="In the unit of the material; amounts of different things do not add up.",
    )
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    value = fields.Monetary(
        readonly=True,
        help="Quantity × cost of the material now (of its lot, where lots carry "
        "their own cost). Part of the value of your stock.",
    )
    started_at = fields.Datetime("Since", readonly=True)
    age_days = fields.Integer("Days", readonly=True, aggregator="max")

    @property
    def _table_query(self):
        """What each run holds on the bench, then what no run holds."""
        return SQL(
            """
            SELECT held.*,
                   company.currency_id,
                   template.uom_id,
                   held.quantity * COALESCE(
                       CASE WHEN template.lot_valuated THEN
                           (lot.standard_price ->> held.company_id::text)::numeric
                       END,
                       (product.standard_price ->> held.company_id::text)::numeric,
                       0
                   ) AS value,
                   EXTRACT(day FROM (now() AT TIME ZONE 'UTC') - held.started_at)::int
                   AS age_days
              FROM (%s UNION ALL %s) held
              JOIN product_product product ON product.id = held.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN res_company company ON company.id = held.company_id
         LEFT JOIN stock_lot lot ON lot.id = held.lot_id
            """,
            self._held_by_runs(),
            self._held_by_nobody(),
        )

    def _held_by_runs(self):
        return SQL(
            """
            SELECT line.id, run.id AS run_id, run.product_id AS made_product_id,
                   run.user_id, line.product_id, line.lot_id, line.location_id,
                   place.warehouse_id, line.company_id,
                   line.quantity_product_uom AS quantity,
                   run.maker_started_at AS started_at
              FROM stock_move_line line
              JOIN stock_move move ON move.id = line.move_id
              JOIN mrp_production run ON run.id = move.raw_material_production_id
              JOIN stock_location place ON place.id = line.location_id
             WHERE place.maker_role = 'wip'
               AND move.state NOT IN ('done', 'cancel')
               AND line.quantity_product_uom != 0
            """
        )

    def _held_by_nobody(self):
        return SQL(
            """
            SELECT -quant.id, NULL::int, NULL::int, NULL::int, quant.product_id,
                   quant.lot_id, quant.location_id, place.warehouse_id,
                   quant.company_id,
                   (%(free)s)::numeric,
                   quant.in_date
              FROM stock_quant quant
              JOIN stock_location place ON place.id = quant.location_id
             WHERE place.maker_role = 'wip'
               AND ROUND((%(free)s)::numeric, 6) != 0
            """,
            # Two reservations made at once leave a quant without a quantity.
            free=SQL(
                "COALESCE(quant.quantity, 0) - COALESCE(quant.reserved_quantity, 0)"
            ),
        )

    @only_for("base.group_user")
    def action_open_run(self):
        """Open the run that this stock belongs to."""
        self.ensure_one()
        return self.run_id._maker_open()
