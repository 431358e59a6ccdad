"""The SQL that tells what the nodes of a trace are called."""

from odoo.tools import SQL

NAMES = {
    "lot": """
        SELECT lot.id, lot.name, lot.supplier_id, partner.complete_name,
               NULL::timestamp, lot.product_id, lot.supplier_lot, lot.maker_hold
          FROM stock_lot lot
     LEFT JOIN res_partner partner ON partner.id = lot.supplier_id
         WHERE lot.id IN %s""",
    "unlotted": """
        SELECT line.id, NULL, NULL::int, NULL, line.date, line.product_id, NULL, NULL
          FROM stock_move_line line WHERE line.id IN %s""",
    "run": """
        SELECT run.id, run.name, NULL::int, NULL, COALESCE(run.date_finished,
               run.date_start), run.product_id, NULL, run.state
          FROM mrp_production run WHERE run.id IN %s""",
    "unbuild": """
        SELECT undo.id, undo.name, NULL::int, NULL, undo.write_date,
               undo.product_id, NULL, undo.state
          FROM mrp_unbuild undo WHERE undo.id IN %s""",
    "order": """
        SELECT sale.id, sale.name, sale.partner_id, partner.complete_name,
               sale.date_order, NULL::int, sale.client_order_ref, sale.state
          FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
         WHERE sale.id IN %s""",
    "purchase": """
        SELECT buy.id, buy.name, buy.partner_id, partner.complete_name,
               buy.date_order, NULL::int, buy.partner_ref, buy.state
          FROM purchase_order buy
          JOIN res_partner partner ON partner.id = buy.partner_id
         WHERE buy.id IN %s""",
    "picking": """
        SELECT picking.id, picking.name, picking.partner_id, partner.complete_name,
               picking.date_done, NULL::int, picking.origin, picking.state
          FROM stock_picking picking
     LEFT JOIN res_partner partner ON partner.id = picking.partner_id
         WHERE picking.id IN %s""",
    "move": """
        SELECT move.id, COALESCE(move.inventory_name, move.reference, move.origin),
               move.partner_id, partner.complete_name, move.date, move.product_id,
               NULL, CASE WHEN move.scrap_id IS NOT NULL THEN 'scrap'
                          WHEN move.is_inventory THEN 'count' END
          FROM stock_move move
     LEFT JOIN res_partner partner ON partner.id = move.partner_id
         WHERE move.id IN %s""",
}


def names(kind, ids) -> SQL:
    """What these records are called.

    Rows: ``(id, name, partner_id, partner, date, product_id, reference, state)``.
    """
    return SQL(NAMES[kind], tuple(ids))
