from odoo import api, fields, models


class MrpProduction(models.Model):
    """Tells on a finished run what it cost, and how long it took."""

    _inherit = "mrp.production"

    maker_cost = fields.Monetary(
        "Cost",
        compute="_compute_maker_cost",
        currency_field="maker_currency_id",
        help="What was made came into stock at this: materials, labour and overhead, "
        "less the share of what was also made.",
        groups="base.group_user",
    )
    maker_cost_each = fields.Char(
        "Cost per unit",
        compute="_compute_maker_cost",
        groups="base.group_user",
    )
    maker_minutes = fields.Float(
        "Minutes",
        compute="_compute_maker_minutes",
        help="Labour of all steps of this run.",
        groups="base.group_user",
    )

    @api.depends("state", "move_finished_ids.value", "move_finished_ids.quantity")
    @api.depends_context("lang")
    def _compute_maker_cost(self):
        for run in self:
            made = run.move_finished_ids.filtered(
                lambda move, run=run: (
                    move.state == "done" and move.product_id == run.product_id
                )
            )
            # sudo: as the other figures of a run, for whoever may read it
            moves = made.sudo()
            run.maker_cost = sum(moves.mapped("value"))
            units = sum(
                move.product_uom._compute_quantity(
                    move.quantity, move.product_id.uom_id, round=False
                )
                for move in moves
            )
            run.maker_cost_each = (
                run.product_id.product_tmpl_id._maker_cost_per_unit(
                    run.maker_cost / units
                )
                if units
                else False
            )

    @api.depends("workorder_ids.duration", "workorder_ids.state")
    def _compute_maker_minutes(self):
        for run in self:
            # sudo: as above
            steps = run.sudo().workorder_ids.filtered(
                lambda step: step.state != "cancel"
            )
            run.maker_minutes = sum(steps.mapped("duration"))
