from pytz import UTC

from odoo import api, fields, models
from odoo.tools import format_list

from ...flags import SCREEN
from ...public import only_for
from ...tools import language_of, readable_amount


class MrpProduction(models.Model):
    """The board of runs: stage, lateness, what is missing, value on the bench."""

    _inherit = "mrp.production"

    maker_stage = fields.Selection(
        [
            ("plan", "To make"),
            ("bench", "On the bench"),
            ("done", "Made"),
            ("cancel", "Cancelled"),
        ],
        string="Stage",
        compute="_compute_maker_stage",
        store=True,
        index=True,
        group_expand="_maker_expand_stages",
        groups="base.group_user",
    )
    maker_amount = fields.Char(
        "To make", compute="_compute_maker_amount", groups="base.group_user"
    )
    maker_overdue = fields.Boolean(
        "Overdue",
        compute="_compute_maker_overdue",
        search="_search_maker_overdue",
        groups="base.group_user",
    )
    maker_missing = fields.Char(
        "Missing materials",
        compute="_compute_maker_missing",
        help="What the run needs and cannot have, stock promised elsewhere left out.",
        groups="base.group_user",
    )
    maker_wip_value = fields.Monetary(
        "Value on the bench",
        compute="_compute_maker_wip_value",
        currency_field="maker_currency_id",
        groups="base.group_user",
    )
    maker_bench_days = fields.Integer(
        "Days on the bench",
        compute="_compute_maker_bench_days",
        groups="base.group_user",
    )
    maker_currency_id = fields.Many2one(
        related="company_id.currency_id", groups="base.group_user"
    )

    @api.depends("state", "maker_started_at")
    def _compute_maker_stage(self):
        for run in self:
            if run.state in ("done", "cancel"):
                run.maker_stage = run.state
            else:
                run.maker_stage = "bench" if run.maker_started_at else "plan"

    def _compute_unreserve_visible(self):
        """What lies on the bench is taken back by undoing the start."""
        result = super()._compute_unreserve_visible()
        for run in self:
            # anybody who may open a run sees or misses this button
            if run.sudo().maker_stage == "bench":
                run.unreserve_visible = False
        return result

    @api.depends("product_qty", "product_uom_id")
    def _compute_maker_amount(self):
        for run in self:
            run.maker_amount = readable_amount(
                self.env, run.product_qty, run.product_uom_id
            )

    @api.depends("state", "date_deadline", "date_start")
    def _compute_maker_overdue(self):
        now, today = self._maker_now_and_today()
        for run in self:
            late = (
                run.date_deadline < now
                if run.date_deadline
                else (run.date_start and run.date_start < today)
            )
            run.maker_overdue = bool(late) and run.state not in ("done", "cancel")

    def _search_maker_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        now, today = self._maker_now_and_today()
        return [
            ("state", "not in", ("done", "cancel")),
            "|",
            ("date_deadline", "<", now),
            "&",
            ("date_deadline", "=", False),
            ("date_start", "<", today),
        ]

    def _maker_now_and_today(self):
        """Now, and where the maker's day began, both UTC.

        A run with a deadline is late by the minute, one that is merely planned for a
        day is late when that day is over.
        """
        now = fields.Datetime.now()
        here = fields.Datetime.context_timestamp(self, now)
        began = here.replace(hour=0, minute=0, second=0, microsecond=0)
        return now, began.astimezone(UTC).replace(tzinfo=None)

    @api.depends("state", "maker_started_at", "move_raw_ids.quantity")
    def _compute_maker_missing(self):
        self.maker_missing = False
        # who reads a run, a subcontractor too, need not read every stock move
        waiting = self.sudo().filtered(
            lambda run: (
                run.state not in ("done", "cancel")
                # nothing is missing where all is reserved; what is being typed is
                # told once it is saved
                and run.reservation_state != "assigned"
                and isinstance(run.id, int)
            )
        )
        if not waiting:
            return
        language, by_run = language_of(self.env), {}
        shortages = waiting._maker_shortages(waiting._maker_start_needs())
        lacking = self.env["product.product"].union(*(s.product for s in shortages))
        stopped = lacking._maker_stopped_words()
        for shortage in shortages:
            product = shortage.product
            amount = readable_amount(self.env, shortage.missing, product.uom_id)
            why = stopped.get(product.id)
            by_run.setdefault(shortage.run, []).append(
                f"{product.name} {amount} ({why})"
                if why
                else f"{product.name} {amount}"
            )
        for run, parts in by_run.items():
            run.maker_missing = format_list(self.env, parts, lang_code=language)

    @api.depends("maker_started_at", "move_raw_ids.move_line_ids.quantity")
    def _compute_maker_wip_value(self):
        # whoever may read a run sees its value, also people who use Odoo without Maker
        started = self._origin.filtered("maker_started_at")
        values = dict(
            self.env["maker.wip"]
            .sudo()
            ._read_group([("run_id", "in", started.ids)], ["run_id"], ["value:sum"])
            if started
            else ()
        )
        for run in self:
            run.maker_wip_value = values.get(run._origin, 0.0)

    @api.depends("maker_started_at", "state")
    def _compute_maker_bench_days(self):
        now = fields.Datetime.now()
        for run in self:
            on_bench = run.maker_stage == "bench"
            run.maker_bench_days = on_bench and (now - run.maker_started_at).days

    @api.model
    def _maker_expand_stages(self, _stages, _domain):
        return ["plan", "bench"]

    @only_for("base.group_user")
    def action_maker_ask_start(self):
        """Start, or show what is missing and ask whether to go on."""
        self._maker_check_startable(fields.Datetime.now())
        shortages = self._maker_shortages(self._maker_start_needs())
        refused = any(c.maker_missing_policy == "refuse" for c in self.company_id)
        if not shortages or refused:
            return self.action_maker_start()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Materials are missing"),
            "res_model": "maker.run.start",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_ids": self.ids},
        }

    @only_for("base.group_user")
    def action_maker_ask_finish(self):
        """Ask what came out of this run."""
        self.ensure_one()
        return self._maker_ask(self.env._("Finish %(run)s", run=self.name), "finish")

    @only_for("base.group_user")
    def action_maker_ask_spoil(self):
        """Ask what went wrong while this run is still going on."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Spoiled units of %(run)s", run=self.name),
            "res_model": "maker.run.spoil",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": self.id},
        }

    @only_for("base.group_user")
    def action_maker_ask_correct(self):
        """Ask for the right numbers of a finished run."""
        self.ensure_one()
        return self._maker_ask(self.env._("Correct %(run)s", run=self.name), "correct")

    @only_for("base.group_user")
    def action_maker_ask_undo(self):
        """Show what undoing changes, then ask."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undo a run"),
            "res_model": "maker.run.undo",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_ids": self.ids},
        }

    @only_for("base.group_user")
    def action_maker_count(self):
        """Count the materials of this run, on the shelf and on the bench."""
        self.ensure_one()
        action = self.env["stock.quant"].action_view_inventory()
        context = {
            **action["context"],
            "default_location_id": self._maker_shelf().id,
            "group_by": "location_id",
        }
        # everything is to be counted, not only what was asked of this user
        context.pop("search_default_my_count", None)
        return {
            **action,
            "name": self.env._("Count materials of %(run)s", run=self.name),
            "domain": [
                ("product_id", "in", self.move_raw_ids.product_id.ids),
                ("location_id.usage", "=", "internal"),
                ("company_id", "=", self.company_id.id),
            ],
            "views": [
                (self.env.ref("maker_mrp.stock_quant_view_list_run_count").id, "list")
            ],
            "context": context,
            "help": self.env._("None of these materials is in stock. Count with New."),
        }

    def _maker_shelf(self):
        """Where materials of this run are kept when they are not on the bench."""
        return self.maker_home_location_id or self._maker_sources()[-1:]

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Maker's people see a run in Maker's words, whatever led them there."""
        if (
            not view_id
            and view_type == "form"
            and self.env.user.has_group("maker_mrp.group_user")
        ):
            view_id = self.env.ref("maker_mrp.mrp_production_view_form_run").id
        return super().get_view(view_id, view_type, **options)

    def _maker_open(self):
        """:return: the action that shows this run, or a new one when it is empty"""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("maker_mrp.mrp_production_view_form_run").id, "form")
            ],
            "context": {SCREEN: True},
        }

    def _maker_ask(self, title, mode):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "maker.run.log",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": self.id, "default_mode": mode},
        }
