from datetime import time

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...tools import recorded_amount
from ...trusted import DATE, FINISHING, KEEP_BENCH, trusted


class MrpProduction(models.Model):
    """Started runs, the day they bear, and the recipe they were planned by."""

    _inherit = "mrp.production"

    maker_started_at = fields.Datetime(
        "Started on",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="When the materials of this run were taken to the bench.",
        groups="base.group_user",
    )
    maker_home_location_id = fields.Many2one(
        "stock.location",
        "Materials from",
        copy=False,
        readonly=True,
        check_company=True,
        help="Where the materials were taken from, and go back to if unused.",
        groups="base.group_user",
    )
    maker_spoiled_qty = fields.Float(
        "Spoiled",
        digits="Product Unit",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    maker_spoil_reason_id = fields.Many2one(
        "stock.scrap.reason.tag",
        "Reason spoiled",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    # entries of one run say nothing about the remainder; copying them also keeps
    # people without accounting rights from splitting a run
    wip_move_ids = fields.Many2many(copy=False)
    recipe_snapshot = fields.Json(
        copy=False,
        readonly=True,
        help="The recipe, its revision and the planned quantities as they were when "
        "the run was confirmed.",
        groups="base.group_user",
    )

    def _creation_message(self):
        return self.env._("Run planned")

    def write(self, vals):
        moment = trusted(self.env.context, DATE)
        if moment and vals.get("state") == "done" and "date_finished" in vals:
            vals = {**vals, "date_finished": moment}
        # people of the business alone: other apps let outsiders write some fields
        inside = not self.env.su and self.env.user._is_internal()
        if vals.get("name") and inside:
            self.check_access("write")
            # renaming, as every split does, also renames analytic lines, which the
            # bench may not read
            super(MrpProduction, self.sudo()).write({"name": vals["name"]})
            vals = {key: value for key, value in vals.items() if key != "name"}
        return super().write(vals)

    def action_confirm(self):
        result = super().action_confirm()
        fresh = self.filtered(lambda run: not run.recipe_snapshot)
        recipes = {recipe: recipe._maker_snapshot() for recipe in fresh.bom_id}
        for run in fresh:
            run.recipe_snapshot = run._maker_plan(recipes.get(run.bom_id))
        return result

    def _action_cancel(self):
        on_bench = {run: run._maker_portions() for run in self._maker_on_bench()}
        result = super()._action_cancel()
        if not trusted(self.env.context, KEEP_BENCH):
            for run, portions in on_bench.items():
                run._maker_return(portions)
        return result

    def _maker_on_bench(self):
        """Those of these runs whose materials were brought to the bench."""
        # sudo: a subcontractor records his run, and reads no field of ours
        return self.sudo().filtered("maker_started_at").with_env(self.env)

    def button_mark_done(self):
        """Also settle the bench when a started run is finished in Odoo's own way."""
        started = self._maker_on_bench()
        if trusted(self.env.context, FINISHING) or not started:
            return super().button_mark_done()
        result = super().button_mark_done()
        for run in started.filtered(lambda run: run.state == "done"):
            left = {move: move._maker_unclaimed() for move in run.move_raw_ids}
            remainder = run.production_group_id.production_ids.filtered(
                lambda other: other.state not in ("done", "cancel")
            )
            run._maker_settle_bench(left, remainder[:1])
        return result

    def do_unreserve(self):
        started = self._maker_on_bench().filtered(
            lambda run: run.maker_stage == "bench"
        )
        if started:
            raise UserError(
                self.env._(
                    "The materials of %(runs)s are on the bench. Cancel the run to "
                    "bring them back, or finish it.",
                    runs=started._maker_names(),
                )
            )
        return super().do_unreserve()

    def _get_backorder_mo_vals(self):
        values = super()._get_backorder_mo_vals()
        if self.maker_started_at:
            values.update(
                maker_started_at=self.maker_started_at,
                maker_home_location_id=self.maker_home_location_id.id,
                location_src_id=self.location_src_id.id,
            )
        values["recipe_snapshot"] = self.recipe_snapshot
        values["maker_sale_order_ids"] = [Command.set(self.maker_sale_order_ids.ids)]
        return values

    def _maker_plan(self, recipe):
        """What this run plans to use, as plain data that later edits cannot change.

        :param recipe: its recipe as ``mrp.bom._maker_snapshot()`` gives it
        """
        self.ensure_one()
        return {
            "recipe_id": self.bom_id.id,
            "recipe": recipe,
            "quantity": self.product_qty,
            "unit": self.product_uom_id.name,
            "lines": [
                {
                    "product_id": move.product_id.id,
                    "product": move.product_id.display_name,
                    "quantity": move.product_uom_qty,
                    "unit": move.product_uom.name,
                }
                for move in self.move_raw_ids
                if move.state != "cancel"
            ],
        }

    def _maker_open_raw_moves(self):
        """Materials still to be used, supplies of Odoo's service kind left out."""
        return self.move_raw_ids.filtered(lambda m: m.state not in ("done", "cancel"))

    def _maker_portions(self):
        """Portions set apart for this run, per raw move.

        :return: ``{stock.move: [Portion, ...]}`` of open moves of stored products
        """
        from .run_result import Portion

        return {
            move: [
                Portion.of_line(line)
                for line in move.move_line_ids
                if not move.product_id.uom_id.is_zero(line.quantity_product_uom)
            ]
            for move in self._maker_open_raw_moves()
            if move.product_id.is_storable
        }

    def _maker_moment(self, date):
        """A naive UTC datetime for what a caller gave as date, now for nothing.

        A bare date means noon of that day where the company is.

        :raise UserError: for what is not a date
        """
        if not date:
            return fields.Datetime.now()
        try:
            if isinstance(date, str) and len(date) <= 10:
                date = fields.Date.to_date(date)
            moment = fields.Datetime.to_datetime(date)
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise self._maker_no_date(date) from error
        if not 1900 <= moment.year < 9000:
            raise self._maker_no_date(date)
        bare = not hasattr(date, "hour") and not isinstance(date, str)
        if bare:
            company = self.company_id[:1] or self.env.company
            day = fields.Date.to_date(date)
            noon = company._maker_moment_of(day, time(12))
            moment = min(noon, fields.Datetime.now())
            moment = max(moment, company._maker_moment_of(day))
        return moment.replace(microsecond=0)

    def _maker_amount(self, quantity, uom):
        """``quantity`` as people read it: exact, no idle zeros, its unit behind it."""
        return recorded_amount(self.env, quantity, uom)

    def _maker_raise(self, errors):
        """Raise all ``errors`` at once, if there are any."""
        if errors:
            raise UserError("\n".join(errors))

    def _maker_names(self):
        return format_list(self.env, self.mapped("display_name"))
