from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...recipe_math import FormulaSum, amounts, check_sum, exact, normalise, plain
from ...trusted import RECIPE_SAVING, SETTLING, trust, trusted
from .mrp_bom_in_use import SIZES

#: what says when and how strictly a recipe is made, and nothing of what it takes
ASIDE = {
    "sequence",
    "picking_type_id",
    "ready_to_produce",
    "consumption",
    "produce_delay",
    "days_to_prepare_mo",
}


class MrpBom(models.Model):
    """Formulas in shares, losses, and one settling of a recipe per save."""

    _inherit = "mrp.bom"

    yield_loss_pct = fields.Float(
        string="Expected loss of the batch (%)",
        digits=(16, 2),
        help="Share of a finished batch that usually fails or stays in the mould. "
        "Every line takes more, so that the batch yields what it says: with 5 %, "
        "100 g needed → 100 ÷ 0.95 = 105.26 g taken.",
        groups="base.group_user",
    )
    is_formula = fields.Boolean(
        string="Percentage recipe",
        help="Write the lines as shares of the batch. They keep their proportions "
        "when the batch weight changes.",
        groups="base.group_user",
    )
    formula_qty = fields.Float(
        string="Batch weight",
        digits="Product Unit",
        help="What all shares of one batch weigh (or measure) together.",
        groups="base.group_user",
    )
    formula_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit of the batch weight",
        default=lambda self: self.env["uom.uom"]._maker_uom("uom.product_uom_gram"),
        groups="base.group_user",
    )
    formula_basis = fields.Selection(
        [
            ("whole", "Of the whole, adding up to 100 %"),
            ("ratio", "Of a base, or parts"),
        ],
        string="Shares are",
        required=True,
        default="whole",
        help="Of the whole: all shares add up to 100 %.\n"
        "Of a base, or parts: only proportions matter, as in wax 100 and "
        "fragrance 8, or 2 parts to 1.",
        groups="base.group_user",
    )
    formula_total_pct = fields.Float(
        string="Shares add up to (%)",
        compute="_compute_formula_total_pct",
        groups="base.group_user",
    )
    formula_normalise = fields.Boolean(
        string="Bring to 100 %",
        store=False,
        help="Change all shares in proportion so that they add up to 100 %.",
        groups="base.group_user",
    )
    scale_ids = fields.One2many(
        "maker.recipe.scale",
        "bom_id",
        string="Size factors",
        copy=True,
        groups="base.group_user",
    )

    @api.constrains("yield_loss_pct", "product_qty")
    def _check_yield(self):
        for bom in self:
            if not 0 <= bom.yield_loss_pct < 100:
                raise ValidationError(
                    self.env._(
                        "%(recipe)s: the expected loss of the batch is at least 0 %% "
                        "and under 100 %%, or nothing is left.",
                        recipe=bom.display_name,
                    )
                )
            if bom.type == "phantom" and bom.yield_loss_pct:
                raise ValidationError(
                    self.env._(
                        "%(recipe)s: a bundle is packed, not made: it has no expected "
                        "loss.",
                        recipe=bom.display_name,
                    )
                )

    @api.depends("bom_line_ids.formula_pct")
    def _compute_formula_total_pct(self):
        for bom in self:
            bom.formula_total_pct = sum(bom.bom_line_ids.mapped("formula_pct"))

    @api.depends("product_tmpl_id")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for bom in self:
            if not bom.product_tmpl_id:  # Odoo would write “False”
                bom.display_name = False
        return result

    @api.onchange("formula_normalise")
    def _onchange_formula_normalise(self):
        lines = self.bom_line_ids.filtered("formula_pct")
        if self.formula_normalise and lines:
            shares = normalise(dict(enumerate(exact(x.formula_pct) for x in lines)))
            for place, line in enumerate(lines):
                line._maker_set_share(shares[place])
        self.formula_normalise = False

    @api.onchange("formula_qty", "formula_uom_id", "formula_basis", "bom_line_ids")
    def _onchange_formula(self):
        # on a form without the field a new recipe is none: its defaults are not asked
        known = self._origin or "is_formula" in self._cache
        if known and self.is_formula and self.formula_qty > 0:
            for line, values in self._maker_formula_values():
                line.update(values)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._maker_check_vals(vals)
        saving = self.with_context(**trust(RECIPE_SAVING))
        boms = super(MrpBom, saving).create(vals_list).with_env(self.env)
        boms._maker_settle(is_new=True)
        return boms

    def write(self, vals):
        self._maker_check_vals(vals)
        saving = self.with_context(**trust(RECIPE_SAVING))
        if "is_formula" in vals and not vals["is_formula"]:
            self.filtered("is_formula")._maker_drop_shares()
        result = super(MrpBom, saving).write(vals)
        if not vals.keys() <= ASIDE:
            self._maker_settle()
        return result

    @api.model
    def _maker_check_vals(self, vals):
        """Refuse in words what the database would refuse without naming the field."""
        if vals.get("product_qty", 1) <= 0:
            raise ValidationError(
                self.env._(
                    "A batch makes more than nothing: enter under “A batch makes” how "
                    "many units, or how much, one batch yields."
                )
            )

    def _creation_message(self):
        return self.env._("Recipe written")

    def _maker_drop_shares(self):
        """Turn shares into the quantities they stand for at present."""
        for line in self.bom_line_ids.filtered("formula_pct"):
            words = f"{plain(exact(line.product_qty))} {line.product_uom_id.name}"
            line.with_context(**trust(SETTLING)).write(
                {"formula_pct": 0.0, "entry": words}
            )

    def _maker_settle(self, is_new=False):
        """Bring derived quantities up to date after any change of a recipe.

        Called once per save, when all lines are in place.
        :param is_new: they were written just now, for the first time
        :raise ValidationError: every fault of all these recipes at once
        """
        context = self.env.context
        if trusted(context, RECIPE_SAVING) or trusted(context, SETTLING):
            return
        settling = self.with_context(**trust(SETTLING))
        errors = [error for bom in settling for error in bom._maker_errors()]
        if errors:
            raise ValidationError("\n".join(errors))
        settling._maker_derive()
        settling._maker_guess_kinds()

    def _maker_derive(self):
        """Work out the quantities that follow from other lines."""
        for bom in self.filtered("is_formula"):
            bom._maker_apply_formula()

    def _maker_errors(self):
        """What is wrong with this recipe as a whole, in words, as a list."""
        self.ensure_one()
        if self.is_formula:
            return self._maker_formula_errors()
        shares = self.bom_line_ids.filtered("formula_pct")
        return [
            self.env._(
                "%(product)s: “%(entry)s” is a share. Make this a percentage recipe "
                "and enter its batch weight, or write a quantity.",
                product=line.product_id.display_name,
                entry=line.entry,
            )
            for line in shares
        ]

    def _maker_formula_errors(self):
        errors, name = [], self.display_name
        lines = self.bom_line_ids.filtered("formula_pct")
        if lines and self.formula_qty <= 0:
            errors.append(
                self.env._(
                    "%(recipe)s: enter the batch weight the shares are taken of.",
                    recipe=name,
                )
            )
        if lines and not self.formula_uom_id:
            errors.append(
                self.env._(
                    "%(recipe)s: enter the unit of the batch weight.", recipe=name
                )
            )
        if lines and self.formula_basis == "whole":
            try:
                check_sum(self._maker_shares())
            except FormulaSum as error:
                errors.append(
                    self.env._(
                        "%(recipe)s: the shares add up to %(total)s %%, not 100 %%. "
                        "Correct them, switch on “Bring to 100 %%” to change them in "
                        "proportion, or say that they are shares of a base.",
                        recipe=name,
                        total=plain(error.total),
                    )
                )
        return errors

    def _maker_shares(self):
        """Shares of a percentage recipe, ``{line: Decimal}``."""
        return {
            line: exact(line.formula_pct)
            for line in self.bom_line_ids
            if line.formula_pct
        }

    def _maker_apply_formula(self):
        """Store what each share is of the batch weight."""
        self.ensure_one()
        for line, values in self._maker_formula_values():
            changed = line.product_uom_id.id != values["product_uom_id"]
            if changed or line.product_uom_id.compare(
                line.product_qty, values["product_qty"]
            ):
                line.write(values)

    def _maker_of_batch(self, share):
        """What a share is of the batch weight, in its unit, a Decimal."""
        self.ensure_one()
        whole = exact(100)
        if self.formula_basis == "ratio":
            whole = sum(self._maker_shares().values()) or whole
        return exact(self.formula_qty) * share / whole

    def _maker_formula_values(self):
        """Pairs of a line and the quantity and unit its share comes to."""
        shares = self._maker_shares()
        if not shares or not self.formula_uom_id:
            return []
        batch = amounts(shares, exact(self.formula_qty))
        return [
            (line, line._maker_stored(amount, self.formula_uom_id, line.product_id))
            for line, amount in batch.items()
            if line.product_id
        ]

    def _maker_guess_kinds(self):
        """Give products without a kind the one their place in a recipe suggests."""
        made = self.product_tmpl_id
        used = self.bom_line_ids.product_tmpl_id
        unset = (made | used).filtered(lambda template: not template.maker_kind)
        # whoever may write a recipe may not be allowed to change products
        unset = unset.sudo()
        components = (unset & used).filtered("bom_ids")
        kinds = {
            "product": unset - used,
            "component": components,
            "material": (unset & used) - components,
        }
        for kind, templates in kinds.items():
            if templates:
                templates.maker_kind = kind

    def _maker_sizes(self):
        """The size factors of this recipe, not asked for where no recipe has any."""
        # what is being typed is at hand without asking
        if "scale_ids" in self._cache or SIZES in self._maker_in_use():
            return self.scale_ids
        return self.env["maker.recipe.scale"]

    def _maker_scale(self, product):
        """The size factor of a variant; 1 for the size the recipe is written for."""
        self.ensure_one()
        factor = 1.0
        # whoever may sell or deliver a bundle may explode its recipe
        scales = self.sudo()._maker_sizes()
        if scales:
            values = product.product_template_attribute_value_ids
            for scale in scales:
                if scale.value_id._origin in values:
                    factor *= scale.factor
        return factor
