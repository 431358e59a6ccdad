"""The SQL that tells stock move lines apart: used, made, shipped, received, lost."""

from odoo.tools import SQL

INSIDE = SQL("('internal', 'transit')")

# The parts of `classified` are written over one row of its joins: a stock move line
# with its move, the places it went between (`src`, `dest`), and what it belongs to.
# Where Odoo links lines although no run made one of the other (repairs do), the line
# went into a process (`into_process`: the move that came out of it) or came from one.

INTO_PROCESS = SQL(
    """
    SELECT MIN(other.move_id) AS id
      FROM stock_move_line_consume_rel link
      JOIN stock_move_line other ON other.id = link.consume_line_id
     WHERE link.produce_line_id = line.id
       AND move.raw_material_production_id IS NULL AND undo.id IS NULL
    """
)

FROM_PROCESS = SQL(
    """
    SELECT MIN(link.consume_line_id) AS id
      FROM stock_move_line_consume_rel link
     WHERE link.consume_line_id = line.id
       AND move.production_id IS NULL AND undo.id IS NULL
    """
)

# What happened to the lot; nothing (NULL) where it stayed in the house.
ROLE = SQL(
    """
    CASE
        WHEN move.raw_material_production_id IS NOT NULL THEN 'used'
        WHEN move.production_id IS NOT NULL THEN 'made'
        WHEN undo.mo_id IS NOT NULL AND way.from_here THEN 'made'
        WHEN undo.mo_id IS NOT NULL THEN 'used'
        WHEN undo.id IS NOT NULL AND way.from_here THEN 'used'
        WHEN undo.id IS NOT NULL THEN 'taken_out'
        WHEN into_process.id IS NOT NULL THEN 'used'
        WHEN from_process.id IS NOT NULL THEN 'made'
        WHEN way.from_here = way.to_here
             AND NOT (src.usage = 'supplier' AND dest.usage = 'customer')
             THEN NULL
        WHEN 'customer' IN (src.usage, dest.usage) THEN 'shipped'
        WHEN 'supplier' IN (src.usage, dest.usage) THEN 'received'
        ELSE 'lost'
    END
    """
)

# The kind of record at the other end, and its id.
END_KIND = SQL(
    """
    CASE told.role
        WHEN 'used' THEN CASE
             WHEN COALESCE(move.raw_material_production_id, undo.mo_id) IS NOT NULL
             THEN 'run'
             WHEN undo.id IS NOT NULL THEN 'unbuild'
             ELSE 'process' END
        WHEN 'taken_out' THEN 'unbuild'
        WHEN 'made' THEN CASE WHEN from_process.id IS NULL
             THEN 'run' ELSE 'process' END
        WHEN 'shipped' THEN CASE
             WHEN sale.order_id IS NOT NULL THEN 'order'
             WHEN way.picking IS NOT NULL THEN 'delivery'
             ELSE 'move' END
        WHEN 'received' THEN CASE
             WHEN buy.order_id IS NOT NULL THEN 'purchase'
             WHEN way.picking IS NOT NULL THEN 'receipt'
             ELSE 'move' END
        ELSE 'loss'
    END
    """
)

END_ID = SQL(
    """
    CASE told.role
        WHEN 'used' THEN COALESCE(move.raw_material_production_id,
                                  undo.mo_id, undo.id, into_process.id)
        WHEN 'taken_out' THEN undo.id
        WHEN 'made' THEN COALESCE(move.production_id, undo.mo_id, move.id)
        WHEN 'shipped' THEN COALESCE(sale.order_id, way.picking, move.id)
        WHEN 'received' THEN COALESCE(buy.order_id, way.picking, move.id)
        ELSE move.id
    END
    """
)

# Minus for what came back: returns, and runs undone.
SIGN = SQL(
    """
    CASE
        WHEN undo.mo_id IS NOT NULL THEN -1
        WHEN told.role = 'received' AND way.from_here THEN -1
        WHEN told.role = 'made' AND way.from_here AND NOT way.to_here THEN -1
        WHEN told.role IN ('used', 'shipped', 'lost')
             AND way.to_here AND NOT way.from_here THEN -1
        ELSE 1
    END
    """
)


def taker(line: SQL) -> SQL:
    """The business or person a stock move line went to or came from; 0 if unknown."""
    return SQL(
        """
        SELECT COALESCE((
            SELECT partner.commercial_partner_id
              FROM stock_move move
         LEFT JOIN stock_picking picking ON picking.id = %(line)s.picking_id
              JOIN res_partner partner
                ON partner.id = COALESCE(picking.partner_id, move.partner_id)
             WHERE move.id = %(line)s.move_id), 0) AS id
        """,
        line=line,
    )


def classified(lines: SQL, companies) -> SQL:
    """Each line of ``lines`` (a relation with an ``id``) told by what it was.

    Columns: line, lot, product, role, kind, end_id, quantity (negative for what
    came back), cost_share, is_byproduct, move, date, taker (the business or person
    it was shipped to, 0 where unknown). Movements within the house are left out.
    """
    return SQL(
        """
        SELECT line.id AS line,
               line.lot_id AS lot,
               line.product_id AS product,
               told.role,
               %(end_kind)s AS kind,
               %(end_id)s AS end_id,
               %(sign)s * line.quantity_product_uom AS quantity,
               move.cost_share,
               move.product_id IS DISTINCT FROM made.product_id AS is_byproduct,
               move.id AS move,
               line.date,
               CASE WHEN told.role = 'shipped' THEN taker.id END AS taker
          FROM %(lines)s AS wanted
          JOIN stock_move_line line ON line.id = wanted.id
          JOIN stock_move move ON move.id = line.move_id
          JOIN stock_location src ON src.id = line.location_id
          JOIN stock_location dest ON dest.id = line.location_dest_id
     LEFT JOIN stock_move origin ON origin.id = move.origin_returned_move_id
     LEFT JOIN sale_order_line sale ON sale.id = move.sale_line_id
     LEFT JOIN purchase_order_line buy ON buy.id = move.purchase_line_id
     LEFT JOIN mrp_unbuild undo
            ON undo.id = COALESCE(move.unbuild_id, move.consume_unbuild_id)
     LEFT JOIN mrp_production made
            ON made.id = COALESCE(move.production_id, undo.mo_id)
     LEFT JOIN LATERAL (%(into_process)s) AS into_process ON TRUE
     LEFT JOIN LATERAL (%(from_process)s) AS from_process ON TRUE
    CROSS JOIN LATERAL (
            SELECT src.usage IN %(inside)s AS from_here,
                   dest.usage IN %(inside)s AS to_here,
                   COALESCE(origin.picking_id, line.picking_id) AS picking
          ) AS way
    CROSS JOIN LATERAL (SELECT %(role)s AS role) AS told
    CROSS JOIN LATERAL (%(taker)s) AS taker
         WHERE line.state = 'done'
           AND line.quantity_product_uom <> 0
           AND line.company_id IN %(companies)s
           AND told.role IS NOT NULL
        """,
        end_kind=END_KIND,
        end_id=END_ID,
        sign=SIGN,
        lines=lines,
        into_process=INTO_PROCESS,
        from_process=FROM_PROCESS,
        inside=INSIDE,
        role=ROLE,
        taker=taker(SQL("line")),
        companies=companies,
    )
