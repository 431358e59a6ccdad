from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

EVENTS = [
    ("receiving", "Receiving"),
    ("transformation", "Transformation"),
    ("shipping", "Shipping"),
]


class MakerTraceEvent(models.Model):
    """Critical tracking events with their key data elements, one row per event."""

    _name = "maker.trace.event"
    _description = "Traceability event"
    _auto = False
    _order = "date desc, id desc"

    event = fields.Selection(EVENTS, readonly=True)
    lot_id = fields.Many2one(
        "stock.lot", readonly=True, help="The traceability lot code."
    )
    product_id = fields.Many2one("product.product", readonly=True)
    quantity = fields.Float(readonly=True)
    unit_id = fields.Many2one("uom.uom", readonly=True)
    date = fields.Datetime(readonly=True)
    location_id = fields.Many2one("stock.location", "Place", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Source or recipient",
        readonly=True,
        help="Receiving: who delivered. Shipping: who received.",
    )
    supplier_lot = fields.Char("Supplier's lot", readonly=True)
    reference = fields.Char("Document", readonly=True)
    production_id = fields.Many2one("mrp.production", "Run", readonly=True)
    is_business = fields.Boolean(
        "Business customer",
        readonly=True,
        help="Selling to whoever uses it up is not a shipping event in the US rule; "
        "selling to a shop is.",
    )
    input_lots = fields.Char(
        "Input lots",
        compute="_compute_input_lots",
        help="Transformation: the material lots that went in.",
    )
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.lot_id, line.product_id, line.date,
                   line.quantity_product_uom AS quantity, template.uom_id AS unit_id,
                   line.company_id, move.production_id, lot.supplier_lot,
                   CASE WHEN src.usage = 'supplier' THEN 'receiving'
                        WHEN dest.usage = 'customer' THEN 'shipping'
                        ELSE 'transformation' END AS event,
                   CASE WHEN dest.usage = 'customer' THEN line.location_id
                        ELSE line.location_dest_id END AS location_id,
                   COALESCE(picking.partner_id, move.partner_id) AS partner_id,
                   COALESCE(picking.name, run.name, move.reference) AS reference,
                   dest.usage = 'customer' AND buyer.is_company AS is_business
              FROM stock_move_line line
              JOIN stock_move move ON move.id = line.move_id
              JOIN stock_lot lot ON lot.id = line.lot_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN stock_location src ON src.id = line.location_id
              JOIN stock_location dest ON dest.id = line.location_dest_id
         LEFT JOIN stock_picking picking ON picking.id = line.picking_id
         LEFT JOIN mrp_production run ON run.id = move.production_id
         LEFT JOIN res_partner partner
                ON partner.id = COALESCE(picking.partner_id, move.partner_id)
         LEFT JOIN res_partner buyer ON buyer.id = partner.commercial_partner_id
             WHERE line.state = 'done' AND line.quantity_product_uom > 0
               AND (src.usage = 'supplier' AND dest.usage IN ('internal', 'transit')
                    OR src.usage IN ('internal', 'transit') AND dest.usage = 'customer'
                    OR move.production_id IS NOT NULL
                       AND dest.usage IN ('internal', 'transit'))
            """
        )

    @api.depends("production_id")
    def _compute_input_lots(self):
        used = defaultdict(dict)
        lines = self.env["stock.move.line"]._read_group(
            [
                ("move_id.raw_material_production_id", "in", self.production_id.ids),
                ("state", "=", "done"),
                ("lot_id", "!=", False),
            ],
            ["move_id", "lot_id"],
        )
        for move, lot in lines:
            used[move.raw_material_production_id][lot] = lot.name
        for event in self:
            names = used.get(event.production_id, {}).values()
            event.input_lots = ", ".join(sorted(names))
