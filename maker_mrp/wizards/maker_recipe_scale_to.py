from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..public import only_for
from ..recipe_math import (
    COUNT,
    MASS,
    VOLUME,
    Plan,
    RecipeMathError,
    convert,
    exact,
    per_batch_gross,
    plain,
)
from ..tools import readable_amount


class MakerRecipeScaleTo(models.TransientModel):
    _name = "maker.recipe.scale.to"
    _description = "Scale a recipe to a wanted size"

    bom_id = fields.Many2one(
        "mrp.bom", string="Recipe", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="bom_id.company_id")
    possible_product_ids = fields.Many2many(
        "product.product", compute="_compute_possible_product_ids"
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        compute="_compute_product_id",
        precompute=True,
        store=True,
        readonly=False,
        domain="[('id', 'in', possible_product_ids)]",
    )
    target = fields.Selection(
        [
            ("units", "A number of units"),
            ("weight", "A total weight"),
            ("mould", "Filling moulds"),
            ("lot", "All of a lot"),
        ],
        string="Scale to",
        required=True,
        default="units",
    )
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        precompute=True,
        store=True,
        readonly=False,
        help="What a batch of the recipe makes, until somebody wants another number.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    weight = fields.Char(help="For example 2.5 kg or 5 lb 4 oz.")
    mould_volume = fields.Char(
        help="What one mould holds, for example 250 ml or 8 fl oz. Every ingredient "
        "kept by weight needs a density."
    )
    mould_count = fields.Integer(default=1)
    lot_id = fields.Many2one(
        "stock.lot",
        domain="[('product_id', 'in', possible_lot_product_ids)]",
    )
    possible_lot_product_ids = fields.Many2many(
        "product.product", compute="_compute_possible_product_ids"
    )
    batches = fields.Float(compute="_compute_result", digits=(16, 3))
    makes = fields.Float(compute="_compute_result", digits="Product Unit")
    problem = fields.Char(compute="_compute_result")
    line_ids = fields.One2many(
        "maker.recipe.scale.to.line", "wizard_id", compute="_compute_result"
    )

    @api.depends("bom_id")
    def _compute_possible_product_ids(self):
        for wizard in self:
            bom = wizard.bom_id
            wizard.possible_product_ids = (
                bom.product_id or bom.product_tmpl_id.product_variant_ids
            )
            wizard.possible_lot_product_ids = bom.bom_line_ids.product_id

    @api.depends("bom_id")
    def _compute_product_id(self):
        for wizard in self:
            wizard.product_id = wizard.bom_id._maker_product()

    @api.depends("bom_id", "product_id")
    def _compute_quantity(self):
        for wizard in self:
            wizard.quantity = float(wizard._maker_output())

    @api.depends(
        "bom_id",
        "product_id",
        "target",
        "quantity",
        "weight",
        "mould_volume",
        "mould_count",
        "lot_id",
    )
    def _compute_result(self):
        for wizard in self:
            wizard.problem, batches = False, 0
            if wizard.product_id:
                try:
                    batches = wizard._maker_batches()
                except UserError as error:
                    wizard.problem = str(error)
            wizard.batches = batches
            wizard.makes = float(exact(batches) * wizard._maker_output())
            wizard.line_ids = [(5, 0, 0)] + [
                (0, 0, values) for values in wizard._maker_line_values(batches)
            ]

    @only_for("base.group_user")
    def action_plan_run(self):
        """Plan a run of that size and open it."""
        self.ensure_one()
        quantity = float(self._maker_checked() * self._maker_output())
        if self.product_id.uom_id._maker_unit().family == COUNT:
            quantity = Plan(1.0, ()).floor(quantity)
        if self.product_id.uom_id.is_zero(quantity):
            raise ValidationError(self.env._("That is not enough for a single one."))
        run = self.env["mrp.production"].create(
            {
                "product_id": self.product_id.id,
                "bom_id": self.bom_id.id,
                "product_qty": self.product_id.uom_id.round(quantity),
                "product_uom_id": self.product_id.uom_id.id,
            }
        )
        return run._maker_open()

    @only_for("base.group_user")
    def action_rewrite(self):
        """Make that size the batch the recipe is written for."""
        self.ensure_one()
        batches = self._maker_checked()
        bom = self.bom_id
        commands = []
        for line in bom.bom_line_ids.filtered(lambda line: not line.formula_pct):
            amount = exact(line.product_qty) * batches
            words = f"{plain(amount, 6)} {line.product_uom_id.name}"
            commands.append((1, line.id, {"entry": words}))
        bom.write(
            {
                "product_qty": float(exact(bom.product_qty) * batches),
                "formula_qty": float(exact(bom.formula_qty) * batches),
                "bom_line_ids": commands,
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _maker_checked(self):
        batches = self._maker_batches()
        if batches <= 0:
            raise ValidationError(
                self.env._("Enter how much is wanted; it must be above zero.")
            )
        return batches

    def _maker_output(self):
        """What one batch makes, in the unit the product is kept in."""
        bom = self.bom_id
        if not self.product_id:
            return exact(bom.product_qty)
        ratio = exact(bom.product_uom_id.factor) / exact(self.product_id.uom_id.factor)
        return exact(bom.product_qty) * ratio

    def _maker_batches(self):
        """How many batches the target comes to, a Decimal.

        :raise UserError: naming what has to be entered first
        """
        self.ensure_one()
        if self.target == "units":
            return exact(self.quantity) / self._maker_output()
        if self.target == "lot":
            return self._maker_batches_of_lot()
        gram = self.env.ref("uom.product_uom_gram")
        if self.target == "weight":
            return self._maker_wanted(self.weight, gram) / self._maker_filling(MASS)
        millilitre = self.env.ref("uom.product_uom_milliliter")
        wanted = self._maker_wanted(self.mould_volume, millilitre) * self.mould_count
        return wanted / self._maker_filling(VOLUME)

    def _maker_wanted(self, text, uom):
        if not text:
            raise UserError(self.env._("Enter how much is wanted."))
        wanted = self.product_id._maker_parse(text)
        unit = getattr(wanted, "unit", None)
        if not unit or unit.family != uom._maker_unit().family:
            raise UserError(
                self.env._(
                    "“%(text)s”: write a number and a unit such as %(unit)s.",
                    text=text,
                    unit=uom.name,
                )
            )
        return wanted.amount * unit.factor

    def _maker_filling(self, family):
        """Weight (g) or volume (ml) of what one batch is mixed from."""
        root = "gram" if family == MASS else "milliliter"
        target = self.env.ref(f"uom.product_uom_{root}")._maker_unit()
        total, unknown = exact(0), []
        for line, rule in self._maker_rules():
            unit = line.product_uom_id._maker_unit()
            if unit.family not in (MASS, VOLUME):
                continue
            material = line.product_id._maker_material()
            try:
                total += convert(rule.per_batch * rule.scale, unit, target, material)
            except RecipeMathError:
                unknown.append(line.product_id.display_name)
        if unknown:
            raise UserError(
                self.env._(
                    "Enter the density of %(names)s first, or scale by units.",
                    names=", ".join(unknown),
                )
            )
        if not total:
            raise UserError(
                self.env._("This recipe has nothing measured by weight or volume.")
            )
        return total

    def _maker_batches_of_lot(self):
        if not self.lot_id:
            raise UserError(self.env._("Choose the lot to use up."))
        product = self.lot_id.product_id
        setup, each = exact(0), exact(0)
        for line, rule in self._maker_rules():
            if line.product_id == product:
                ratio = product._maker_convert(
                    1, line.product_uom_id, product.uom_id, self.lot_id, guard=False
                )
                setup += rule.setup * exact(ratio)
                each += per_batch_gross(rule) * exact(ratio)
        if not each:
            raise UserError(
                self.env._(
                    "This recipe does not use %(product)s.",
                    product=product.display_name,
                )
            )
        free = exact(self._maker_free_of_lot())
        return max(free - setup, exact(0)) / each

    def _maker_free_of_lot(self):
        quants = self.lot_id.quant_ids.filtered(
            lambda quant: (
                quant.location_id.usage == "internal"
                and not quant.location_id.maker_role
            )
        )
        return sum(quant.quantity - quant.reserved_quantity for quant in quants)

    def _maker_rules(self):
        return [
            (line, line._maker_rule(self.product_id))
            for line in self.bom_id.bom_line_ids
            if not line._skip_bom_line(self.product_id)
        ]

    def _maker_line_values(self, batches):
        return [
            {
                "product_id": line.product_id.id,
                "need": readable_amount(
                    self.env,
                    line._maker_requirement(self.product_id, batches),
                    line.product_uom_id,
                ),
                "need_sum": line._maker_explanation(self.product_id, batches),
            }
            for line, _rule in self._maker_rules()
        ]


class MakerRecipeScaleToLine(models.TransientModel):
    _name = "maker.recipe.scale.to.line"
    _description = "What a scaled recipe takes of one item"

    wizard_id = fields.Many2one("maker.recipe.scale.to", ondelete="cascade")
    product_id = fields.Many2one("product.product", string="Item")
    need = fields.Char(string="Takes")
    need_sum = fields.Char(string="How it comes about")
