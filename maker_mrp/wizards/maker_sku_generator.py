from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.item.sku_pattern import suggest
from ..public import only_for


class MakerSkuGenerator(models.TransientModel):
    _name = "maker.sku.generator"
    _description = "Give products and materials their codes"

    pattern = fields.Char(
        help="For this time only, instead of the pattern of each category. "
        "For example {kind:1}-{name:6}-{number:3}."
    )
    keep_existing = fields.Boolean(
        string="Keep codes that are there",
        default=True,
        help="Switch off to replace the codes of all chosen items.",
    )
    product_ids = fields.Many2many(
        "product.product", default=lambda self: self._default_product_ids()
    )
    line_ids = fields.One2many(
        "maker.sku.generator.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    def _default_product_ids(self):
        context = self.env.context
        records = self.env[context.get("active_model") or "product.product"].browse(
            context.get("active_ids", [])
        )
        if records._name == "product.template":
            records = records.product_variant_ids
        return records if records._name == "product.product" else None

    @api.depends("product_ids", "pattern", "keep_existing")
    def _compute_line_ids(self):
        for wizard in self:
            commands = [fields.Command.clear()]
            for product, code in wizard._maker_codes().items():
                commands.append(
                    fields.Command.create(
                        {
                            "product_id": product._origin.id or product.id,
                            "old_code": product.default_code,
                            "new_code": code,
                        }
                    )
                )
            wizard.line_ids = commands

    @only_for("base.group_user")
    def action_apply(self):
        """Write the codes as shown.

        :raise ValidationError: every clash and every empty code at once
        """
        self.ensure_one()
        errors = self._maker_clashes()
        if errors:
            raise ValidationError("\n".join(errors))
        for line in self.line_ids:
            line.product_id.default_code = line.new_code.strip()
        return {"type": "ir.actions.act_window_close"}

    def _maker_codes(self):
        """A free code for each chosen item, ``{product: code}``."""
        self.ensure_one()
        categories = self.env["product.category"]
        if self.pattern:
            categories._maker_check_pattern(self.pattern)
        products = self.product_ids
        if self.keep_existing:
            products = products.filtered(lambda product: not product.default_code)
        taken = self._maker_taken(products)
        kinds = dict(products._fields["maker_kind"]._description_selection(self.env))
        codes = {}
        for product in products:
            category = product.categ_id or categories
            values = product.product_template_attribute_value_ids
            facts = {
                "name": product.name,
                "category": category.name or "",
                "kind": kinds.get(product.maker_kind, ""),
                "variant": " ".join(values.mapped("name")),
            }
            pattern = self.pattern or category._maker_pattern()
            codes[product] = code = suggest(pattern, facts, taken)
            taken.add(code.upper())
        return codes

    def _maker_taken(self, products):
        """Codes of all other items, archived and of other companies included."""
        # a code must not clash with one this user may not see either
        others = self.env["product.product"].sudo().with_context(active_test=False)
        groups = others._read_group(
            [
                ("default_code", "!=", False),
                ("id", "not in", products._origin.ids or products.ids),
            ],
            ["default_code"],
        )
        return {code.strip().upper() for (code,) in groups}

    def _maker_clashes(self):
        products = self.line_ids.product_id
        taken = self._maker_taken(products)
        codes = [(line, (line.new_code or "").strip()) for line in self.line_ids]
        counts = Counter(code.upper() for _line, code in codes)
        errors = []
        for line, code in codes:
            name = line.product_id.display_name
            if not code:
                errors.append(
                    self.env._(
                        "%(product)s: enter a code, or remove the line.", product=name
                    )
                )
            elif code.upper() in taken or counts[code.upper()] > 1:
                errors.append(
                    self.env._(
                        "%(product)s: “%(code)s” is taken. Choose another code.",
                        product=name,
                        code=code,
                    )
                )
        return errors


class MakerSkuGeneratorLine(models.TransientModel):
    _name = "maker.sku.generator.line"
    _description = "Code for one item"

    wizard_id = fields.Many2one("maker.sku.generator", ondelete="cascade")
    product_id = fields.Many2one("product.product", string="Item", required=True)
    old_code = fields.Char(string="Code now", readonly=True)
    new_code = fields.Char(string="New code")
