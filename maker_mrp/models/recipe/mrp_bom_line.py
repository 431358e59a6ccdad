from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...exceptions import RemediableError
from ...recipe_math import (
    plain,
)
from ...trusted import RECIPE_SAVING, SETTLING, trust, trusted
from .mrp_bom_in_use import REPLACEMENTS, VARIANTS

AMOUNT_FIELDS = {"product_qty", "product_uom_id", "formula_pct", "product_id"}
# Who may read substitutes. Apps let others read recipe lines, such as a till's users,
# and what they read without naming fields must not lead to what is closed to them.
SUBSTITUTE_READERS = (
    "maker_mrp.group_user,maker_mrp.group_accountant,mrp.group_mrp_user,"
    "stock.group_stock_user,sales_team.group_sale_salesman,"
    "purchase.group_purchase_user,account.group_account_invoice,"
    "account.group_account_readonly"
)


class MrpBomLine(models.Model):
    """Quantities as people write them, shares, losses and what replaces what."""

    _inherit = "mrp.bom.line"

    entry = fields.Char(
        string="Quantity as written",
        help="Write it as you would on paper: 1/2 kg, 1 lb 4 oz, 250ml, 2 dozen; "
        "in a percentage recipe also 12.5 % or 2 parts.",
        groups="base.group_user",
    )
    formula_pct = fields.Float(
        string="Share (%)",
        digits=(16, 6),
        help="Share of the batch in a percentage recipe. Empty: a fixed quantity, "
        "such as a jar or a wick.",
        groups="base.group_user",
    )
    loss_pct = fields.Float(
        string="Loss (%)",
        digits=(16, 2),
        help="The share of what is taken that stays in the pot or falls to the floor. "
        "2 % loss: 100 g needed in the product → 100 ÷ 0.98 = 102.04 g taken, of "
        "which 2.04 g are lost.",
        groups="base.group_user",
    )
    setup_qty = fields.Float(
        string="Extra per run",
        digits="Product Unit",
        help="Taken once per run, whatever its size: priming, testing, colour "
        "matching. In the unit of the line.",
        groups="base.group_user",
    )
    rounding_multiple = fields.Float(
        string="Taken in steps of",
        digits="Product Unit",
        help="The need of a run is rounded up to a multiple of this, as for sheets "
        "or whole bottles. Zero: exactly what is needed; what is counted in pieces "
        "is rounded up to whole ones when a loss, a size or an extra per run would "
        "leave a part of one.",
        groups="base.group_user",
    )
    replaces_line_id = fields.Many2one(
        "mrp.bom.line",
        string="In place of",
        domain="[('bom_id', '=', bom_id), ('id', '!=', id)]",
        index="btree_not_null",
        copy=False,
        help="For the variants this line applies to, the other line is left out.",
        groups="base.group_user",
    )
    replaced_by_ids = fields.One2many(
        "mrp.bom.line", "replaces_line_id", groups="base.group_user"
    )
    substitute_ids = fields.One2many(
        "maker.recipe.substitute",
        "line_id",
        string="Substitutes",
        copy=True,
        help="What may be used instead; its stock counts in how many can be made.",
        groups=SUBSTITUTE_READERS,
    )

    @api.constrains("product_id", "bom_id")
    def _check_no_supply(self):
        for line in self:
            if line.product_id.maker_kind == "supply":
                raise ValidationError(
                    self.env._(
                        "%(product)s is a supply: it is used up by the business and "
                        "its cost is not part of a product, so the recipe of "
                        "%(recipe)s cannot contain it. Either change its kind to "
                        "material, if it ends up in or on the product, or take it "
                        "off the recipe and let it be counted by supply usage.",
                        product=line.product_id.display_name,
                        recipe=line.bom_id.display_name,
                    )
                )

    @api.constrains(
        "product_qty", "loss_pct", "setup_qty", "rounding_multiple", "formula_pct"
    )
    def _check_amounts(self):
        errors = [error for line in self for error in line._maker_amount_errors()]
        if errors:
            raise ValidationError("\n".join(errors))

    @api.constrains("replaces_line_id")
    def _check_replaces_line(self):
        for line in self:
            if line.replaces_line_id and line.replaces_line_id.bom_id != line.bom_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s can only stand in place of a line of the same "
                        "recipe.",
                        product=line.product_id.display_name,
                    )
                )

    @api.onchange("entry")
    def _onchange_entry(self):
        if not self.entry or not self.product_id:
            return None
        try:
            self.update(self._maker_read_entry(self.entry, self.product_id))
        except RemediableError:
            raise  # as a warning it would lose its button
        except UserError as error:
            # the words stay to be mended, and no quantity stands beside them
            self.update({"product_qty": 0.0, "formula_pct": 0.0})
            return {"warning": {"title": self.entry, "message": str(error)}}
        return None

    @api.model_create_multi
    def create(self, vals_list):
        self._maker_note_use(vals_list)
        vals_list = [self._maker_resolved(dict(vals)) for vals in vals_list]
        lines = super().create(vals_list)
        lines._maker_after_change(structure=True)
        return lines

    def write(self, vals):
        self._maker_note_use([vals])
        if trusted(self.env.context, SETTLING):
            return super().write(vals)
        if not ({"entry"} | AMOUNT_FIELDS) & set(vals):
            result = super().write(vals)
        elif len(self) < 2:
            result = super().write(self._maker_resolved(dict(vals), self))
        else:  # each reads the text for its own product; all are one save
            saving = self.with_context(**trust(RECIPE_SAVING))
            result = all(line.write(vals) for line in saving)
        self._maker_after_change(structure="product_id" in vals)
        return result

    def unlink(self):
        boms = self.bom_id
        result = super().unlink()
        boms._maker_settle()
        return result

    @api.model
    def _maker_note_use(self, vals_list):
        if any(vals.get("replaces_line_id") for vals in vals_list):
            self.env["mrp.bom"]._maker_comes_to_use(REPLACEMENTS)
        if any(
            vals.get("bom_product_template_attribute_value_ids") for vals in vals_list
        ):
            self.env["mrp.bom"]._maker_comes_to_use(VARIANTS)

    def _maker_after_change(self, structure):
        """Check and settle recipes whose lines were changed on their own."""
        if trusted(self.env.context, RECIPE_SAVING):
            return
        if structure:
            self.bom_id._check_bom_cycle()
        self.bom_id._maker_settle()

    def _maker_amount_errors(self):
        """What is wrong with the numbers of this line, in words, as a list."""
        self.ensure_one()
        errors = []
        if self._maker_takes_nothing() and self._maker_rules_hold():
            errors.append(
                self.env._("the quantity must be above zero; remove the line if none")
            )
        if not 0 <= self.loss_pct < 100:
            errors.append(
                self.env._("a loss is at least 0 % and under 100 %, or nothing is left")
            )
        for name in ("setup_qty", "rounding_multiple", "formula_pct"):
            if self[name] < 0:
                label = self._fields[name]._description_string(self.env)
                errors.append(self.env._("“%s” cannot be negative", label))
        if self.bom_id.type == "phantom" and (
            self.setup_qty or self.rounding_multiple or self.loss_pct
        ):
            errors.append(
                self.env._(
                    "a bundle is packed piece by piece: it has no loss, set-up or steps"
                )
            )
        return [f"{self.product_id.display_name}: {error}." for error in errors]

    def _maker_takes_nothing(self):
        """Whether runs take none of what this line names."""
        return self.product_qty <= 0 and not self.setup_qty and not self.formula_pct

    def _maker_set_share(self, share):
        """Set the share of a percentage line, and the words for it."""
        self.update({"formula_pct": float(share), "entry": f"{plain(share, 6)} %"})

    def _skip_bom_line(self, product, never_attribute_values=False):
        skipped = super()._skip_bom_line(product, never_attribute_values)
        if skipped or not product or product._name == "product.template":
            return skipped
        is_saved = isinstance(self.id, int)
        if is_saved and REPLACEMENTS not in self.env["mrp.bom"]._maker_in_use():
            return skipped
        return any(
            not line._skip_bom_line(product, never_attribute_values)
            for line in self.replaced_by_ids
        )
