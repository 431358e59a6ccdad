from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...cost_flow.periods import Method, Move, NewPrice

# The stock a product starts with may be counted shelf by shelf, for a day.
FIRST_COUNT = SQL(
    """
    move.is_in AND NOT EXISTS (
        SELECT FROM stock_move earlier
               JOIN stock_location origin ON origin.id = earlier.location_id
         WHERE earlier.product_id = move.product_id
           AND earlier.company_id = move.company_id
           AND earlier.state = 'done'
           AND (earlier.is_in OR earlier.is_out)
           AND (earlier.date, earlier.id) < (move.date, move.id)
           AND NOT (
               earlier.is_in
               AND earlier.scrap_id IS NULL
               AND origin.usage = 'inventory'
               AND earlier.date > move.date - INTERVAL '1 day'
           )
    )
    """
)
# What a valued move was for, told by the place outside the stock it came from or
# went to. The order of these cases matters.
MOVE_KIND = SQL(
    """
    CASE
        WHEN outside.usage = 'supplier' THEN 'purchase'
        WHEN outside.usage = 'customer' THEN 'sold'
        WHEN outside.maker_role = 'supplies' THEN 'supply'
        WHEN outside.usage = 'production' AND (
            move.production_id IS NOT NULL
            -- what is taken apart was made less, its materials are used less
            OR move.unbuild_id IS NOT NULL AND outside.id = destination.id
        ) THEN 'made'
        WHEN outside.usage = 'production' AND move.maker_kind = 'supply' THEN 'supply'
        WHEN outside.usage = 'production' THEN 'used'
        WHEN move.scrap_id IS NOT NULL THEN 'waste'
        WHEN outside.usage = 'inventory' AND %(first_count)s THEN 'opening'
        WHEN outside.usage = 'inventory' THEN 'shrinkage'
        ELSE 'other'
    END
    """,
    first_count=FIRST_COUNT,
)

# Odoo values what leaves lot by lot at each lot's cost, and keeps the sum only: what
# each lot cost then is stored nowhere. The sum is shared by what the lots cost now, so
# a late bill shifts how a delivery of several lots is shared, not what it was worth.
# What comes in has one price, and a move's value is shared by quantity.
LOT_WEIGHT = SQL(
    """
    SUM(line.quantity_product_uom * CASE
        WHEN template.lot_valuated AND outside.id = destination.id
        THEN COALESCE(
            (lot.standard_price ->> move.company_id::text)::numeric,
            (product.standard_price ->> move.company_id::text)::numeric, 0)
        ELSE 1 END)::numeric
    """
)
LOT_SHARE = SQL(
    """
    COALESCE(
        weight / NULLIF(SUM(weight) OVER (PARTITION BY move_id), 0),
        quantity / NULLIF(SUM(quantity) OVER (PARTITION BY move_id), 0))
    """
)


class MakerCogsLedger(models.AbstractModel):
    """Reads what moved value, for all products in one query."""

    _name = "maker.cogs.ledger"
    _description = "Stock ledger by costing method"

    @api.model
    def _flush_ledger(self):
        for model in (
            "stock.move.line",
            "stock.move",
            "stock.location",
            "stock.quant",
            "stock.lot",
            "product.product",
            "product.template",
            "product.value",
            "sale.order.line",
        ):
            self.env[model].flush_model()

    @api.model
    def _valued_lines(self, company, since=None, before=None, product_ids=None):
        """FROM and WHERE of the move lines by which value came or went.

        :param product_ids: only of these products, of all when None

        Aliases: ``line``, ``lot``, ``move``, ``template``, ``source``, ``destination``
        and ``outside``, the place that is not part of the stock.
        """
        valued = SQL(
            "(%(place)s.company_id IS NOT NULL "
            "AND %(place)s.usage IN ('internal', 'transit'))",
            place=SQL.identifier("source"),
        )
        receiving = SQL(
            "(%(place)s.company_id IS NOT NULL "
            "AND %(place)s.usage IN ('internal', 'transit'))",
            place=SQL.identifier("destination"),
        )
        return SQL(
            """
            FROM stock_move_line line
            JOIN stock_move move ON move.id = line.move_id
            JOIN product_product product ON product.id = move.product_id
            JOIN product_template template ON template.id = product.product_tmpl_id
            JOIN stock_location source ON source.id = line.location_id
            JOIN stock_location destination ON destination.id = line.location_dest_id
            JOIN stock_location outside ON outside.id =
                CASE WHEN %(valued)s THEN destination.id ELSE source.id END
       LEFT JOIN stock_lot lot ON lot.id = line.lot_id
           WHERE move.state = 'done'
             AND (move.is_in OR move.is_out)
             AND move.company_id = %(company)s
             AND (line.owner_id IS NULL OR line.owner_id = %(owner)s)
             AND %(valued)s <> %(receiving)s
             AND (%(since)s::timestamp IS NULL OR move.date >= %(since)s)
             AND (%(before)s::timestamp IS NULL OR move.date < %(before)s)
             AND (%(products)s::int[] IS NULL OR move.product_id = ANY(%(products)s))
            """,
            products=product_ids,
            valued=valued,
            receiving=receiving,
            company=company.id,
            owner=company.partner_id.id,
            since=since,
            before=before,
        )

    @api.model
    def _events(self, company, since=None, before=None, product_ids=None):
        """What happened to each item, in order of time.

        :param since: first moment (datetime, UTC), from the beginning when None
        :param before: first moment that no longer counts, until now when None
        :param product_ids: list of ids, all products when None
        :return: ``{(product_id, lot_id or None): [(datetime, event), …]}``; lots
            only where a product is valued by lot
        """
        self._flush_ledger()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT date, product_id, lot_id, kind, incoming, quantity::text,
                       (value * %(share)s)::text
                  FROM (
                    SELECT move.id AS move_id, move.date, move.product_id,
                           CASE WHEN template.lot_valuated THEN line.lot_id END
                               AS lot_id,
                           %(kind)s AS kind, outside.id = source.id AS incoming,
                           SUM(line.quantity_product_uom) AS quantity,
                           %(weight)s AS weight, COALESCE(move.value, 0) AS value
                      %(valued_lines)s
                  GROUP BY 1, 2, 3, 4, 5, 6, move.value
                  ) AS valued
              ORDER BY date, move_id
                """,
                kind=MOVE_KIND,
                weight=LOT_WEIGHT,
                share=LOT_SHARE,
                valued_lines=self._valued_lines(company, since, before, product_ids),
            )
        )
        events = defaultdict(list)
        for date, product, lot, kind, incoming, quantity, value in rows:
            amount = Decimal(quantity)
            move = Move(kind, amount if incoming else -amount, Decimal(value or 0))
            events[product, lot].append((date, move))
        self._add_prices(company, events, since, before)
        return events

    @api.model
    def _digests(self, company, before):
        """What is recorded before a moment, so briefly that it can be compared.

        :param before: a moment (datetime, UTC)
        :return: ``{(product_id, lot_id or None): {name: text}}`` with ``value``, the
            sum of all recorded values, what went out being negative; the others
            change whenever a quantity, a value, a date or a price typed by hand does.
            A move's value is shared among its lots by quantity: what lots cost
            today changes nothing here
        """
        self._flush_ledger()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_id, lot_id, SUM(value)::text, SUM(quantity)::text,
                       SUM(value * moment)::text, SUM(quantity * moment)::text
                  FROM (
                    SELECT product_id, lot_id, moment, sign * quantity AS quantity,
                           sign * value * %(share)s AS value
                      FROM (
                        SELECT move.id AS move_id, move.product_id,
                               EXTRACT(EPOCH FROM move.date)::bigint AS moment,
                               CASE WHEN template.lot_valuated THEN line.lot_id END
                                   AS lot_id,
                               CASE WHEN outside.id = source.id THEN 1 ELSE -1 END
                                   AS sign,
                               SUM(line.quantity_product_uom)::numeric AS quantity,
                               %(weight)s AS weight, COALESCE(move.value, 0) AS value
                          %(valued_lines)s
                      GROUP BY 1, 2, 3, 4, 5, move.value
                      ) AS line
                  ) AS recorded
              GROUP BY 1, 2
                """,
                weight=SQL("SUM(line.quantity_product_uom)::numeric"),
                share=LOT_SHARE,
                valued_lines=self._valued_lines(company, None, before),
            )
        )
        prices = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT product_id,
                           SUM(value * EXTRACT(EPOCH FROM date)::bigint)::text
                      FROM product_value
                     WHERE move_id IS NULL AND product_id IS NOT NULL
                       AND company_id = %s AND date < %s
                  GROUP BY 1
                    """,
                    company.id,
                    before,
                )
            )
        )
        return {
            (product, lot): {
                "value": value or "0",
                "quantity": quantity or "0",
                "values": values,
                "quantities": quantities,
                "prices": prices.get(product),
            }
            for product, lot, value, quantity, values, quantities in rows
        }

    @api.model
    def _add_prices(self, company, events, since, before):
        """Merge prices that were set by hand; a price of a product is its lots'."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT date, product_id, lot_id, value::text FROM product_value
                 WHERE move_id IS NULL AND product_id IS NOT NULL
                   AND company_id = %(company)s
                   AND (%(since)s::timestamp IS NULL OR date >= %(since)s)
                   AND (%(before)s::timestamp IS NULL OR date < %(before)s)
              ORDER BY date, id
                """,
                company=company.id,
                since=since,
                before=before,
            )
        )
        items = defaultdict(list)
        for product, lot in events:
            items[product].append((product, lot))
        touched = set()
        for date, product, lot, value in rows:
            if lot:
                keys = [(product, lot)] if (product, lot) in events else []
            else:
                keys = items.get(product, [(product, None)])
            for key in keys:
                events[key].append((date, NewPrice(Decimal(value))))
                touched.add(key)
        for key in touched:
            # Stable, and a price set at the moment of a move counts before it.
            events[key].sort(key=lambda each: (each[0], isinstance(each[1], Move)))

    @api.model
    def _methods(self, company, product_ids):
        """``{product_id: Method}``."""
        products = self.env["product.product"].with_company(company)
        return {
            product.id: Method(product.cost_method)
            for product in products.with_context(active_test=False).browse(product_ids)
        }

    @api.model
    def _valuation_now(self, company):
        """Odoo's own valuation at this moment, without its product-by-product walk.

        :return: ``{(product_id, lot_id or None): (quantity, value)}`` as Decimal, not
            rounded
        """
        self._flush_ledger()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quant.product_id,
                       CASE WHEN template.lot_valuated THEN quant.lot_id END,
                       SUM(quant.quantity)::text
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id
                  JOIN product_product product ON product.id = quant.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                 WHERE location.company_id = %(company)s
                   AND location.usage IN ('internal', 'transit')
                   AND (quant.owner_id IS NULL OR quant.owner_id = %(owner)s)
              GROUP BY 1, 2
                """,
                company=company.id,
                owner=company.partner_id.id,
            )
        )
        products = self.env["product.product"].with_company(company)
        lots = self.env["stock.lot"].with_company(company)
        products.browse({row[0] for row in rows}).fetch(["standard_price"])
        lots.browse({row[1] for row in rows if row[1]}).fetch(["standard_price"])
        valuation = {}
        for product, lot, quantity in rows:
            priced = lots.browse(lot) if lot else products.browse(product)
            # Odoo keeps costs as binary floats of at most 17 digits.
            cost = Decimal(repr(priced.standard_price))
            valuation[product, lot] = Decimal(quantity), Decimal(quantity) * cost
        return valuation
