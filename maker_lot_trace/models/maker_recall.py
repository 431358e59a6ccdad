from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.maker_mrp.public import only_for

from .. import trace_graph as tg
from .maker_trace_page import CUSTOMERS


class MakerRecall(models.Model):
    """A recall or a drill: from the suspect lots to everybody who got them."""

    _name = "maker.recall"
    _description = "Recall"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "started_at desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        "Number",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    is_drill = fields.Boolean(
        "Drill",
        help="A drill traces and times everything, but holds no lot and sends no "
        "letter.",
    )
    state = fields.Selection(
        [
            ("draft", "Suspected"),
            ("traced", "Traced"),
            ("held", "Held"),
            ("notified", "Customers told"),
            ("closed", "Closed"),
            ("cancel", "False alarm"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        string="Suspected lots",
        check_company=True,
        help="Where it starts: the lots something is wrong with.",
    )
    reason = fields.Text(
        help="What is wrong, as customers will read it in the letter.", tracking=True
    )
    remedy = fields.Text(
        help="What customers should do, as they will read it in the letter."
    )
    corrective_action = fields.Text(
        "What we changed", help="What was changed so that it does not happen again."
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, tracking=True
    )
    started_at = fields.Datetime("Started", default=fields.Datetime.now, required=True)
    traced_at = fields.Datetime("Traced", readonly=True, copy=False)
    held_at = fields.Datetime("Held", readonly=True, copy=False)
    notified_at = fields.Datetime("Customers told", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed", readonly=True, copy=False)
    trace_seconds = fields.Float(
        "Traced in (s)",
        readonly=True,
        copy=False,
        help="How long the computer took to trace.",
    )
    minutes_to_hold = fields.Float("Minutes to hold", compute="_compute_minutes")
    minutes_to_notice = fields.Float("Minutes to letters", compute="_compute_minutes")
    affected_ids = fields.One2many("maker.recall.lot", "recall_id", "Affected lots")
    customer_ids = fields.One2many("maker.recall.customer", "recall_id", "Customers")
    customer_count = fields.Integer("Customers reached", compute="_compute_responses")
    answered_count = fields.Integer("Customers answered", compute="_compute_responses")
    accounted_pct = fields.Float(
        "Accounted for (%)",
        compute="_compute_accounted_pct",
        help="The least accounted-for suspected lot: what came in of it against what "
        "was used, shipped, lost or is still there.",
    )
    backward_agrees = fields.Boolean(
        "Traced back too",
        readonly=True,
        copy=False,
        help="Tracing the affected products back leads to the suspected lots again.",
    )

    @api.depends("started_at", "held_at", "notified_at")
    def _compute_minutes(self):
        for recall in self:
            for name, moment in (
                ("minutes_to_hold", recall.held_at),
                ("minutes_to_notice", recall.notified_at),
            ):
                took = moment - recall.started_at if moment else timedelta()
                recall[name] = took.total_seconds() / 60

    @api.depends("customer_ids.response")
    def _compute_responses(self):
        for recall in self:
            recall.customer_count = len(recall.customer_ids)
            recall.answered_count = len(
                recall.customer_ids.filtered(lambda c: c.response != "waiting")
            )

    @api.depends("affected_ids.accounted_pct", "affected_ids.is_suspect")
    def _compute_accounted_pct(self):
        for recall in self:
            suspects = recall.affected_ids.filtered("is_suspect")
            recall.accounted_pct = min(suspects.mapped("accounted_pct"), default=0)

    @api.model_create_multi
    def create(self, vals_list):
        new = self.env._("New")
        for vals in vals_list:
            if vals.get("name", new) == new:
                code = "maker.recall.drill" if vals.get("is_drill") else "maker.recall"
                company = vals.get("company_id") or self.env.company.id
                sequence = self.env["ir.sequence"].with_company(company)
                vals["name"] = sequence.next_by_code(code) or new
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if any(recall.state not in ("draft", "cancel") for recall in self):
            raise UserError(
                self.env._(
                    "A recall that was traced stays on record. Mark it as a false "
                    "alarm instead."
                )
            )

    @only_for("base.group_user")
    def action_trace(self):
        """Find all lots and customers the suspected lots reached.

        May be done again at any time; letters and answers noted so far are kept.

        :raises UserError: without a suspected lot
        """
        for recall in self:
            if not recall.lot_ids:
                raise UserError(
                    self.env._("%s: choose the suspected lots first.", recall.name)
                )
            recall._trace()
        return True

    def _trace(self):
        self.ensure_one()
        trace = self.env["maker.trace"].with_company(self.company_id)
        graph = trace._trace(self.lot_ids, tg.FORWARD)
        self._note_lots(graph)
        self._note_customers(graph)
        vals = {
            "trace_seconds": graph.seconds,
            "backward_agrees": self._agrees_backward(graph),
        }
        if self.state == "draft":
            vals.update(state="traced", traced_at=fields.Datetime.now())
        self.write(vals)
        self.message_post(
            body=self.env._(
                "Traced in %(seconds)s s: %(lots)s lots, %(customers)s customers.",
                seconds=round(graph.seconds, 2),
                lots=len(self.affected_ids),
                customers=len(self.customer_ids),
            )
        )

    def _agrees_backward(self, graph):
        """Whether all reached lots, traced back, lead to every suspected lot."""
        made = [item.node for item in graph.trace.nodes(tg.LOT) if item.level]
        if not made:
            return True
        back = self.env["maker.trace"]._trace_nodes(made, tg.BACKWARD)
        used = {item.node for item in graph.trace.nodes(tg.LOT) if not item.level} & {
            flow.source for flow in graph.flows if flow.target.kind in tg.PROCESSES
        }
        return used <= back.trace.reached.keys()

    def _note_lots(self, graph):
        known = {affected.lot_id.id: affected for affected in self.affected_ids}
        reached = {item.node.id: item for item in graph.trace.nodes(tg.LOT)}
        lots = self.env["stock.lot"].browse(reached)
        balances = self.env["maker.trace.page"]._mass_balances(lots, graph)
        self.env["maker.recall.lot"].browse(
            affected.id for lot, affected in known.items() if lot not in reached
        ).unlink()
        new = []
        for lot in lots:
            vals = {
                "tier": reached[lot.id].tier,
                "level": reached[lot.id].level,
                "is_suspect": lot in self.lot_ids,
                **self.env["maker.trace.page"]._balance(balances[lot.id]),
            }
            if lot.id in known:
                known[lot.id].write(vals)
            else:
                new.append({**vals, "recall_id": self.id, "lot_id": lot.id})
        self.env["maker.recall.lot"].create(new)

    def _note_customers(self, graph):
        """One record per customer reached, with every shipment of affected lots."""
        shipped = defaultdict(list)
        for edge in graph.trace.edges:
            flow = edge.flow
            if flow.target.kind in CUSTOMERS:
                info = graph.info.get(flow.target, {})
                shipped[info.get("partner_id") or False].append((edge, info))
        customers = {customer.partner_id.id: customer for customer in self.customer_ids}
        gone = set(customers) - set(shipped)
        for partner_id in gone:
            if customers[partner_id].response == "waiting":
                customers.pop(partner_id).unlink()
        missing = [partner_id for partner_id in shipped if partner_id not in customers]
        created = self.env["maker.recall.customer"].create(
            [{"recall_id": self.id, "partner_id": partner_id} for partner_id in missing]
        )
        customers.update(zip(missing, created, strict=True))
        told = {customer: customer._told() for customer in self.customer_ids}
        self.customer_ids.shipment_ids.unlink()
        self.env["maker.recall.shipment"].create(
            [
                self._shipment_values(customers[partner_id], graph, edge, info)
                for partner_id, edges in shipped.items()
                for edge, info in edges
            ]
        )
        for customer, before in told.items():
            if not customer.sent_at and customer._told() != before:
                customer.letter = False

    def _shipment_values(self, customer, graph, edge, info):
        source = edge.flow.source
        goods = graph.info.get(source, {})
        return {
            "customer_id": customer.id,
            "document": info.get("name", ""),
            "reference": info.get("reference", ""),
            "date": info.get("date", False),
            "lot_id": source.id if source.kind == tg.LOT else False,
            "product_id": goods.get("product_id", False),
            "quantity": float(edge.flow.quantity),
            "tier": graph.trace.reached[source].tier,
        }

    @only_for("base.group_user")
    def action_hold(self):
        """Put every affected lot on hold; a drill only takes the time."""
        for recall in self:
            if recall.state == "draft":
                recall.action_trace()
            if not recall.is_drill:
                lots = recall.affected_ids.lot_id
                free = lots.filtered(lambda lot: lot.maker_hold == "free")
                free.action_maker_hold(recall.name)
            vals = {"held_at": recall.held_at or fields.Datetime.now()}
            if recall.state in ("draft", "traced"):
                vals["state"] = "held"
            recall.write(vals)
        return True

    @only_for("base.group_user")
    def action_prepare_letters(self):
        """Write the letters still missing, as drafts that can be read and changed."""
        self.customer_ids.filtered(
            lambda c: not c.sent_at and not c.letter
        )._write_letters()
        return True

    @only_for("base.group_user")
    def action_send_letters(self):
        """Send the letters that were not sent yet; called after confirmation.

        :raises UserError: for a drill, or naming every customer without an address
        """
        self._check_manager()
        for recall in self:
            if recall.is_drill:
                raise UserError(self.env._("A drill sends no letters."))
            waiting = recall.customer_ids.filtered(lambda c: not c.sent_at)
            recall.action_prepare_letters()
            waiting.filtered("email")._send_letters()
            recall.affected_ids.filtered(
                lambda affected: affected.tier == tg.CERTAIN
            ).lot_id.action_maker_recall(recall.name)
            vals = {"notified_at": recall.notified_at or fields.Datetime.now()}
            if recall.state in ("traced", "held"):
                vals["state"] = "notified"
            recall.write(vals)
            unreachable = waiting - waiting.filtered("email")
            if unreachable:
                recall.message_post(
                    body=self.env._(
                        "Without an e-mail address, to be told in another way: %s",
                        ", ".join(unreachable.mapped("name")),
                    )
                )
        return True

    @only_for("base.group_user")
    def action_close(self):
        """End the case.

        :raises UserError: while it does not say what was changed
        """
        self._check_manager()
        for recall in self:
            if not recall.is_drill and not recall.corrective_action:
                raise UserError(
                    self.env._(
                        "%s: write down what was changed before closing.", recall.name
                    )
                )
        return self.write({"state": "closed", "closed_at": fields.Datetime.now()})

    @only_for("base.group_user")
    def action_false_alarm(self):
        """Release what this case put on hold and end it."""
        self._check_manager()
        for recall in self:
            held = recall.affected_ids.lot_id.filtered(
                lambda lot, recall=recall: lot.maker_hold_reason == recall.name
            )
            foreign = held._maker_held_elsewhere()
            (held - foreign).action_maker_release(
                self.env._("%s was a false alarm", recall.name)
            )
            recall._tell_not_released(foreign)
        return self.write({"state": "cancel", "closed_at": fields.Datetime.now()})

    def _tell_not_released(self, lots):
        """Lots other companies have, too, are for somebody who acts for all of them."""
        if lots:
            told = self.env._(
                "Still stopped, for companies you do not work for have them in stock, "
                "too: %s. Ask somebody who may act for all of them to release them.",
                ", ".join(lots.mapped("display_name")),
            )
            self.message_post(body=told)
            summary = self.env._("Lots are not released yet")
            self._maker_todo(self.user_id, summary, told)

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group("maker_mrp.group_manager")):
            raise AccessError(
                self.env._("Letters and the end of a recall are for a Maker manager.")
            )
