from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

from .. import lot_rules

INSIDE = ("internal", "transit")


class StockLot(models.Model):
    """Which lots may be sold and used now, and what follows when that changes.

    The reasons are declared in ``lot_rules``.
    """

    _inherit = "stock.lot"

    @api.model
    def _maker_availability_fields(self):
        """Fields whose change can make a lot available or unavailable."""
        return set(lot_rules.FIELDS)

    @api.model
    def _maker_unavailable_sql(self, alias, at) -> SQL:
        """A condition, true or false but never NULL, that a lot may not be used.

        :param alias: alias of ``stock_lot`` in the query
        :param at: moment at which dates are judged
        """
        return lot_rules.unavailable_sql(alias, at)

    @api.model
    def _maker_unavailable_domain(self, at):
        """The same as `_maker_unavailable_sql`, as a domain on stock.lot."""
        return lot_rules.unavailable_domain(at)

    def _maker_usable(self, at=None):
        """The lots of this set that may be sold and used at ``at`` (now)."""
        at = at or fields.Datetime.now()
        return self.filtered(lambda lot: not lot_rules.broken(lot, at))

    def _maker_unavailable_reason(self, at=None):
        """Why this lot may not be used, as a short sentence part, or ``""``."""
        self.ensure_one()
        rule = lot_rules.broken(self, at or fields.Datetime.now())
        return self._maker_rule_words(rule) if rule else ""

    def _maker_rule_words(self, rule):
        """A rule of ``lot_rules`` that stops this lot, in words."""
        company = self.company_id or self.env.company
        day = rule.dated and company._maker_say_day(self[rule.field])
        words = {
            "recalled": self.env._("recalled"),
            "hold": self.env._("on hold"),
            "expired": self.env._("to be removed from stock since %(day)s", day=day),
            "curing": self.env._("not ready before %(day)s", day=day),
        }[rule.name]
        if self.maker_hold_reason and not rule.dated:
            return f"{words} ({self.maker_hold_reason})"
        return words

    def _maker_stopped_since(self, at=None):
        """Since when this lot is stopped as it is at ``at``; None when it is not."""
        self.ensure_one()
        rule = lot_rules.broken(self, at or fields.Datetime.now())
        if not rule:
            return None
        if rule.since:
            return self[rule.field]
        return self.maker_stopped_at or self.create_date

    def _maker_follow(self, usable):
        """Bring reservations in line with which of these lots may be used now.

        :param usable: those that could be used before
        """
        now_usable = self._maker_usable()
        stopped = usable - now_usable
        # sudo: nobody writes the moment by hand
        stopped.sudo().maker_stopped_at = fields.Datetime.now()
        stopped._maker_free_reservations()
        self._maker_availability_changed()
        (now_usable - usable)._maker_reserve_for_waiting()

    def _maker_reserve_for_waiting(self):
        """Reserve for what waits for these products, in Odoo's order: oldest first.

        A lot that may be used again is like a receipt, except that nothing moves:
        Odoo itself would look again only when new goods come.
        """
        # sudo: orders of others waited for the lot too, in any company that has it
        lots = self.sudo()
        places = (
            lots.env["stock.quant"]
            .search(
                [
                    ("lot_id", "in", self.ids),
                    ("location_id.usage", "=", "internal"),
                    ("quantity", ">", 0),
                ]
            )
            .location_id
        )
        if not places:
            return
        parameters = lots.env["ir.config_parameter"]
        if parameters.get_param("stock.picking_no_auto_reserve"):
            return
        moves = lots.env["stock.move"].search(
            [
                ("product_id", "in", self.product_id.ids),
                ("location_id", "parent_of", places.ids),
                ("state", "in", ("confirmed", "partially_available")),
                ("procure_method", "=", "make_to_stock"),
                "|",
                ("reservation_date", "<=", fields.Date.today()),
                ("picking_type_id.reservation_method", "=", "at_confirm"),
            ],
            order="priority desc, date, id",
        )
        moves._action_assign()

    def _maker_availability_changed(self):
        """Called whenever what can be sold of these lots may have changed.

        Extend to notice holds and dates; stock itself does not move then.

        :return: ids of the products concerned
        """
        products = self.product_id
        # Of all products: kits are as available as their parts.
        products.invalidate_model(["free_qty", "virtual_available"])
        self.quant_ids.invalidate_recordset(["available_quantity"])
        return products.ids

    def _maker_free_reservations(self):
        """Take reserved but not yet moved stock of these lots off its documents.

        Deliveries and runs are reserved again from other lots where there are
        any. What lies in work in progress stays with its run, which will refuse
        to finish. Either way the lot and the document say what happened.

        :return: the move lines that could not be freed
        """
        # sudo: whoever may stop a lot stops it for all it is reserved for, be it
        # sales, runs or another company's
        lots = self.sudo()
        lines = lots.env["stock.move.line"].search(
            [
                ("lot_id", "in", self.ids),
                ("state", "not in", ("done", "cancel")),
                ("quantity", ">", 0),
            ]
        )
        lines = lines._maker_stopped()
        stuck = lines.filtered(
            lambda line: line.picked or line.location_id.maker_role == "wip"
        )
        freed = lines - stuck
        moves = freed.move_id
        # another company's documents are not named where this one reads of the lot
        known = lines.company_id if self.env.su else self.env.user.company_ids
        messages = [
            (line.company_id in known, *line._maker_hold_note(line in stuck))
            for line in lines
        ]
        for is_known, lot, document, body in messages:
            if is_known:
                lot.message_post(body=body)
            if document:
                document.message_post(body=body)
        freed.unlink()
        moves._action_assign()
        return stuck

    def _maker_tell_incident(self, text):
        """Tell whoever looks after this lot that it left although it is stopped.

        A note on the lot and on its open recalls, and a to-do: customers have to be
        told, and a recall traced again.
        """
        self.ensure_one()
        recalls = self._maker_open_recalls()
        for record in (self, *recalls):
            record.message_post(body=text)
        summary = self.env._("Stopped lot %s left", self.name)
        for record in recalls or self:
            known = record._maker_open_todos(summary)[:1]
            if known:
                known.note = (known.note or Markup()) + plaintext2html(text)
            else:
                record._maker_todo(self._maker_responsible(recalls), summary, text)

    def _maker_open_recalls(self):
        # sudo: a recall of any company that looks for this lot
        return (
            self.env["maker.recall"]
            .sudo()
            .search(
                [
                    ("is_drill", "=", False),
                    ("state", "not in", ("closed", "cancel")),
                    "|",
                    ("lot_ids", "in", self.ids),
                    ("affected_ids.lot_id", "in", self.ids),
                ]
            )
        )

    def _maker_responsible(self, recalls):
        """Who is told: of the recall, of the product, or a manager of Maker."""
        company = self.company_id or self.env.company
        # sudo: whoever hands goods over need not read users
        managers = self.env.ref("maker_mrp.group_manager").sudo().all_user_ids
        for user in (
            *recalls.user_id,
            self.product_id.with_company(company).responsible_id,
            *managers.filtered(lambda user: company in user.company_ids),
        ):
            if user.active and not user.share and not user._is_superuser():
                return user
        return self.env.user

    @api.model
    def _cron_maker_lot_dates(self):
        """Notice lots that became ready or due for removal since the last run."""
        now = fields.Datetime.now()
        since = self.env.context.get("lastcall") or now - timedelta(days=2)
        passed = self.search(
            [("quant_ids.location_id.usage", "=", "internal")]
            + list(lot_rules.passed_domain(since, now))
        )
        if passed:
            (passed - passed._maker_usable(now))._maker_free_reservations()
            passed._maker_availability_changed()
            passed._maker_usable(now)._maker_reserve_for_waiting()
        return passed.product_id.ids
