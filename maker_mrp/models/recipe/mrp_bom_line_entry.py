from math import isclose

from odoo import models
from odoo.exceptions import UserError

from ...recipe_math import (
    Parts,
    Percent,
    RecipeMathError,
    convert,
    exact,
    plain,
    survives,
)
from .mrp_bom_line import AMOUNT_FIELDS


class MrpBomLine(models.Model):
    """From a quantity as written to the quantity and unit that Odoo can use."""

    _inherit = "mrp.bom.line"

    def _maker_resolved(self, vals, line=None):
        """``vals`` with what was written turned into a quantity Odoo can use.

        The native quantity and unit always end up in the component's own sort of
        unit; ``entry`` keeps the words.
        :raise UserError: a text that is not a quantity, or cannot be converted
        """
        line = line or self.browse()
        product = line.product_id
        if vals.get("product_id"):
            product = product.browse(vals["product_id"])
        if not product:
            return vals
        if vals.get("entry") and vals["entry"] != line.entry:
            try:
                return {**vals, **self._maker_read_entry(vals["entry"], product)}
            except UserError:
                if self._maker_is_copied(vals, product):
                    return vals
                raise
        if vals.get("formula_pct"):
            share = plain(exact(vals["formula_pct"]), 6)
            return {**vals, "entry": f"{share} %"}
        if not AMOUNT_FIELDS & set(vals):
            return vals
        if not line and "entry" in vals and "product_qty" not in vals:
            vals = {**vals, "product_qty": 0.0}  # asked for, and nobody said how much
        only_product = line and not {"product_qty", "product_uom_id"} & set(vals)
        if only_product and line._maker_same_family(product):
            return vals
        return {**vals, **self._maker_read_numbers(vals, product, line)}

    def _maker_same_family(self, product):
        family = product.uom_id._maker_unit().family
        return self.product_uom_id._maker_unit().family == family

    def _maker_read_numbers(self, vals, product, line):
        """Quantity and unit given as numbers, in the component's sort of unit."""
        uom = line.product_uom_id
        if vals.get("product_uom_id"):
            uom = uom.browse(vals["product_uom_id"])
        elif not uom:
            uom = product.uom_id
        default = line.product_qty if line else 1.0
        amount = exact(vals.get("product_qty", default) or 0)
        words = f"{plain(amount, 8)} {uom._maker_unit().name}"
        return {"entry": words, **self._maker_stored(amount, uom, product)}

    def _maker_read_entry(self, entry, product, lot=None):
        """Values for a quantity written by a person.

        :param lot: the lot it is a quantity of, if that is known
        :return: ``entry`` with either ``formula_pct`` or quantity and unit
        :raise UserError: naming the part that was not understood
        """
        read = product._maker_parse(entry, lot)
        if isinstance(read, Percent | Parts):
            return {"entry": entry, "formula_pct": float(read.amount)}
        uom = product.uom_id
        if read.unit:
            uom = uom.browse(read.unit.key)
        return {
            "entry": entry,
            "formula_pct": 0.0,
            **self._maker_stored(read.amount, uom, product, lot),
        }

    def _maker_stored(self, amount, uom, product, lot=None):
        """Quantity and unit to store for ``amount`` ``uom`` of ``product``.

        The unit as written when it belongs with the product's and keeps the
        quantity exact enough; the product's own unit otherwise, or the smallest of
        its sort. Where Maker's rules do not hold, what Maker would refuse is stored
        as Odoo does, and :attr:`rounding_note` tells what comes of it.
        :raise UserError: no conversion, or more lost to rounding than is allowed
        """
        if amount < 0:
            raise UserError(
                self.env._(
                    "%(product)s: a quantity cannot be negative. What a recipe yields "
                    "beside its product is a by-product.",
                    product=product.display_name,
                )
            )
        written, own = uom._maker_unit(), product.uom_id._maker_unit()
        try:
            in_own = convert(amount, written, own, product._maker_material(lot))
        except RecipeMathError as error:
            if self._maker_rules_hold():
                raise product._maker_unit_error(error) from error
            return {"product_qty": float(amount), "product_uom_id": uom.id}
        values = self._maker_kept(amount, in_own, uom, product)
        try:
            # the loss of what is written in another unit is told beside the line
            product._maker_check_kept(in_own, product.uom_id, uom == product.uom_id)
        except RecipeMathError as error:
            if self._maker_rules_hold() and not self._maker_is_known(values, product):
                raise product._maker_unit_error(error) from error
        return values

    def _maker_kept(self, amount, in_own, uom, product):
        """Quantity and unit in which a line keeps ``amount`` ``uom``.

        :param in_own: the same in the product's own unit
        """
        digits, own = product._maker_digits(), product.uom_id
        choices = [(in_own, own)]
        if uom._maker_unit().family == own._maker_unit().family:
            choices.insert(0, (amount, uom))
        kept = next((one for one in choices if survives(one[0], digits)), None)
        if not kept:
            kept = choices[0]
            root = own.browse(int((own.parent_path or f"{own.id}/").split("/")[0]))
            smallest = in_own * exact(own.factor)
            if root.active and survives(smallest, digits):
                kept = (smallest, root)
        return {"product_qty": float(kept[0]), "product_uom_id": kept[1].id}

    def _maker_rules_hold(self):
        return (self.bom_id.company_id or self.env.company)._maker_rules_hold()

    def _maker_is_known(self, values, product):
        """Whether some recipe has this very quantity of a product already.

        What was written where Maker's rules do not hold may be copied and edited
        where they do.
        """
        quantity, uom_id = values["product_qty"], values["product_uom_id"]
        lines = self.search_fetch(
            [("product_id", "=", product.id), ("product_uom_id", "=", uom_id)],
            ["product_qty"],
        )
        return any(isclose(line.product_qty, quantity) for line in lines)

    def _maker_is_copied(self, vals, product):
        """Whether some recipe has these words with this quantity already.

        They were read when fewer units were in doubt.
        """
        if not {"product_qty", "product_uom_id"} <= vals.keys():
            return False
        lines = self.search(
            [
                ("product_id", "=", product.id),
                ("product_uom_id", "=", vals["product_uom_id"]),
            ]
        )
        return any(
            line.entry == vals["entry"]
            and isclose(line.product_qty, vals["product_qty"])
            for line in lines
        )
