"""The SQL behind a trace: what is reached, and what flowed."""

from odoo.tools import SQL

from .lines import INSIDE, classified, taker

CONSUMED = SQL("raw_material_production_id")
PRODUCED = SQL("production_id")


# What a sale order delivered, lot by lot: the way back from a customer's order.
DELIVERED = SQL(
    """
    SELECT CASE WHEN line.lot_id IS NULL THEN 'unlotted' ELSE 'lot' END,
           COALESCE(line.lot_id, line.id)
      FROM sale_order_line sale
      JOIN stock_move move ON move.sale_line_id = sale.id
      JOIN stock_move_line line ON line.move_id = move.id
      JOIN stock_location dest ON dest.id = line.location_dest_id
     WHERE reach.kind = 'order' AND sale.order_id = reach.id
       AND line.state = 'done' AND dest.usage = 'customer'
    """
)


def _run_steps(forward, companies) -> SQL:
    """From a lot to the runs it went into (or came from), and from a run on."""
    into, out_of = (CONSUMED, PRODUCED) if forward else (PRODUCED, CONSUMED)
    return SQL(
        """
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
        """,
        into=into,
        out_of=out_of,
        companies=companies,
    )


# What came back out of a run that was unbuilt in part may hold any of its materials.
RETURNED = SQL(
    """
    SELECT 'lot', line.lot_id
      FROM mrp_unbuild undo
      JOIN stock_move move ON move.unbuild_id = undo.id
      JOIN stock_move_line line ON line.move_id = move.id
     WHERE reach.kind = 'run' AND undo.mo_id = reach.id
       AND line.state = 'done' AND line.lot_id IS NOT NULL
    """
)

RETURNED_FROM = SQL(
    """
    SELECT 'run', undo.mo_id
      FROM stock_move_line line
      JOIN stock_move move ON move.id = line.move_id
      JOIN mrp_unbuild undo ON undo.id = move.unbuild_id
     WHERE reach.kind = 'lot' AND line.lot_id = reach.id
       AND line.state = 'done' AND undo.mo_id IS NOT NULL
    """
)


def _process_steps(forward, companies) -> SQL:
    """From lot to lot where Odoo links them although no run stands between."""
    into = CONSUMED if forward else PRODUCED
    # In this relation the columns are named after the fields, not the lines:
    # consume_line_id is the line that was made, produce_line_id one it was made of.
    near, far = SQL("produce_line_id"), SQL("consume_line_id")
    if not forward:
        near, far = far, near
    return SQL(
        """
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
        """,
        near=near,
        far=far,
        into=into,
        companies=companies,
    )


def _unbuilt_steps(forward, companies) -> SQL:
    """From what was taken apart without a word of its run to what came out of it."""
    near, far = SQL("location_id"), SQL("location_dest_id")
    if not forward:
        near, far = far, near
    met = (
        SQL("reach.kind = 'lot' AND line.lot_id = reach.id"),
        SQL("reach.kind = 'unlotted' AND line.id = reach.id"),
    )
    return SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT CASE WHEN other.lot_id IS NULL THEN 'unlotted' ELSE 'lot' END,
                   COALESCE(other.lot_id, other.id)
              FROM stock_move_line line
              JOIN stock_move move ON move.id = line.move_id
              JOIN mrp_unbuild undo ON undo.id = move.unbuild_id
              JOIN stock_location place ON place.id = line.%(near)s
              JOIN stock_move moved ON moved.unbuild_id = undo.id
              JOIN stock_move_line other ON other.move_id = moved.id
              JOIN stock_location there ON there.id = other.%(far)s
             WHERE %(met)s
               AND line.state = 'done' AND other.state = 'done'
               AND undo.mo_id IS NULL
               AND place.usage IN %(inside)s AND there.usage IN %(inside)s
               AND line.company_id IN %(companies)s
            """,
            near=near,
            far=far,
            met=one,
            inside=INSIDE,
            companies=companies,
        )
        for one in met
    )


def reach(seeds, forward, companies) -> SQL:
    """A recursive table ``reach(kind, id)`` of all lots and runs linked to the seeds.

    UNION drops what was met before, so that rework loops end. Stock moved to and
    from work in progress belongs to no run and is passed over by itself: the run
    uses the lots from there.
    """
    return SQL(
        """
        reach(kind, id) AS (
            SELECT kind, id FROM (VALUES %(seeds)s) AS seed(kind, id)
             UNION
            SELECT step.kind, step.id
              FROM reach CROSS JOIN LATERAL (
                %(runs)s UNION ALL %(process)s UNION ALL %(delivered)s
                UNION ALL %(returned)s UNION ALL %(unbuilt)s
              ) AS step
        )
        """,
        seeds=SQL(", ").join(SQL("(%s, %s)", seed.kind, seed.id) for seed in seeds),
        runs=_run_steps(forward, companies),
        process=_process_steps(forward, companies),
        delivered=DELIVERED,
        returned=RETURNED if forward else RETURNED_FROM,
        unbuilt=_unbuilt_steps(forward, companies),
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
            -- each end by itself, so that each is looked up by its own index
            OR move.raw_material_production_id IS NULL AND (
                EXISTS (SELECT 1 FROM stock_move_line_consume_rel link
                         WHERE link.consume_line_id = line.id)
                OR EXISTS (SELECT 1 FROM stock_move_line_consume_rel link
                            WHERE link.produce_line_id = line.id))
            OR COALESCE(move.unbuild_id, move.consume_unbuild_id) IS NOT NULL
    )
    """
)


def flows(seeds, forward, companies) -> SQL:
    """One query for all flows among what the seeds reach, summed per pair.

    Rows: ``(lot, unlotted line, product, role, kind, end_id, is_byproduct,
    cost_share, quantity, moves, last date, came back, first date, moves back)``; the
    quantity is net of what came back.
    """
    steps = [reach(seeds, forward, companies), TOUCHED]
    if not forward:
        steps.append(UPSTREAM)
    # Where much was moved, PostgreSQL would compile the query, which takes it seconds,
    # and run it in milliseconds: told in the same breath, for the rest of the
    # transaction.
    return SQL(
        """
        SELECT set_config('jit', 'off', TRUE);
        WITH RECURSIVE %s, told AS (%s)
        SELECT lot,
               CASE WHEN lot IS NULL THEN line END AS unlotted,
               product, role, kind, end_id, is_byproduct,
               MAX(cost_share) AS cost_share,
               SUM(quantity) AS quantity,
               ARRAY_AGG(DISTINCT move) AS moves,
               MAX(date) AS date,
               COALESCE(-SUM(quantity) FILTER (WHERE quantity < 0), 0) AS back,
               MIN(date) AS since,
               COALESCE(ARRAY_AGG(DISTINCT move) FILTER (WHERE quantity < 0),
                        ARRAY[]::integer[]) AS moves_back
          FROM told
      GROUP BY 1, 2, 3, 4, 5, 6, 7
        """,
        SQL(", ").join(steps),
        classified(SQL("touched" if forward else "upstream"), companies),
    )


# The record of a product's lots cannot be right: one is below nothing, counts found
# some of them and missed some, or a customer gave back more of one than that customer
# had got of it until then.
STRAINED = SQL(
    """
    (EXISTS (SELECT 1 FROM stock_quant quant
               JOIN stock_location place ON place.id = quant.location_id
              WHERE quant.product_id = product.id AND quant.lot_id IS NOT NULL
                AND quant.quantity < 0 AND place.usage IN %(inside)s)
     OR (EXISTS (SELECT 1 FROM stock_move_line found
                   JOIN stock_location src ON src.id = found.location_id
                  WHERE found.product_id = product.id AND found.lot_id IS NOT NULL
                    AND found.state = 'done' AND src.usage = 'inventory')
         AND EXISTS (SELECT 1 FROM stock_move_line missed
                       JOIN stock_location dest ON dest.id = missed.location_dest_id
                      WHERE missed.product_id = product.id
                        AND missed.lot_id IS NOT NULL AND missed.state = 'done'
                        AND dest.usage = 'inventory'))
     OR EXISTS (
        SELECT 1 FROM stock_move_line back
          JOIN stock_location src ON src.id = back.location_id
          JOIN stock_location dest ON dest.id = back.location_dest_id
          JOIN LATERAL (%(taker)s) AS giver ON TRUE
         WHERE back.product_id = product.id AND back.lot_id IS NOT NULL
           AND back.state = 'done' AND src.usage = 'customer'
           AND dest.usage IN %(inside)s
           AND back.quantity_product_uom > 0
           AND (SELECT COALESCE(SUM(CASE WHEN one_dest.usage = 'customer'
                                         THEN one.quantity_product_uom
                                         ELSE -one.quantity_product_uom END), 0)
                  FROM stock_move_line one
                  JOIN stock_location one_src ON one_src.id = one.location_id
                  JOIN stock_location one_dest ON one_dest.id = one.location_dest_id
                  JOIN LATERAL (%(one_taker)s) AS got ON TRUE
                 WHERE one.lot_id = back.lot_id AND one.state = 'done'
                   AND one.date <= back.date AND got.id = giver.id
                   AND (one_src.usage = 'customer') <> (one_dest.usage = 'customer')
               ) < 0))
    """,
    inside=INSIDE,
    taker=taker(SQL("back")),
    one_taker=taker(SQL("one")),
)


def strained(products) -> SQL:
    """Those of the products whose record of lots cannot be right."""
    return SQL(
        "SELECT product.id FROM product_product product WHERE product.id IN %s AND %s",
        products,
        STRAINED,
    )


def gaps(products, forward, companies) -> SQL:
    """Products worth asking which lot it can have been.

    Forward: something left without its lot written down. Backward: the product
    has lots, is made by runs or came out of an unbuild; of materials only bought and
    never given a lot,
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
                 WHERE move.id = line.move_id
                   AND COALESCE(move.production_id, move.unbuild_id)
                       IS NOT NULL))"""
        )
    return SQL(
        """
        SELECT product.id FROM product_product product
         WHERE product.id IN %s AND (EXISTS (
               SELECT 1 FROM stock_move_line line
                WHERE line.product_id = product.id AND line.state = 'done'
                  AND line.company_id IN %s AND %s) OR %s)
        """,
        products,
        companies,
        asked,
        STRAINED if forward else SQL("FALSE"),
    )


def history(products, companies) -> SQL:
    """All that came into or went out of stock of these products, line by line.

    Rows as of `trace_lines.classified`.
    """
    return classified(
        SQL(
            "(SELECT id FROM stock_move_line WHERE product_id IN %s"
            " AND state = 'done')",
            products,
        ),
        companies,
    )
