from odoo import api, fields, models
from odoo.exceptions import AccessError

from .. import lot_rules
from .stock_lot import HOLD_STATES
from .stock_lot_available import INSIDE

STRICTNESS = [state for state, _label in HOLD_STATES]
DATES = {
    name
    for rule in lot_rules.RULES
    if rule.dated
    for name in (rule.field, *rule.follows)
}

OWN_DATES = {"ready_date"}
"""Dates that no Odoo without Maker has."""


def _strictness(state):
    """How much a hold state stops; what is none stops nothing, and Odoo refuses it."""
    return STRICTNESS.index(state) if state in STRICTNESS else 0


class StockLot(models.Model):
    """Who may stop a lot, let it go, and change when it is ready or expires."""

    _inherit = "stock.lot"

    def _maker_check_rights(self, vals):
        """Refuse a change of what makes these lots available to who may not make it.

        :raises AccessError: saying who may
        """
        if self.env.su:
            return
        if "maker_stopped_at" in vals:
            raise AccessError(self.env._("When a lot was stopped is not for writing."))
        if "maker_hold" in vals:
            self._maker_check_hold_rights(self.mapped("maker_hold"), vals["maker_hold"])
        self._maker_check_date_rights(vals)
        changed = self._maker_redated(vals)
        if "maker_hold" in vals:
            changed |= self.filtered(
                lambda lot: (
                    _strictness(lot.maker_hold) > _strictness(vals["maker_hold"])
                )
            )
        changed._maker_check_companies()

    @api.model
    def _maker_check_hold_rights(self, before, after):
        """Anybody at the bench may stop a lot; only a manager lets it go again.

        :param before: the hold states the lots are in
        :raises AccessError: when the change is a manager's
        """
        if self.env.su or self.env.user.has_group("maker_mrp.group_manager"):
            return
        relaxed = any(_strictness(state) > _strictness(after) for state in before)
        recalls = after == "recalled" and any(state != after for state in before)
        if relaxed or recalls:
            raise AccessError(
                self.env._(
                    "Only a Maker manager can release or recall a lot. "
                    "You can put it on hold and ask one of them."
                )
            )

    def _maker_redated(self, vals):
        """The lots of which ``vals`` changes when they are ready or expire."""
        told = {
            name: fields.Datetime.to_datetime(vals[name])
            for name in DATES & vals.keys()
        }
        return self.filtered(
            lambda lot: any(lot[name] != (told[name] or False) for name in told)
        )

    def _maker_check_date_rights(self, vals):
        """Dates decide what may be sold: they are a manager's, like a release.

        Who works in Odoo without any Maker group keeps Odoo's own way with Odoo's
        dates where the company wants Maker's rules in Maker's screens only. Receipts
        and runs date their lots by themselves.
        """
        user = self.env.user
        if user.has_group("maker_mrp.group_manager"):
            return
        refused = self._maker_redated(vals)
        if not user.has_group("maker_mrp.group_user"):
            refused = refused.filtered(
                lambda lot: (
                    lot._maker_rules_hold()
                    or lot._maker_redated(
                        {name: vals[name] for name in OWN_DATES & vals.keys()}
                    )
                )
            )
        if refused:
            raise AccessError(
                self.env._(
                    "%(lots)s: only a Maker manager can change when a lot is ready or "
                    "expires. You can put it on hold and ask one of them.",
                    lots=refused._maker_names(),
                )
            )

    def _maker_rules_hold(self):
        companies = self.company_id or self.env.companies
        return any(company._maker_rules_hold() for company in companies)

    def _maker_names(self):
        """These lots with their products, for a sentence."""
        return ", ".join(
            self.env._(
                "%(product)s, lot %(lot)s",
                product=lot.product_id.display_name,
                lot=lot.name,
            )
            for lot in self
        )

    def _maker_elsewhere(self):
        """Which companies the user has no part in have these lots in stock.

        Odoo shares lots without a company: what is done to one is done to the stock
        of all.

        :return: ``{lot: companies}`` of the lots there are such companies for
        """
        if not self:
            return {}
        # sudo: only which companies have some is looked at
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("lot_id", "in", self.ids),
                    ("quantity", "!=", 0),
                    ("location_id.usage", "in", INSIDE),
                    ("company_id", "!=", False),
                    ("company_id", "not in", self.env.user.company_ids.ids),
                ],
                ["lot_id"],
                ["company_id:recordset"],
            )
        )
        return {self.browse(lot.id): companies for lot, companies in groups}

    def _maker_held_elsewhere(self):
        """The lots of this set that are not the user's alone to let go or date."""
        if self.env.su:
            return self.browse()
        return self & self.browse().union(*self._maker_elsewhere())

    def _maker_check_companies(self):
        """Refuse to release or date what other companies have in stock, too.

        Stopping is always allowed: what may harm somebody does not wait for the one
        who may act for all. The others are told by `_maker_tell_elsewhere`.

        :raises AccessError: naming the lots
        """
        foreign = self._maker_held_elsewhere()
        if foreign:
            raise AccessError(
                self.env._(
                    "Companies you do not work for have these lots in stock, too: "
                    "%(lots)s. Ask somebody who may act for all of them.",
                    lots=foreign._maker_names(),
                )
            )

    def _maker_stopped_by(self, vals):
        """The lots of this set that ``vals`` holds or recalls."""
        if "maker_hold" not in vals:
            return self.browse()
        return self.filtered(
            lambda lot: _strictness(lot.maker_hold) < _strictness(vals["maker_hold"])
        )

    def _maker_tell_elsewhere(self):
        """Say in the other companies that their stock of these lots is stopped.

        A note on the lot, and a to-do for whoever looks after it in each company.
        """
        no_recall = self.env["maker.recall"]
        for lot, companies in self._maker_elsewhere().items():
            words = self.env._(
                "%(person)s of %(company)s stopped lot %(lot)s of %(product)s: "
                "%(reason)s. Other companies have it in stock, too: nothing of it is "
                "reserved, sold or used there either. Only a Maker manager of all "
                "these companies can release it.",
                person=self.env.user.name,
                company=self.env.company.name,
                lot=lot.name,
                product=lot.product_id.display_name,
                reason=lot._maker_unavailable_reason(),
            )
            # sudo: the people told are of companies the user has no part in
            lot = lot.sudo()
            lot.message_post(body=words)
            people = self.env["res.users"].union(
                *(
                    lot.with_company(company)._maker_responsible(no_recall)
                    for company in companies
                )
            )
            summary = self.env._("Lot %s is stopped for your company, too", lot.name)
            for person in people:
                lot._maker_todo(person, summary, words)
