"""The SQL behind a trace: what is reached, what flowed, and what it is called."""

from odoo.tools import SQL

INSIDE = SQL("('internal', 'transit')")

CONSUMED = SQL("raw_material_production_id")
PRODUCED = SQL("production_id")


def reach(seeds, forward, companies) -> SQL:
    """A recursive table ``reach(kind, id)`` of all lots and runs linked to the seeds.

    UNION drops what was met before, so that rework loops end. Stock moved to and
    from work in progress belongs to no run and is passed over by itself: the run
    uses the lots from there.
    """
    into, out_of = (CONSUMED, PRODUCED) if forward else (PRODUCED, CONSUMED)
    # In this relation the columns are named after the fields, not the lines:
    # consume_line_id is the line that was made, produce_line_id one it was made of.
    near, far = SQL("produce_line_id"), SQL("consume_line_id")
    if not forward:
        near, far = far, near
    return SQL(
        """
        reach(kind, id) AS (
            SELECT kind, id FROM (VALUES %(seeds)s) AS seed(kind, id)
             UNION
            SELECT step.kind, step.id
              FROM reach CROSS JOIN LATERAL (
                SELECT 'run' AS kind, move.%(into)s AS id
                  FROM stock_move_line line
                  JOIN stock_move move ON move.id = line.move_id
                 WHERE reach.kind = 'lot' AND line.lot_id = reach.id
                   AND line.state = 'done' AND move.%(into)s IS NOT NULL
                   AND line.company_id IN %(companies)s
             UNION ALL
                SELECT 'run', move.%(into)s
                  FROM stock_move_line line
                  JOIN stock_move move ON move.id = line.move_id
                 WHERE reach.kind = 'unlotted' AND line.id = reach.id
                   AND move.%(into)s IS NOT NULL
             UNION ALL
                SELECT CASE WHEN line.lot_id IS NULL THEN 'unlotted' ELSE 'lot' END,
                       COALESCE(line.lot_id, line.id)
                  FROM stock_move move
                  JOIN stock_move_line line ON line.move_id = move.id
                 WHERE reach.kind = 'run' AND move.%(out_of)s = reach.id
                   AND line.state = 'done'
             UNION ALL
                SELECT 'lot', other.lot_id
                  FROM stock_move_line line
                  JOIN stock_move move ON move.id = line.move_id
                  JOIN stock_move_line_consume_rel link ON link.%(near)s = line.id
                  JOIN stock_move_line other ON other.id = link.%(far)s
                 WHERE reach.kind = 'lot' AND line.lot_id = reach.id
                   AND line.state = 'done' AND other.lot_id IS NOT NULL
                   AND move.%(into)s IS NULL
                   AND COALESCE(move.unbuild_id, move.consume_unbuild_id) IS NULL
                   AND line.company_id IN %(companies)s
             UNION ALL
                SELECT CASE WHEN line.lot_id IS NULL THEN 'unlotted' ELSE 'lot' END,
                       COALESCE(line.lot_id, line.id)
                  FROM sale_order_line sale
                  JOIN stock_move move ON move.sale_line_id = sale.id
                  JOIN stock_move_line line ON line.move_id = move.id
                  JOIN stock_location dest ON dest.id = line.location_dest_id
                 WHERE reach.kind = 'order' AND sale.order_id = reach.id
                   AND line.state = 'done' AND dest.usage = 'customer'
              ) AS step
        )
        """,
        seeds=SQL(", ").join(SQL("(%s, %s)", seed.kind, seed.id) for seed in seeds),
        into=into,
        out_of=out_of,
        near=near,
        far=far,
        companies=companies,
    )


TOUCHED = SQL(
    """
    touched(id) AS (
        SELECT line.id FROM reach
          JOIN stock_move_line line ON line.lot_id = reach.id
         WHERE reach.kind = 'lot'
         UNION
        SELECT reach.id FROM reach WHERE reach.kind = 'unlotted'
         UNION
        SELECT line.id FROM reach
          JOIN stock_move move ON move.production_id = reach.id
          JOIN stock_move_line line ON line.move_id = move.id
         WHERE reach.kind = 'run'
    )
    """
)

# Backward, a lot's other customers and uses say nothing about what it is made of.
UPSTREAM = SQL(
    """
    upstream(id) AS (
        SELECT line.id
          FROM touched
          JOIN stock_move_line line ON line.id = touched.id
          JOIN stock_move move ON move.id = line.move_id
          JOIN stock_location src ON src.id = line.location_id
     LEFT JOIN sale_order_line sale ON sale.id = move.sale_line_id
         WHERE src.usage NOT IN ('internal', 'transit', 'customer')
            OR EXISTS (SELECT 1 FROM reach used WHERE used.kind = 'run'
                        AND used.id = move.raw_material_production_id)
            OR EXISTS (SELECT 1 FROM reach sold WHERE sold.kind = 'order'
                        AND sold.id = sale.order_id)
            OR EXISTS (SELECT 1 FROM stock_move_line_consume_rel link
                        WHERE line.id IN (link.consume_line_id, link.produce_line_id)
                          AND move.raw_material_production_id IS NULL)
            OR COALESCE(move.unbuild_id, move.consume_unbuild_id) IS NOT NULL
    )
    """
)


def classified(lines: SQL, companies) -> SQL:
    """Each line of ``lines`` (a relation with an ``id``) told by what it was.

    Columns: line, lot, product, role, kind, end_id, quantity (negative for what
    came back), made_share, is_byproduct, move, date. Movements within the house
    are left out.
    """
    return SQL(
        """
        SELECT line.id AS line,
               line.lot_id AS lot,
               line.product_id AS product,
               what.role,
               what.kind,
               what.end_id,
               what.sign * line.quantity_product_uom AS quantity,
               move.cost_share,
               move.product_id IS DISTINCT FROM made.product_id AS is_byproduct,
               move.id AS move,
               line.date
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
     LEFT JOIN LATERAL (
            SELECT MIN(other.move_id) AS id
              FROM stock_move_line_consume_rel link
              JOIN stock_move_line other ON other.id = link.consume_line_id
             WHERE link.produce_line_id = line.id
               AND move.raw_material_production_id IS NULL AND undo.id IS NULL
          ) AS into_process ON TRUE
     LEFT JOIN LATERAL (
            SELECT MIN(link.consume_line_id) AS id
              FROM stock_move_line_consume_rel link
             WHERE link.consume_line_id = line.id
               AND move.production_id IS NULL AND undo.id IS NULL
          ) AS from_process ON TRUE
    CROSS JOIN LATERAL (
            SELECT src.usage IN %(inside)s AS from_here,
                   dest.usage IN %(inside)s AS to_here,
                   COALESCE(origin.picking_id, line.picking_id) AS picking
          ) AS way
    CROSS JOIN LATERAL (
            SELECT CASE
                WHEN move.raw_material_production_id IS NOT NULL THEN 'used'
                WHEN move.production_id IS NOT NULL THEN 'made'
                WHEN undo.mo_id IS NOT NULL AND way.from_here THEN 'made'
                WHEN undo.mo_id IS NOT NULL THEN 'used'
                WHEN into_process.id IS NOT NULL THEN 'used'
                WHEN from_process.id IS NOT NULL THEN 'made'
                WHEN way.from_here = way.to_here
                     AND NOT (src.usage = 'supplier' AND dest.usage = 'customer')
                     THEN NULL
                WHEN 'customer' IN (src.usage, dest.usage) THEN 'shipped'
                WHEN 'supplier' IN (src.usage, dest.usage) THEN 'received'
                ELSE 'lost' END AS role
          ) AS told
    CROSS JOIN LATERAL (
            SELECT told.role,
                   CASE told.role
                    WHEN 'used' THEN CASE WHEN into_process.id IS NULL
                         THEN 'run' ELSE 'process' END
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
                    ELSE 'loss' END AS kind,
                   CASE told.role
                    WHEN 'used' THEN COALESCE(move.raw_material_production_id,
                                              undo.mo_id, into_process.id)
                    WHEN 'made' THEN COALESCE(move.production_id, undo.mo_id, move.id)
                    WHEN 'shipped' THEN COALESCE(sale.order_id, way.picking, move.id)
                    WHEN 'received' THEN COALESCE(buy.order_id, way.picking, move.id)
                    ELSE move.id END AS end_id,
                   CASE
                    WHEN undo.mo_id IS NOT NULL THEN -1
                    WHEN told.role = 'received' AND way.from_here THEN -1
                    WHEN told.role = 'made' AND way.from_here AND NOT way.to_here
                         THEN -1
                    WHEN told.role IN ('used', 'shipped', 'lost')
                         AND way.to_here AND NOT way.from_here THEN -1
                    ELSE 1 END AS sign
          ) AS what
         WHERE line.state = 'done'
           AND line.quantity_product_uom <> 0
           AND line.company_id IN %(companies)s
           AND told.role IS NOT NULL
        """,
        lines=lines,
        inside=INSIDE,
        companies=companies,
    )


def flows(seeds, forward, companies) -> SQL:
    """One query for all flows among what the seeds reach, summed per pair.

    Rows: ``(lot, unlotted line, product, role, kind, end_id, is_byproduct,
    cost_share, quantity, moves, last date)``.
    """
    steps = [reach(seeds, forward, companies), TOUCHED]
    if not forward:
        steps.append(UPSTREAM)
    return SQL(
        """
        WITH RECURSIVE %s, told AS (%s)
        SELECT lot,
               CASE WHEN lot IS NULL THEN line END AS unlotted,
               product, role, kind, end_id, is_byproduct,
               MAX(cost_share) AS cost_share,
               SUM(quantity) AS quantity,
               ARRAY_AGG(DISTINCT move) AS moves,
               MAX(date) AS date
          FROM told
      GROUP BY 1, 2, 3, 4, 5, 6, 7
        """,
        SQL(", ").join(steps),
        classified(SQL("touched" if forward else "upstream"), companies),
    )


def gaps(products, forward, companies) -> SQL:
    """Products worth asking which lot it can have been.

    Forward: something left without its lot written down. Backward: the product
    has lots, or is made by runs; of materials only bought and never given a lot,
    nothing could be inferred that is not simply every receipt.
    """
    if forward:
        asked = SQL(
            """line.lot_id IS NULL AND EXISTS (
               SELECT 1 FROM stock_location src, stock_location dest
                WHERE src.id = line.location_id AND src.usage IN %(inside)s
                  AND dest.id = line.location_dest_id
                  AND dest.usage NOT IN %(inside)s)""",
            inside=INSIDE,
        )
    else:
        asked = SQL(
            """(line.lot_id IS NOT NULL OR EXISTS (
                SELECT 1 FROM stock_move move
                 WHERE move.id = line.move_id AND move.production_id IS NOT NULL))"""
        )
    return SQL(
        """
        SELECT product.id FROM product_product product
         WHERE product.id IN %s AND EXISTS (
               SELECT 1 FROM stock_move_line line
                WHERE line.product_id = product.id AND line.state = 'done'
                  AND line.company_id IN %s AND %s)
        """,
        products,
        companies,
        asked,
    )


def history(products, companies) -> SQL:
    """All that came into or went out of stock of these products, line by line.

    Rows as of `classified`.
    """
    return classified(
        SQL(
            "(SELECT id FROM stock_move_line WHERE product_id IN %s"
            " AND state = 'done')",
            products,
        ),
        companies,
    )
