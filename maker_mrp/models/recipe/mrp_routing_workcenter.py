from odoo import models

from ...recipe_math import work_minutes


class MrpRoutingWorkcenter(models.Model):
    """How long an operation takes for a quantity."""

    _inherit = "mrp.routing.workcenter"

    def _maker_minutes(self, quantity, uom, product, recipe, workcenter=None):
        """Minutes that this operation takes for ``quantity``, set-up included.

        A recipe's minutes are for its batch, and half a batch takes half of them.
        Where somebody said how much a work centre takes at a time, a part of a
        filling takes as long as all of it, as in Odoo.

        :param uom: unit of ``quantity``
        :param recipe: the mrp.bom that is made, this operation's own or that of
            which its bundle is a part
        :return: a Decimal
        """
        self.ensure_one()
        workcenter = workcenter or self.workcenter_id
        size, setup, cleanup = workcenter._get_capacity(product, uom, 0)
        batch = product._maker_convert(
            recipe.product_qty or 1.0, recipe.product_uom_id or uom, uom, guard=False
        )
        return work_minutes(
            quantity,
            size or batch,
            self.time_cycle * 100.0 / (workcenter.time_efficiency or 100.0),
            setup + cleanup,
            is_filled_again=bool(size),
        )
