from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..qr_svg import qr_svg

HOLD_STATES = [("free", "Free"), ("hold", "On hold"), ("recalled", "Recalled")]
STRICTNESS = {state: rank for rank, (state, _label) in enumerate(HOLD_STATES)}


class StockLot(models.Model):
    _inherit = "stock.lot"

    supplier_lot = fields.Char(
        "Supplier's lot",
        index="trigram",
        tracking=True,
        help="The lot or batch number printed by the supplier.",
    )
    supplier_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        tracking=True,
        help="Who delivered this lot. Filled in by the receipt.",
    )
    density = fields.Float(
        "Density (kg/L)",
        digits=(16, 6),
        help="Measured density of this lot. Leave at 0 to use the product's.",
    )
    ready_date = fields.Datetime(
        "Ready on",
        tracking=True,
        help="The lot cures or rests until then: it is in stock, but can neither be "
        "sold nor used. Empty means ready at once.",
    )
    maker_hold = fields.Selection(
        HOLD_STATES,
        "Hold",
        default="free",
        required=True,
        copy=False,
        index=True,
        tracking=True,
        help="A lot on hold or recalled is not reserved, sold, used in a run or "
        "shown as available on any channel.",
    )
    maker_hold_reason = fields.Char(
        "Hold reason",
        copy=False,
        tracking=True,
        help="Why the lot was stopped, for whoever finds it on the shelf.",
    )

    @api.depends("supplier_lot")
    @api.depends_context("maker_show_supplier_lot")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        if self.env.context.get("maker_show_supplier_lot"):
            for lot in self.filtered("supplier_lot"):
                lot.display_name = f"{lot.display_name} ({lot.supplier_lot})"
        return res

    @api.depends("product_id")
    def _compute_name(self):
        named = {}
        for lot in self.filtered(lambda lot: not lot.name and lot.product_id):
            taken = named.setdefault(lot.product_id, [])
            name = lot.product_id._maker_next_lot_name(taken)
            if name:
                lot.name = name
                taken.append(name)
        return super()._compute_name()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._maker_check_hold_rights([vals.get("maker_hold", "free")], "free")
        return super().create(vals_list)

    def write(self, vals):
        if "maker_hold" in vals:
            self._maker_check_hold_rights(self.mapped("maker_hold"), vals["maker_hold"])
        dated = self._maker_availability_fields() & vals.keys()
        usable = self._maker_usable() if dated else self.browse()
        res = super().write(vals)
        if dated:
            self._maker_follow(usable)
        return res

    def _maker_follow(self, usable):
        """Bring reservations in line with which of these lots may be used now.

        :param usable: those that could be used before
        """
        now_usable = self._maker_usable()
        (usable - now_usable)._maker_free_reservations()
        self._maker_availability_changed()
        (now_usable - usable)._maker_reserve_for_waiting()

    def _maker_reserve_for_waiting(self):
        """Reserve for what waits for these products, in Odoo's order: oldest first.

        A lot that may be used again is like a receipt, except that nothing moves:
        Odoo itself would look again only when new goods come.
        """
        places = self.quant_ids.filtered(
            lambda quant: quant.location_id.usage == "internal" and quant.quantity > 0
        ).location_id
        if not places:
            return
        parameters = self.env["ir.config_parameter"].sudo()  # admins' own to read
        if parameters.get_param("stock.picking_no_auto_reserve"):
            return
        moves = self.env["stock.move"].search(
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
        moves.sudo()._action_assign()  # sudo: orders of others waited for the lot too

    @api.model
    def _maker_check_hold_rights(self, before, after):
        """Anybody at the bench may stop a lot; only a manager lets it go again.

        :param before: the hold states the lots are in
        :raises AccessError: when the change is a manager's
        """
        if self.env.su or self.env.user.has_group("maker_mrp.group_manager"):
            return
        relaxed = any(STRICTNESS[state] > STRICTNESS[after] for state in before)
        recalls = after == "recalled" and any(state != after for state in before)
        if relaxed or recalls:
            raise AccessError(
                self.env._(
                    "Only a Maker manager can release or recall a lot. "
                    "You can put it on hold and ask one of them."
                )
            )

    def action_maker_hold(self, reason=False):
        """Stop the lots: nothing reserves, sells or uses them any more."""
        return self._maker_set_hold("hold", reason)

    def action_maker_recall(self, reason=False):
        """Mark the lots as recalled: stopped, and not to come back."""
        return self._maker_set_hold("recalled", reason)

    def action_maker_release(self, reason=False):
        """Let the lots be sold and used again."""
        return self._maker_set_hold("free", reason)

    def _maker_set_hold(self, state, reason):
        changed = self.filtered(lambda lot: lot.maker_hold != state)
        changed.write({"maker_hold": state, "maker_hold_reason": reason or False})
        return True

    def action_maker_open_hold(self):
        """Ask for a reason, then hold, recall or release the lots."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold or release lots"),
            "res_model": "maker.lot.hold",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lot_ids": self.ids},
        }

    def _maker_qr(self, size):
        """This lot's number as a QR code for labels; ``size`` as CSS says it."""
        self.ensure_one()
        return qr_svg(self.name, size)

    def action_maker_trace(self):
        """Open the trace page on this lot."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "maker_lot_trace.maker_trace_action"
        )
        return {**action, "context": {"trace_kind": "lot", "trace_id": self.id}}

    def action_maker_start_recall(self):
        """Open a new recall that suspects these lots."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Recall"),
            "res_model": "maker.recall",
            "views": [(False, "form")],
            "context": {"default_lot_ids": self.ids},
        }

    @api.model
    def _maker_availability_fields(self):
        """Fields whose change can make a lot available or unavailable."""
        return {"maker_hold", "ready_date", "removal_date", "expiration_date"}

    @api.model
    def _maker_unavailable_sql(self, alias, at) -> SQL:
        """A condition, true or false but never NULL, that a lot may not be used.

        :param alias: alias of ``stock_lot`` in the query
        :param at: moment at which dates are judged
        """
        lot = SQL.identifier(alias)
        return SQL(
            "(%(lot)s.maker_hold IN ('hold', 'recalled')"
            " OR COALESCE(%(lot)s.ready_date > %(at)s, FALSE)"
            " OR COALESCE(%(lot)s.removal_date <= %(at)s, FALSE))",
            lot=lot,
            at=at,
        )

    @api.model
    def _maker_unavailable_domain(self, at):
        """The same rule as `_maker_unavailable_sql`, as a domain on stock.lot."""
        return (
            Domain("maker_hold", "in", ("hold", "recalled"))
            | Domain("ready_date", ">", at)
            | Domain("removal_date", "<=", at)
        )

    def _maker_usable(self, at=None):
        """The lots of this set that may be sold and used at ``at`` (now)."""
        at = at or fields.Datetime.now()
        return self - self.filtered_domain(self._maker_unavailable_domain(at))

    def _maker_unavailable_reason(self, at=None):
        """Why this lot may not be used, as a short sentence part, or ``""``."""
        self.ensure_one()
        at = at or fields.Datetime.now()
        if self.maker_hold == "recalled":
            reason = self.env._("recalled")
        elif self.maker_hold == "hold":
            reason = self.env._("on hold")
        elif self.removal_date and self.removal_date <= at:
            day = fields.Datetime.context_timestamp(self, self.removal_date).date()
            return self.env._("to be removed from stock since %(day)s", day=day)
        elif self.ready_date and self.ready_date > at:
            day = fields.Datetime.context_timestamp(self, self.ready_date).date()
            return self.env._("not ready before %(day)s", day=day)
        else:
            return ""
        if self.maker_hold_reason:
            return f"{reason} ({self.maker_hold_reason})"
        return reason

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
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "in", self.ids),
                ("state", "not in", ("done", "cancel", "draft")),
                ("quantity", ">", 0),
            ]
        )
        lines = lines.filtered(lambda line: line.move_id._maker_needs_usable_lots())
        stuck = lines.filtered(
            lambda line: line.picked or line.location_id.maker_role == "wip"
        )
        freed = lines - stuck
        moves = freed.move_id
        notes = [(line, line in stuck) for line in lines]
        messages = [line._maker_hold_note(is_stuck) for line, is_stuck in notes]
        for lot, document, body in messages:
            lot.message_post(body=body)
            if document:
                document.message_post(body=body)
        # sudo: the bench may stop a lot that sales of others have reserved
        freed.sudo().unlink()
        moves.sudo()._action_assign()  # sudo: same reason
        return stuck

    @api.model
    def _cron_maker_lot_dates(self):
        """Notice lots that became ready or due for removal since the last run."""
        now = fields.Datetime.now()
        since = self.env.context.get("lastcall") or now - timedelta(days=2)
        passed = self.search(
            [
                ("quant_ids.location_id.usage", "=", "internal"),
                "|",
                "&",
                ("ready_date", ">", since),
                ("ready_date", "<=", now),
                "&",
                ("removal_date", ">", since),
                ("removal_date", "<=", now),
            ]
        )
        if passed:
            (passed - passed._maker_usable(now))._maker_free_reservations()
            passed._maker_availability_changed()
            passed._maker_usable(now)._maker_reserve_for_waiting()
        return passed.product_id.ids
