from odoo import api, models
from odoo.exceptions import MissingError, UserError

from odoo.addons.maker_mrp.public import TRACERS, only_for


class MakerApi(models.AbstractModel):
    """The record of a batch, as it is printed."""

    _inherit = "maker.api"

    @api.model
    @api.readonly
    @only_for(*TRACERS)
    def batch_record(self, run=None, lot=None):
        """What went into a batch and what came out, lot by lot.

        One of the two is to be given.

        :param run: id or number
        :param lot: id or number of a lot that the run made
        :return: see ``docs/api.md``
        """
        if (run is None) == (lot is None):
            raise UserError(self.env._("Give a run or a lot, one of them."))
        if run is None:
            run = self._run_of(self._record("stock.lot", lot))
        else:
            run = self._record("mrp.production", run)
        unit = run.product_uom_id
        quantities = {
            "planned": run.product_qty,
            "made": run.qty_produced,
            "spoiled": run.maker_spoiled_qty,
        }
        used = run.move_raw_ids.filtered(lambda move: move.state != "cancel")
        made = run.move_finished_ids.move_line_ids.filtered("quantity")
        return {
            "run": {"id": run.id, "name": run.name},
            "state": run.state,
            "product": self._product(run.product_id),
            "recipe": self._named(run.bom_id),
            "unit": unit.name,
            **{name: self._rounded(value, unit) for name, value in quantities.items()},
            "started_on": self._day(run.date_start),
            "finished_on": self._day(run.state == "done" and run.date_finished),
            "responsible": self._named(run.user_id),
            "materials": [self._material(move) for move in used],
            "output": [self._line(line) for line in made],
            "steps": [self._step(step) for step in run.workorder_ids],
        }

    @api.model
    def _run_of(self, lot):
        """The run that made a lot, the last of them if it was made in parts."""
        runs = self.env["mrp.production"].search(
            [("lot_producing_ids", "in", lot.ids), ("state", "!=", "cancel")],
            order="date_finished desc, id desc",
            limit=1,
        )
        if not runs:
            raise MissingError(
                self.env._("Lot %s was not made by a run here.", lot.display_name)
            )
        return runs

    @api.model
    def _material(self, move):
        unit = move.product_uom
        return {
            "product": self._product(move.product_id),
            "unit": unit.name,
            "planned": self._rounded(move.product_uom_qty, unit),
            "lines": [
                {
                    **self._line(line),
                    "supplier": self._named(line.lot_id.supplier_id),
                }
                for line in move.move_line_ids.filtered("quantity")
            ],
        }

    @api.model
    def _line(self, line):
        unit = line.product_uom_id
        return {
            "product": self._product(line.product_id),
            "lot": self._lot(line.lot_id),
            "quantity": self._rounded(line.quantity, unit),
            "unit": unit.name,
        }

    @api.model
    def _step(self, step):
        return {
            "name": step.name,
            "place": self._named(step.workcenter_id),
            "minutes_planned": round(step.duration_expected, 2),
            "minutes": round(step.duration, 2),
        }
