from odoo import api, fields, models
from odoo.exceptions import UserError

from ..recipe_math import decimals, exact, plain, readable


class MakerRunLogLine(models.TransientModel):
    _name = "maker.run.log.line"
    _description = "Material used in a logged run"

    log_id = fields.Many2one("maker.run.log", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="log_id.company_id")
    product_id = fields.Many2one(
        "product.product",
        "Material",
        required=True,
        domain="[('type', '=', 'consu'), ('company_id', 'in', (False, company_id))]",
    )
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        "stock.lot",
        domain="[('product_id', '=', product_id)]",
        help="Empty: the lots that are next in turn.",
    )
    planned_qty = fields.Float("Planned", digits="Product Unit", readonly=True)
    planned_entry = fields.Char("Plan", readonly=True)
    entry = fields.Char(
        "Used",
        help="Write it as you measured it: 1/2 kg, 1 lb 4 oz, 250 ml; with a "
        "percentage recipe also as a share of the batch, 12.5 %.",
    )
    used_qty = fields.Float(
        "In stock unit", digits="Product Unit", compute="_compute_used_qty"
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    entry_error = fields.Char(compute="_compute_used_qty")

    @api.depends("entry", "product_id", "planned_qty", "planned_entry", "lot_id")
    def _compute_used_qty(self):
        for line in self:
            line.used_qty, line.entry_error = 0.0, False
            if not line.product_id or not line.entry:
                continue
            if line.planned_qty and line.entry == line.planned_entry:
                line.used_qty = line.planned_qty
                continue
            try:
                line.used_qty = line._read_entry()
            except UserError as error:
                line.entry_error = str(error)

    def _read_entry(self):
        """The written quantity in the product's own unit.

        :raise UserError: saying which part was not understood
        """
        if self.entry.strip() in ("0", "-"):
            return 0.0
        read = self.env["mrp.bom.line"]._maker_read_entry(
            self.entry, self.product_id, self.lot_id
        )
        if "product_qty" in read:
            amount = read["product_qty"]
            uom = self.env["uom.uom"].browse(read["product_uom_id"])
        else:
            amount, uom = self._read_share(read["formula_pct"])
        return self.product_id._maker_convert(
            amount, uom, self.product_id.uom_id, lot=self.lot_id
        )

    def _read_share(self, share):
        """A share of what was mixed for the run, as (quantity, unit).

        :raise UserError: when the recipe is not written in shares
        """
        log = self.log_id
        recipe = log.recipe_id
        if not recipe.is_formula:
            raise UserError(
                self.env._(
                    "%(product)s: “%(entry)s” is a share of the batch, and the recipe "
                    "has no batch weight. Write how much was used, with its unit.",
                    product=self.product_id.display_name,
                    entry=self.entry,
                )
            )
        made = log.product_id._maker_convert(
            log.quantity + log.spoiled_qty,
            log.uom_id,
            recipe.product_uom_id,
            guard=False,
        )
        amount = recipe._maker_of_batch(exact(share))
        return amount * exact(made) / exact(recipe.product_qty), recipe.formula_uom_id

    @api.model
    def _spell(self, quantity, product, uom=None):
        """A quantity of a product as it would be written, and can be read again.

        :param quantity: in the unit of the product
        :param uom: to write it in; the product's own when None
        """
        if uom and uom != product.uom_id:
            quantity = product.uom_id._compute_quantity(quantity, uom, round=False)
        finer = self.env["uom.uom"]._maker_finer_units()
        unit = (uom or product.uom_id)._maker_unit()
        number, unit = readable(exact(quantity), unit, finer)
        return f"{plain(number, decimals(number))} {unit.name}"
