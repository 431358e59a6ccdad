from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from ..trusted import Trusted


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def action_merge(self):
        started = self.filtered("maker_started_at")
        if not started:
            return super().action_merge()
        if started != self:
            raise UserError(
                self.env._(
                    "%(runs)s have not been started, the others have. Start all of "
                    "them before merging, or leave these out.",
                    runs=(self - started)._maker_names(),
                )
            )
        portions = defaultdict(list)
        for run in self:
            for move, some in run._maker_portions().items():
                portions[move.bom_line_id, move.product_id] += some
        first = min(self, key=lambda run: run.maker_started_at)
        # the bench keeps what it holds: it changes hands, not place
        keeping = self.with_context(maker_keep_bench=Trusted())
        action = super(MrpProduction, keeping).action_merge()
        merged = self.browse(action["res_id"])
        merged.move_raw_ids._do_unreserve()
        merged.write(
            {
                "maker_started_at": first.maker_started_at,
                "maker_home_location_id": first.maker_home_location_id.id,
                "location_src_id": first.location_src_id.id,
            }
        )
        self.env["stock.move"]._maker_add_portions(
            {
                move: portions[move.bom_line_id, move.product_id]
                for move in merged.move_raw_ids
            }
        )
        return action
