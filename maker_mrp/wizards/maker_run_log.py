from dataclasses import replace

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.run.run_result import RunEntry, RunResult
from ..public import only_for


class MakerRunLog(models.TransientModel):
    _name = "maker.run.log"
    _description = "Log a run"
    _check_company_auto = True

    mode = fields.Selection(
        [
            ("log", "Made already"),
            ("finish", "Finish a started run"),
            ("correct", "Correct a finished run"),
        ],
        default="log",
        required=True,
    )
    run_id = fields.Many2one("mrp.production", check_company=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    picking_type_id = fields.Many2one(
        "stock.picking.type",
        "Made in",
        compute="_compute_from_run",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('code', '=', 'mrp_operation'), ('company_id', '=', company_id)]",
        help="Where the materials come from and the goods go.",
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_from_run",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('type', '=', 'consu'), ('bom_ids', '!=', False),"
        " ('company_id', 'in', (False, company_id))]",
        help="What was made.",
    )
    recipe_id = fields.Many2one(
        "mrp.bom",
        compute="_compute_recipe_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('type', '=', 'normal'), '|', ('product_id', '=', product_id), '&',"
        " ('product_id', '=', False),"
        " ('product_tmpl_id.product_variant_ids', '=', product_id)]",
    )
    uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    tracking = fields.Selection(related="product_id.tracking")
    quantity = fields.Float(
        "Good units",
        digits="Product Unit",
        compute="_compute_from_run",
        store=True,
        readonly=False,
        precompute=True,
    )
    spoiled_qty = fields.Float(
        "Spoiled units",
        digits="Product Unit",
        compute="_compute_from_run",
        store=True,
        readonly=False,
        precompute=True,
        help="Their cost goes to the good units or to an expense, as set for your "
        "company.",
    )
    spoil_reason_id = fields.Many2one(
        "stock.scrap.reason.tag",
        "Reason",
        compute="_compute_from_run",
        store=True,
        readonly=False,
        precompute=True,
    )
    date = fields.Datetime(
        help="When it was made; empty for now. Stock, cost and books bear this date."
    )
    lot_name = fields.Char("Lot", help="Empty for the next number of the pattern.")
    minutes = fields.Float(
        "Labour minutes",
        help="Zero for what the recipe expects of this quantity.",
    )
    expected_minutes = fields.Float(
        compute="_compute_expected_minutes",
        help="What is taken when no minutes are given.",
    )
    note = fields.Text()
    photo = fields.Image(max_width=1920, max_height=1920)
    remainder = fields.Selection(
        [
            ("keep", "is still to be made: its materials stay on the bench"),
            ("close", "will not come: all materials were used up"),
        ],
        string="The rest",
        default="keep",
    )
    remaining_qty = fields.Float(
        digits="Product Unit", compute="_compute_remaining_qty"
    )
    line_ids = fields.One2many(
        "maker.run.log.line",
        "log_id",
        "Materials used",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    warning = fields.Text(compute="_compute_warning")
    followers = fields.Text("What left stock since", compute="_compute_followers")
    entry_errors = fields.Text(
        "Not understood",
        compute="_compute_entry_errors",
        help="Why quantities as written cannot be taken.",
    )
    may_go_on = fields.Boolean(compute="_compute_warning")
    go_on = fields.Boolean(
        "Go on without them",
        help="Counts will show what is missing as negative until you count again.",
    )

    @api.depends("run_id", "mode")
    def _compute_from_run(self):
        for log in self:
            run = log.run_id
            if not run:
                log.picking_type_id = log.picking_type_id or self.env[
                    "mrp.production"
                ]._get_default_picking_type_id(log.company_id.id)
                continue
            log.picking_type_id = run.picking_type_id
            log.product_id = run.product_id
            log.spoiled_qty = run.maker_spoiled_qty if log.mode == "finish" else 0.0
            log.spoil_reason_id = run.maker_spoil_reason_id
            log.quantity = (
                run.qty_produced
                if log.mode == "correct"
                else max(run.product_qty - run.maker_spoiled_qty, 0.0)
            )

    @api.depends("product_id", "run_id")
    def _compute_recipe_id(self):
        for log in self:
            recipe = log.run_id.bom_id
            if log.product_id and not log.run_id:
                found = self.env["mrp.bom"]._bom_find(
                    log.product_id, company_id=log.company_id.id, bom_type="normal"
                )
                recipe = found[log.product_id]
            log.recipe_id = recipe

    @api.depends("recipe_id", "product_id", "run_id")
    def _compute_uom_id(self):
        for log in self:
            log.uom_id = (
                log.run_id.product_uom_id
                or log.recipe_id.product_uom_id
                or log.product_id.uom_id
            )

    @api.depends("run_id", "quantity", "spoiled_qty")
    def _compute_remaining_qty(self):
        for log in self:
            planned = log.run_id.product_qty if log.mode == "finish" else 0.0
            log.remaining_qty = max(planned - log.quantity - log.spoiled_qty, 0.0)

    @api.depends(
        "product_id", "recipe_id", "quantity", "spoiled_qty", "uom_id", "remainder"
    )
    def _compute_expected_minutes(self):
        for log in self:
            made = log.quantity + log.spoiled_qty
            if not self.env["mrp.production"]._maker_is_number(made):
                log.expected_minutes = 0.0  # refused when it is logged
            elif log.run_id and log.mode == "finish":
                made += log.remaining_qty if log.remainder == "close" else 0.0
                log.expected_minutes = log.run_id._maker_expected_minutes(made)
            elif log.recipe_id and log.product_id and not log.run_id and made > 0:
                log.expected_minutes = log.recipe_id._maker_expected_minutes(
                    log.product_id, made, log.uom_id
                )
            else:
                log.expected_minutes = 0.0

    @api.depends(
        "product_id", "recipe_id", "quantity", "spoiled_qty", "uom_id", "remainder"
    )
    def _compute_line_ids(self):
        for log in self:
            written = {
                (line.product_id.id, line.lot_id.id): line
                for line in log.line_ids
                if line.product_id and line.entry != line.planned_entry
            }
            values = []
            for product, quantity, lot in log._planned_portions():
                if (product.id, lot.id) not in written:
                    values.append(log._line_values(product, quantity, lot))
            stale = log.line_ids - self.env["maker.run.log.line"].union(
                *written.values()
            )
            log.line_ids = [Command.unlink(line.id) for line in stale] + [
                Command.create(some) for some in values
            ]

    @api.depends("line_ids.used_qty", "line_ids.product_id", "quantity", "date")
    def _compute_warning(self):
        for log in self:
            log.may_go_on = log.company_id.maker_missing_policy == "ask"
            log.warning = False
            if not log.product_id or not log.quantity + log.spoiled_qty:
                continue
            if log.mode == "log":
                errors = self.env["mrp.production"]._maker_entry_errors([log._entry()])
                log.warning = "\n".join(errors.get(0, [])) or False
            elif log.mode == "finish":
                missing = log.run_id._maker_finish_missing(log._result())
                log.warning = "\n".join(missing) or False
            else:
                result = log._result()
                errors = log.run_id._origin._maker_correct_errors(
                    result.quantity, result
                )
                log.warning = "\n".join(errors) or False

    @api.depends("line_ids.entry_error")
    def _compute_entry_errors(self):
        for log in self:
            errors = log.line_ids.filtered("entry_error").mapped("entry_error")
            log.entry_errors = "\n".join(errors) or False

    @api.depends("run_id", "mode")
    def _compute_followers(self):
        """Whose cost a correction changes too."""
        for log in self:
            run = log.run_id._origin if log.mode == "correct" else log.run_id[:0]
            effects = run._maker_undo_effects() if run else {}
            log.followers = "\n".join(effects.get("followers", [])) or False

    @only_for("base.group_user")
    def action_log(self):
        """Record it and show the run."""
        return self._record()._maker_open()

    @only_for("base.group_user")
    def action_log_and_close(self):
        """Record it and go back to where it was called from."""
        self._record()
        return {"type": "ir.actions.act_window_close"}

    @only_for("base.group_user")
    def action_log_and_new(self):
        """Record it and ask for the next one."""
        self._record()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.maker_run_log_action"
        )

    def _record(self):
        """Do what the form says.

        :return: the run that was logged, finished or corrected
        """
        self.ensure_one()
        self._check_readable()
        run, go_on = self.run_id, self.go_on
        if self.mode == "log":
            entry = replace(self._entry(), allow_missing=go_on)
            run = self.env["mrp.production"]._maker_log_or_raise([entry])
        elif self.mode == "finish":
            run.action_maker_finish(
                self.quantity,
                spoiled=self.spoiled_qty,
                spoil_reason=self.spoil_reason_id,
                lot_name=self.lot_name or None,
                date=self.date or None,
                consumed=self._consumed(),
                minutes=self.minutes or None,
                note=self.note or None,
                close=self.remainder == "close" and self.remaining_qty > 0 or None,
                allow_missing=go_on,
            )
        else:
            run.action_maker_correct(
                self.quantity, consumed=self._consumed(), allow_missing=go_on
            )
        self._attach_photo(run)
        return run

    def _check_readable(self):
        errors = [line.entry_error for line in self.line_ids if line.entry_error]
        if not self.product_id:
            errors.insert(0, self.env._("Say what was made."))
        if errors:
            raise UserError("\n".join(errors))

    def _entry(self):
        """This form as a RunEntry."""
        return RunEntry(
            product=self.product_id,
            recipe=self.recipe_id,
            uom=self.uom_id,
            kind=self.picking_type_id,
            moment=self.env["mrp.production"]._maker_moment(self.date),
            quantity=self.quantity,
            spoiled=self.spoiled_qty,
            reason=self.spoil_reason_id,
            lot_name=self.lot_name or None,
            consumed=self._consumed(),
            minutes=self.minutes or None,
            note=self.note or None,
        )

    def _result(self):
        """This form as the RunResult of a started run."""
        return replace(self._outcome(), consumed=self._consumed())

    def _outcome(self):
        """How many were made, as a RunResult that says nothing of materials."""
        return RunResult(
            quantity=self.quantity,
            spoiled=self.spoiled_qty,
            closing=self.remainder == "close",
        )

    def _attach_photo(self, run):
        if not self.photo:
            return
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.env._("Photo of %(run)s.jpg", run=run.name),
                "datas": self.photo,
                "res_model": run._name,
                "res_id": run.id,
            }
        )
        run.message_post(attachment_ids=attachment.ids)
