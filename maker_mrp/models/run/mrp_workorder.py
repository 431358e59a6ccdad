from odoo import models

from ...recipe_math import part_minutes
from ...trusted import FINISHING, trusted


class MrpWorkorder(models.Model):
    """A part of a run takes its share of the minutes of the whole."""

    _inherit = "mrp.workorder"

    def _get_duration_expected(self, alternative_workcenter=False, ratio=1):
        if alternative_workcenter or not trusted(self.env.context, FINISHING):
            return super()._get_duration_expected(alternative_workcenter, ratio)
        return self.duration_expected  # its part was settled before

    def _maker_part_minutes(self, made, rest=0.0):
        """Minutes of this work when its run makes ``made``: its share of the whole.

        The whole is what this run and those it was divided into make.

        :param rest: what the run leaves to be made, when it is not a run of its own yet
        """
        self.ensure_one()
        run = self.production_id
        others = (run.production_group_id.production_ids - run).filtered(
            lambda other: (
                other.state != "cancel" and other.workorder_ids.filtered(self._maker_is)
            )
        )
        amounts = {
            other: other.product_uom_id._compute_quantity(
                other.product_qty, run.product_uom_id, round=False
            )
            for other in others
        }
        before = sum(
            amount for other, amount in amounts.items() if other.state == "done"
        )
        total = sum(amounts.values()) + made + rest
        if self.operation_id:
            whole = self.operation_id._maker_minutes(
                total,
                run.product_uom_id,
                run.product_id,
                run.bom_id,
                self.workcenter_id,
            )
        else:
            whole = self.duration_expected
        return part_minutes(whole, before, made, total)

    def _maker_is(self, other):
        """Whether both are the same work in runs that were one."""
        return (self.operation_id, self.name, self.workcenter_id) == (
            other.operation_id,
            other.name,
            other.workcenter_id,
        )
