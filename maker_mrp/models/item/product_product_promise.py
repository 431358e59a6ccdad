from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from .stock_move_promise import GOAL, OPEN_MOVES


class ProductProduct(models.Model):
    """What is promised of products, and what is on its way."""

    _inherit = "product.product"

    @api.model
    def _maker_scope(self, locations):
        """Ids of the locations whose stock counts as free."""
        domain = [("usage", "=", "internal"), ("maker_role", "=", False)]
        if locations is None:
            domain.append(("company_id", "in", self.env.companies.ids))
        else:
            domain.append(("id", "child_of", locations.ids))
        # bench users may not read every location; only ids leave this method
        return self.env["stock.location"].sudo()._search(domain).get_result_ids()

    @api.model
    def _maker_unreserved_demand(self, products, scope):
        """What confirmed moves out of ``scope`` still wait for, per product."""
        self.env["stock.move"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT move.product_id,
                       SUM(move.product_qty * (
                           1 - LEAST(move.quantity / move.product_uom_qty, 1)))
                  FROM stock_move move
                 WHERE move.state IN %(states)s
                   AND move.product_id = ANY(%(products)s)
                   AND move.procure_method = 'make_to_stock'
                   AND move.product_uom_qty > 0
                   AND move.location_id = ANY(%(scope)s)
                   AND NOT %(goal)s = ANY(%(scope)s)
              GROUP BY move.product_id
                    """,
                    states=OPEN_MOVES,
                    goal=GOAL,
                    products=list(products._ids),
                    scope=list(scope),
                )
            )
        )

    @api.model
    def _maker_incoming(self, products, scope, until):
        """What confirmed moves bring into ``scope`` until a moment, per product."""
        self.env["stock.move"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT move.product_id, SUM(move.product_qty)
                  FROM stock_move move
                 WHERE move.state IN %(states)s
                   AND move.product_id = ANY(%(products)s)
                   AND move.date <= %(until)s
                   AND NOT move.location_id = ANY(%(scope)s)
                   AND %(goal)s = ANY(%(scope)s)
              GROUP BY move.product_id
                    """,
                    states=OPEN_MOVES,
                    goal=GOAL,
                    products=list(products._ids),
                    until=until,
                    scope=list(scope),
                )
            )
        )

    def _maker_on_order(self, company):
        """What is to come in a company and not needed by confirmed orders or runs.

        :return: ``{product_id: quantity}`` in each product's own unit, drafts
            counted, never below zero
        """
        products = self.with_context(allowed_company_ids=company.ids)
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        _by_location, drafted = products._get_quantity_in_progress(
            warehouse_ids=warehouses.ids
        )
        outlooks = self.env["stock.quant"]._maker_outlooks(
            SQL(
                "SELECT * FROM unnest(%s::int[]) AS product,"
                " unnest(%s::int[]) AS place",
                self.ids,
                warehouses.view_location_id.ids,
            )
        )
        coming = defaultdict(float)
        for (product_id, _place), outlook in outlooks.items():
            coming[product_id] += outlook.unspoken
        for product in self:
            for house in warehouses:
                coming[product.id] += drafted.get((product.id, house.id), 0.0)
        return {product.id: max(coming[product.id], 0.0) for product in self}

    def _maker_promises(self, locations):
        """Who is promised this product's stock in ``locations``, oldest first.

        :return: ``{name of an order, run or transfer: (reserved, waiting)}`` in the
            product's unit; ``waiting`` is confirmed but not reserved yet
        """
        self.ensure_one()
        scope = list(self._maker_scope(locations))
        open_moves = [
            ("product_id", "=", self.id),
            ("state", "in", OPEN_MOVES),
        ]
        # bench users may not read every order; only names and counts leave here
        moves = self.env["stock.move"].sudo()
        lines = self.env["stock.move.line"].sudo()  # same reason
        reserved = dict(
            lines._read_group(
                [
                    ("product_id", "=", self.id),
                    ("state", "in", OPEN_MOVES),
                    ("location_id", "in", scope),
                ],
                ["move_id"],
                ["quantity_product_uom:sum"],
            )
        )
        promises = defaultdict(lambda: (0.0, 0.0))
        here = moves.search(
            [*open_moves, ("location_id", "in", scope)], order="create_date, id"
        )
        for move in here | moves.union(*reserved):
            kept = reserved.get(move, 0.0)
            waits = 0.0
            leaves = move._maker_goal().id not in scope
            if move.procure_method == "make_to_stock" and leaves:
                waits = max(move.product_qty - kept, 0.0)
            if self.uom_id.compare(kept + waits, 0) > 0:
                name = move._maker_promised_to()
                before = promises[name]
                promises[name] = (before[0] + kept, before[1] + waits)
        return dict(promises)
