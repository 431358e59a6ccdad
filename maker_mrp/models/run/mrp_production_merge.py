from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from ...trusted import KEEP_BENCH, trust


class MrpProduction(models.Model):
    """Merged runs keep what they hold on the bench."""

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
        demands, portions = defaultdict(float), defaultdict(list)
        for run in self:
            held = run._maker_portions()
            for key, move in run._maker_by_origin(run._maker_divisible_moves()).items():
                demands[key] += move.product_qty
                portions[key] += held.get(move, [])
        first = min(self, key=lambda run: run.maker_started_at)
        # the bench keeps what it holds: it changes hands, not place
        keeping = self.with_context(**trust(KEEP_BENCH))
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
        moves = merged._maker_by_origin(merged._maker_divisible_moves())
        for key, move in moves.items():
            move._maker_ask_for(demands[key])
        self.env["stock.move"]._maker_add_portions(
            {move: portions[key] for key, move in moves.items()}
        )
        return action
