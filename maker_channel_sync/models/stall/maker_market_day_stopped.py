from collections import defaultdict

from odoo import models

from odoo.addons.maker_mrp.tools import format_quantity


class MakerMarketDay(models.Model):
    """What lies at the stall and may not be sold."""

    _inherit = "maker.market.day"

    def _stopped_there(self, products):
        """What is at the stall of lots that are stopped now.

        :return: ``{product: {lot: quantity}}``, only of products that have some
        """
        self.ensure_one()
        found = defaultdict(dict)
        # sudo: who sells at a stall need not read quants
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", products.ids),
                    ("location_id", "child_of", self.location_id.ids),
                    ("lot_id", "!=", False),
                    ("quantity", ">", 0),
                ],
                ["product_id", "lot_id"],
                ["quantity:sum"],
            )
        )
        for product, lot, quantity in groups:
            if not lot._maker_usable():
                found[product][lot] = quantity
        return dict(found)

    def _stopped_lots(self, products):
        """``{product: lots}`` stopped now that are or were at the stall this day."""
        lots = self._moves().move_line_ids.lot_id
        for there in self._stopped_there(products).values():
            lots |= lots.concat(*there)
        stopped = lots - lots._maker_usable()
        return {
            product: stopped.filtered(
                lambda lot, product=product: lot.product_id == product
            )
            for product in products & stopped.product_id
        }

    def _stopped_words(self, lots):
        """``{lot: quantity}`` as a sentence for whoever stands at the stall."""
        told = ", ".join(
            self.env._(
                "%(quantity)s of lot %(lot)s (%(why)s)",
                quantity=format_quantity(self.env, quantity),
                lot=lot.name,
                why=lot._maker_unavailable_reason(),
            )
            for lot, quantity in lots.items()
        )
        return self.env._("Do not sell %s: take them off the table.", told)
