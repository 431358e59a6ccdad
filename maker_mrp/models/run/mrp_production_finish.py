from odoo import Command, fields, models
from odoo.exceptions import UserError

from ...flags import SCREEN
from ...public import only_for
from ...trusted import ENTRY_DAY, FINISHING, trust
from .run_result import RunResult
from .run_shelf import Shelf


class MrpProduction(models.Model):
    """Finishes started runs, wholly or in part."""

    _inherit = "mrp.production"

    @only_for("base.group_user")
    def action_maker_finish(
        self,
        qty=None,
        *,
        spoiled=None,
        spoil_reason=None,
        lot_name=None,
        date=None,
        consumed=None,
        minutes=None,
        note=None,
        close=None,
        allow_missing=False,
    ):
        """Finish a started run, wholly or in part.

        What is not made yet stays as a run of its own with the rest of the materials
        on the bench, so a run may be finished in several goes, each with its own lot
        and exact cost.

        :param qty: good units made, in the run's unit; what is left when None
        :param spoiled: units that went wrong, in the run's unit; those noted while
            the run was going on when None
        :param spoil_reason: a ``stock.scrap.reason.tag``, its id or its name
        :param lot_name: finished lot; the next of the pattern when empty
        :param date: date or UTC datetime, now when empty
        :param consumed: ``{product: quantity}`` or ``{product: {lot: quantity}}`` in
            each product's own unit, records or ids; the rest goes by the plan
        :param minutes: labour minutes; what the recipe expects when None
        :param close: True ends the run with fewer units than planned: its materials
            count as used up; False keeps the remainder; None keeps it
        :param allow_missing: go on without all materials, where the company's settings
            allow it
        :return: the remaining run, empty when there is none
        :raise UserError: naming everything that is wrong, before anything is written
        """
        self.ensure_one()
        self._maker_check_told(
            qty=qty,
            spoiled=spoiled,
            minutes=minutes,
            lot_name=lot_name,
            note=note,
            spoil_reason=spoil_reason,
            consumed=consumed,
        )
        self._maker_require_started()
        if spoiled is None:
            spoiled = self.maker_spoiled_qty
            spoil_reason = spoil_reason or self.maker_spoil_reason_id
        if qty is None:
            qty = max(self.product_qty - spoiled, 0.0)
        result = RunResult(
            quantity=qty,
            spoiled=spoiled,
            reason=self._maker_spoil_reason(spoil_reason),
            lot_name=lot_name,
            moment=self._maker_moment(date),
            consumed=self._maker_consumed(consumed),
            minutes=minutes,
            note=note,
            closing=close,
            allow_missing=allow_missing,
        )
        return self._maker_finish({self: result})[self]

    def _maker_require_started(self):
        if not self.maker_started_at:
            raise UserError(
                self.env._(
                    "%(run)s was never started, so nothing of it is on the bench. "
                    "Start it first, or log it in one step.",
                    run=self.display_name,
                )
            )

    def _maker_spoil_reason(self, reason):
        """The reason record for a record, an id, or a name (made when new)."""
        tags = self.env["stock.scrap.reason.tag"]
        if not reason:
            return tags
        if isinstance(reason, str):
            found = tags.search([("name", "=ilike", reason)], limit=1)
            return found or tags.create({"name": reason})
        return tags.browse(reason) if isinstance(reason, int) else reason

    def _maker_consumed(self, consumed):
        """``consumed`` with plain ids as keys, whatever the caller used."""

        def key(value):
            return int(getattr(value, "id", value) or 0)

        return {
            key(product): {key(lot): qty for lot, qty in used.items()}
            if isinstance(used, dict)
            else used
            for product, used in (consumed or {}).items()
        }

    def _maker_finish(self, results):
        """Record ``results`` of several runs in one go.

        :param results: ``{run: RunResult}``, all runs started or none of them
        :return: ``{run: remaining run or empty}``
        """
        runs = self.with_context(**{SCREEN: True}).browse([run.id for run in results])
        runs._maker_raise(
            [error for run in runs for error in run._maker_result_errors(results[run])]
        )
        shelf = Shelf(self.env)
        usage = {run: run._maker_usage(results[run], shelf) for run in runs}
        before = {
            run: run._maker_portions() if run.maker_started_at else {} for run in runs
        }
        runs._maker_add_products(results, usage)
        runs._maker_use(usage, results)
        remainders = runs._maker_split_off(results)
        for run in runs:
            if before[run]:
                remainders[run].move_raw_ids.move_line_ids.unlink()
            run._maker_settle_bench(run._maker_left_over(before[run]), remainders[run])
            run._maker_prepare_output(results[run])
        runs._maker_mark_done(results)
        for run in runs:
            run._maker_after_finish(results[run])
        return remainders

    def _maker_result_errors(self, result):
        """Everything wrong with ``result`` that needs no look at stock."""
        errors = self.company_id._maker_moment_errors(result.moment)
        errors += self._maker_company_errors()
        if self.maker_started_at and result.moment < self.maker_started_at:
            errors.append(
                self.env._(
                    "It was started on %(start)s and cannot be finished before.",
                    start=fields.Datetime.context_timestamp(
                        self, self.maker_started_at
                    ).replace(tzinfo=None),
                )
            )
        compare = self.product_uom_id.compare
        if self.state in ("done", "cancel"):
            errors.append(self.env._("It is finished or cancelled already."))
        if compare(result.quantity, 0) < 0 or compare(result.spoiled, 0) < 0:
            errors.append(self.env._("Quantities cannot be negative."))
        elif compare(result.total, 0) <= 0:
            errors.append(
                self.env._("Say how many were made: the quantity must be above zero.")
            )
        if result.minutes is not None and result.minutes < 0:
            errors.append(self.env._("Labour minutes cannot be negative."))
        for product_id, used in result.consumed.items():
            amounts = used.values() if isinstance(used, dict) else [used]
            if any(amount < 0 for amount in amounts):
                product = self.env["product.product"].browse(product_id)
                errors.append(
                    self.env._(
                        "%(product)s: the used quantity cannot be negative.",
                        product=product.display_name,
                    )
                )
        return [f"{self.display_name}: {error}" for error in errors]

    def _maker_accounts_for(self, result):
        """How many units ``result`` accounts for; all of them when it closes."""
        self.ensure_one()
        return max(result.total, self.product_qty) if result.closing else result.total

    def _maker_usage(self, result, shelf=None):
        """What ``result`` uses of each material.

        :param shelf: :class:`Shelf` from which runs that are logged take in turn
        :return: ``{raw stock.move: quantity or {lot_id: quantity}}`` in the
            product's own unit
        """
        made = self._maker_accounts_for(result)
        usage, open_moves = {}, self._maker_open_raw_moves()
        for product, moves in open_moves.grouped("product_id").items():
            parts = [move._maker_part(made, self.product_qty) for move in moves]
            used = result.consumed.get(product.id)
            if used is not None:
                parts = moves._maker_deal(used, parts)
            elif shelf and not self.maker_started_at:
                parts = [
                    move._maker_by_density(part, shelf)
                    for move, part in zip(moves, parts, strict=True)
                ]
            usage.update(zip(moves, parts, strict=True))
        return usage

    def _maker_add_products(self, results, usage):
        """Raw moves for what was used although the recipe does not name it."""
        for run, result in results.items():
            planned = run._maker_open_raw_moves().product_id
            extra = self.env["product.product"].browse(
                [pid for pid in result.consumed if pid not in planned.ids]
            )
            for product in extra:
                values = run._get_move_raw_values(product, 0.0, product.uom_id)
                move = self.env["stock.move"].create(values)
                move._action_confirm(merge=False)
                usage[run][move] = result.consumed[product.id]

    def _maker_prepare_output(self, result):
        """Quantity, lot and by-products that this finish brings forth."""
        good = result.quantity + (
            result.spoiled if self._maker_expense_spoiled(result) else 0.0
        )
        self.qty_producing = good
        if self.product_tracking != "none" and not self.lot_producing_ids:
            self.lot_producing_ids = [
                Command.link(lot.id) for lot in self._maker_finished_lots(result)
            ]
        share = result.total / self.product_qty
        for move in self.move_byproduct_ids.filtered(
            lambda m: m.state not in ("done", "cancel") and not m.picked
        ):
            move.quantity = move.product_uom.round(move.product_uom_qty * share)
            for line in move.move_line_ids.filtered(
                lambda line: line.tracking != "none" and not line.lot_id
            ):
                line.lot_id = self._maker_lot(line.product_id, result.lot_name)
        self._maker_log_minutes(result.minutes)

    def _maker_expense_spoiled(self, result):
        """Whether spoiled units are made first and then scrapped at their cost.

        When nothing good came out there is nothing else to carry the cost.
        """
        return result.spoiled and (
            self.company_id.maker_spoil_policy == "expense"
            or self.product_uom_id.is_zero(result.quantity)
        )

    def _maker_finished_lots(self, result):
        if self.product_tracking == "lot":
            return self._maker_lot(self.product_id, result.lot_name)
        count = int(
            self.product_uom_id._compute_quantity(
                self.qty_producing, self.product_id.uom_id
            )
        )
        return self.env["stock.lot"].union(
            *(
                self._maker_lot(
                    self.product_id,
                    result.lot_name and f"{result.lot_name}-{number + 1}",
                )
                for number in range(count)
            )
        )

    def _maker_lot(self, product, name):
        """The lot of ``product`` called ``name``, or the next of its pattern."""
        lots = self.env["stock.lot"]
        if name:
            found = lots.search(
                [
                    ("product_id", "=", product.id),
                    ("name", "=", name),
                    ("company_id", "in", [False, self.company_id.id]),
                ],
                limit=1,
            )
            return found or lots.create({"product_id": product.id, "name": name})
        if product == self.product_id:
            return lots.create(self._prepare_stock_lot_values())
        return lots.create(
            {
                "product_id": product.id,
                "name": lots._get_next_serial(self.company_id, product)
                or self.env["ir.sequence"].next_by_code("stock.lot.serial"),
            }
        )

    def _maker_mark_done(self, results):
        """Post the runs, grouped by moment so that each bears its own date."""
        by_moment = {}
        for run in self:
            by_moment.setdefault(results[run].moment, self.browse())
            by_moment[results[run].moment] |= run
        for moment, runs in sorted(by_moment.items()):
            self.env["product.value"]._maker_open_before(
                runs.move_finished_ids.product_id, moment
            )
            outcome = (
                runs._maker_dated(moment)
                .with_context(
                    **trust(FINISHING),
                    skip_consumption=True,
                    skip_backorder=True,
                    skip_redirection=True,
                    mo_ids_to_backorder=False,
                )
                .button_mark_done()
            )
            if outcome is not True:
                raise UserError(
                    self.env._(
                        "%(runs)s: Odoo asks for more before finishing (%(what)s). "
                        "Open the run and answer there.",
                        runs=runs._maker_names(),
                        what=outcome.get("name") or outcome.get("res_model"),
                    )
                )
            late = runs.filtered(lambda run, moment=moment: run.date_finished != moment)
            late.with_context(force_date=True).date_finished = moment

    def _maker_dated(self, moment):
        """These runs in a context that makes what they do happen at ``moment``."""
        moves = self.env["stock.move"]._maker_dated(moment, self.company_id)
        return self.with_context(**moves.env.context)

    def _post_labour(self):
        day = self.env.context.get("force_period_date")
        return super(
            MrpProduction, self.with_context(**trust(ENTRY_DAY, day))
        )._post_labour()

    def _maker_after_finish(self, result):
        values = {
            "maker_spoiled_qty": result.spoiled,
            "maker_spoil_reason_id": result.reason and result.reason.id,
        }
        if self.date_start > result.moment:
            # Odoo moves the end when only the start is written
            values["date_start"] = values["date_finished"] = result.moment
        self.with_context(force_date=True).write(values)
        if self._maker_expense_spoiled(result):
            self._maker_scrap_output(result)
        if result.note:
            self.message_post(body=result.note)

    def _maker_scrap_output(self, result):
        """Scrap the spoiled units of this run, at what they cost."""
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product_id.id,
                "product_uom_id": self.product_uom_id.id,
                "scrap_qty": result.spoiled,
                "lot_id": self.lot_producing_ids[:1].id,
                "location_id": self.location_dest_id.id,
                "production_id": self.id,
                "origin": self.name,
                "company_id": self.company_id.id,
                "scrap_reason_tag_ids": [
                    Command.set(result.reason.ids if result.reason else [])
                ],
            }
        )
        dated = self._maker_dated(result.moment).env.context
        scrap.with_context(**dated).do_scrap()
        scrap.date_done = result.moment
