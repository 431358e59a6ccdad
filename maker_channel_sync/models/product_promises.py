from collections import defaultdict

from odoo import models

from .product_product import OPEN_MOVES


class ProductProduct(models.Model):
    _inherit = "product.product"

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
            goal = move.location_final_id or move.location_dest_id
            if move.procure_method == "make_to_stock" and goal.id not in scope:
                waits = max(move.product_qty - kept, 0.0)
            if self.uom_id.compare(kept + waits, 0) > 0:
                name = move._maker_promised_to()
                before = promises[name]
                promises[name] = (before[0] + kept, before[1] + waits)
        return dict(promises)
