from odoo import api, fields, models
from odoo.tools import SQL

from ...stock_facts import Outlook
from ..item.stock_move_promise import GOAL, OPEN_MOVES


class StockQuant(models.Model):
    """What will be there once all confirmed orders and runs are through."""

    _inherit = "stock.quant"

    @api.model
    def _maker_outlooks(self, places: SQL):
        """On hand, on its way and promised, of many products at their places.

        The one place where these are told apart: drafts do not count, nor does
        unreserved stock that is not free, such as that of a lot on hold.

        :param places: a query of ``(product_id, location_id)``
        :return: ``{(product_id, location_id): stock_facts.Outlook}`` in each
            product's own unit, for the location and all below it; absent where
            there is neither stock nor an open move. Bundles count as what they
            are, not by their parts.
        """
        self.flush_model()
        self.env["stock.location"].flush_model()
        self.env["stock.move"].flush_model()
        free = self._maker_free_conditions(fields.Datetime.now())
        query = SQL(
            """
            WITH place AS MATERIALIZED (
                SELECT wanted.product_id, wanted.location_id,
                       location.parent_path || '%%' AS inside
                  FROM (%(places)s) AS wanted (product_id, location_id)
                  JOIN stock_location location ON location.id = wanted.location_id
            ), change AS (
                SELECT place.product_id, place.location_id,
                       CASE WHEN %(free)s THEN COALESCE(quant.quantity, 0)
                            ELSE COALESCE(quant.reserved_quantity, 0) END AS here,
                       COALESCE(quant.reserved_quantity, 0) AS reserved,
                       0 AS coming, 0 AS promised
                  FROM place
                  JOIN stock_quant quant ON quant.product_id = place.product_id
                  JOIN stock_location location ON location.id = quant.location_id
                 WHERE location.parent_path LIKE place.inside
             UNION ALL
                SELECT place.product_id, place.location_id, 0, 0,
                       CASE WHEN goal.parent_path LIKE place.inside
                            THEN move.product_qty ELSE 0 END,
                       CASE WHEN goal.parent_path LIKE place.inside
                            THEN 0 ELSE move.product_qty END
                  FROM place
                  JOIN stock_move move ON move.product_id = place.product_id
                  JOIN stock_location source ON source.id = move.location_id
                  JOIN stock_location goal ON goal.id = %(goal)s
                 WHERE move.state IN %(states)s
                   AND (source.parent_path LIKE place.inside)
                       <> (goal.parent_path LIKE place.inside)
            )
            SELECT product_id, location_id,
                   SUM(here), SUM(reserved), SUM(coming), SUM(promised)
              FROM change
          GROUP BY product_id, location_id
            """,
            places=places,
            free=SQL(" AND ").join(free),
            goal=GOAL,
            states=OPEN_MOVES,
        )
        return {
            (product_id, location_id): Outlook(*map(float, figures))
            for product_id, location_id, *figures in self.env.execute_query(query)
        }
