from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL


class MakerUsageHistory(models.AbstractModel):
    """What was used and how long vendors took, read in one query each."""

    _name = "maker.usage.history"
    _description = "What was used and how long orders took"

    @api.model
    def _usage_conditions(self) -> SQL:
        """SQL condition of a done move line that used something up.

        Sold, put into a run, or used as a supply; what came back counts against
        it. Taking a run or a made product apart is not usage. Aliases: ``line``,
        ``move``, ``source`` and ``destination``.
        """
        return SQL(
            """
            (source.usage = 'internal' AND destination.usage IN
                ('customer', 'production')
             AND move.consume_unbuild_id IS NULL
             AND (move.origin_returned_move_id IS NULL
                  OR destination.usage = 'customer'))
            OR (destination.usage = 'internal' AND source.usage IN
                ('customer', 'production')
                AND move.production_id IS NULL)
            """
        )

    @api.model
    def _usage_domain(self, products, since):
        """The move lines that count as usage: the same rule as a search domain."""
        outside = ("customer", "production")
        return [
            ("product_id", "in", products.ids),
            ("state", "=", "done"),
            ("date", ">=", since),
            "|",
            "&",
            "&",
            "&",
            ("location_id.usage", "=", "internal"),
            ("location_dest_id.usage", "in", outside),
            ("move_id.consume_unbuild_id", "=", False),
            "|",
            ("move_id.origin_returned_move_id", "=", False),
            ("location_dest_id.usage", "=", "customer"),
            "&",
            "&",
            ("location_dest_id.usage", "=", "internal"),
            ("location_id.usage", "in", outside),
            ("move_id.production_id", "=", False),
        ]

    @api.model
    def _daily_usage(self, company, products, since):
        """Usage of each product by warehouse and calendar day, in one query.

        :param company: days are those of this company's time zone
        :param products: the products to look at
        :param since: first moment that counts (datetime, UTC)
        :return: ``{product_id: {warehouse_id or None: {date: quantity}}}`` in
            each product's own unit, net of what came back
        """
        self._flush_history()
        query = SQL(
            """
            SELECT line.product_id,
                   COALESCE(source.warehouse_id, destination.warehouse_id),
                   %(day)s,
                   SUM(CASE WHEN source.usage = 'internal'
                            THEN line.quantity_product_uom
                            ELSE -line.quantity_product_uom END)
              FROM stock_move_line line
              JOIN stock_move move ON move.id = line.move_id
              JOIN stock_location source ON source.id = line.location_id
              JOIN stock_location destination ON destination.id = line.location_dest_id
             WHERE line.state = 'done'
               AND line.company_id = %(company)s
               AND line.date >= %(since)s
               AND line.product_id = ANY(%(products)s)
               AND (%(usage)s)
          GROUP BY 1, 2, 3
            """,
            day=company._maker_day_sql(SQL("line.date")),
            company=company.id,
            since=since,
            products=list(products.ids),
            usage=self._usage_conditions(),
        )
        usage = defaultdict(lambda: defaultdict(dict))
        for product, warehouse, day, quantity in self.env.execute_query(query):
            usage[product][warehouse][day] = float(quantity)
        return usage

    @api.model
    def _first_moves(self, company, products):
        """When each product first moved: ``{product_id: datetime}``."""
        self._flush_history()
        query = SQL(
            """
            SELECT product_id, MIN(date) FROM stock_move_line
             WHERE state = 'done' AND company_id = %s AND product_id = ANY(%s)
          GROUP BY 1
            """,
            company.id,
            list(products.ids),
        )
        return dict(self.env.execute_query(query))

    @api.model
    def _lead_times(self, company, products, since):
        """Days from confirming an order, or starting a run, to having the goods.

        :return: ``{product_id: [days, …]}``, one figure for each receipt of a
            purchase or finished run since ``since``
        """
        self._flush_history()
        query = SQL(
            """
            SELECT move.product_id,
                   EXTRACT(EPOCH FROM move.date - orders.date_approve) / 86400
              FROM stock_move move
              JOIN purchase_order_line line ON line.id = move.purchase_line_id
              JOIN purchase_order orders ON orders.id = line.order_id
              JOIN stock_location source ON source.id = move.location_id
             WHERE move.state = 'done' AND source.usage = 'supplier'
               AND orders.date_approve IS NOT NULL
               AND move.company_id = %(company)s AND move.date >= %(since)s
               AND move.product_id = ANY(%(products)s)
         UNION ALL
            SELECT move.product_id,
                   EXTRACT(EPOCH FROM move.date - run.date_start) / 86400
              FROM stock_move move
              JOIN mrp_production run ON run.id = move.production_id
             WHERE move.state = 'done' AND run.date_start IS NOT NULL
               AND move.company_id = %(company)s AND move.date >= %(since)s
               AND move.product_id = ANY(%(products)s)
            """,
            company=company.id,
            since=since,
            products=list(products.ids),
        )
        leads = defaultdict(list)
        for product, days in self.env.execute_query(query):
            leads[product].append(float(days))
        return leads

    def _flush_history(self):
        for model in (
            "stock.move.line",
            "stock.move",
            "stock.location",
            "purchase.order",
            "purchase.order.line",
            "mrp.production",
        ):
            self.env[model].flush_model()
