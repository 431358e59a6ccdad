import math

from odoo import models
from odoo.exceptions import UserError

from ...recipe_math import shown

#: no business makes, uses or works as much as this
LARGEST = 10**12
LONGEST_NAME, LONGEST_NOTE = 200, 20000


class MrpProduction(models.Model):
    """What callers tell about a run, refused in words when it cannot be meant."""

    _inherit = "mrp.production"

    def _maker_check_told(self, **told):
        """Refuse what a caller told, all of it at once, before anything is read.

        :param told: any of qty, spoiled, minutes, lot_name, note, spoil_reason,
            consumed, as :meth:`action_maker_finish` takes them
        :raise UserError: naming everything that cannot be meant
        """
        self._maker_raise(self._maker_told_errors(self.company_id, **told))

    def _maker_told_errors(
        self,
        company,
        *,
        qty=None,
        spoiled=None,
        minutes=None,
        lot_name=None,
        note=None,
        spoil_reason=None,
        consumed=None,
    ):
        env = self.env
        numbers = {
            env._("Units made"): qty,
            env._("Spoiled units"): spoiled,
            env._("Labour minutes"): minutes,
        }
        errors = [
            self._maker_number_error(label, value)
            for label, value in numbers.items()
            if value is not None
        ]
        texts = [
            (env._("Lot"), lot_name, LONGEST_NAME),
            (env._("Note"), note, LONGEST_NOTE),
        ]
        if isinstance(spoil_reason, str):
            texts.append((env._("Reason spoiled"), spoil_reason, LONGEST_NAME))
        elif spoil_reason:
            errors.append(
                self._maker_record_error("stock.scrap.reason.tag", spoil_reason)
            )
        errors += [self._maker_text_error(*text) for text in texts if text[1]]
        errors += self._maker_consumed_errors(consumed, company)
        return [error for error in errors if error]

    def _maker_is_number(self, value):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and math.isfinite(value) and abs(value) < LARGEST

    def _maker_number_error(self, label, value):
        if self._maker_is_number(value):
            return None
        return self.env._(
            "%(label)s: “%(value)s” is not a number that can be meant.",
            label=label,
            value=shown(value),
        )

    def _maker_text_error(self, label, value, longest):
        if not isinstance(value, str) or shown(value, len(value)) != value:
            return self.env._(
                "%(label)s: “%(value)s” is not a text that can be kept. Write it "
                "again.",
                label=label,
                value=shown(value),
            )
        if len(value) > longest:
            return self.env._(
                "%(label)s: “%(value)s” is too long, %(longest)s characters are the "
                "most.",
                label=label,
                value=shown(value),
                longest=longest,
            )
        return None

    def _maker_record_error(self, model, value):
        """What is wrong with ``value`` as a record of ``model`` or its id, or None."""
        if getattr(value, "_name", model) == model:
            record_id = self._maker_id(value)
            if record_id and self.env[model].browse(record_id).exists():
                return None
        return self.env._(
            "“%(value)s” is no %(what)s.",
            value=shown(value),
            what=self.env["ir.model"]._get(model).name,
        )

    def _maker_id(self, value):
        """The id of a record, an id, or an id as JSON has it; None if it is none."""
        value = getattr(value, "id", value)
        value = getattr(value, "origin", value)  # of a form that is not saved yet
        try:
            number = int(value or 0)
        except (TypeError, ValueError, OverflowError):
            return None
        return number if 0 <= number < 2**31 else None

    def _maker_consumed_errors(self, consumed, company):
        """What is wrong with materials used, as :meth:`action_maker_finish` has it."""
        if not consumed:
            return []
        if not isinstance(consumed, dict):
            return [
                self.env._(
                    "Materials used: “%(value)s” is no list of products.",
                    value=shown(consumed),
                )
            ]
        errors = []
        for key, used in consumed.items():
            error = self._maker_record_error("product.product", key)
            if error:
                errors.append(error)
                continue
            product = self.env["product.product"].browse(self._maker_id(key))
            name = product.display_name
            if product.company_id and company and product.company_id != company:
                errors.append(
                    self.env._("%(product)s belongs to another company.", product=name)
                )
            amounts = used if isinstance(used, dict) else {None: used}
            for lot, quantity in amounts.items():
                errors.append(self._maker_number_error(name, quantity))
                if lot:
                    errors.append(self._maker_lot_error(product, lot, company))
        return errors

    def _maker_lot_error(self, product, value, company):
        error = self._maker_record_error("stock.lot", value)
        if error:
            return error
        # only whose it is: what may be seen of it is asked when it is taken
        lot = self.env["stock.lot"].sudo().browse(self._maker_id(value))
        foreign = lot.company_id and company and lot.company_id != company
        if lot.product_id != product or foreign:
            return self.env._(
                "%(product)s: “%(value)s” is no lot of it.",
                product=product.display_name,
                value=shown(self._maker_id(value)),
            )
        if product.tracking == "none":
            return self.env._(
                "%(product)s is not kept in lots.", product=product.display_name
            )
        return None

    def _maker_no_date(self, value):
        return UserError(
            self.env._(
                "“%(value)s” is not a date. Write it as 2026-11-30.", value=shown(value)
            )
        )
