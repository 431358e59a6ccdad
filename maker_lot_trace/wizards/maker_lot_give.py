from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for


class MakerLotGive(models.TransientModel):
    """Which lot stock is of that came before its product was tracked."""

    _name = "maker.lot.give"
    _description = "Give stock a lot"

    quant_id = fields.Many2one("stock.quant", required=True, readonly=True)
    product_id = fields.Many2one(related="quant_id.product_id")
    product_uom_id = fields.Many2one(related="quant_id.product_uom_id")
    use_expiration_date = fields.Boolean(related="product_id.use_expiration_date")
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        help="What is not reserved, at first. Give less to make two lots of it.",
    )
    lot_name = fields.Char(
        "Lot",
        compute="_compute_lot_name",
        store=True,
        readonly=False,
        help="A new lot, or one whose stock does not lie here.",
    )
    supplier_lot = fields.Char("Supplier's lot")
    expiration_date = fields.Datetime("Expires")

    @api.depends("quant_id")
    def _compute_quantity(self):
        for wizard in self:
            quant = wizard.quant_id
            wizard.quantity = max(0, quant.quantity - quant.reserved_quantity)

    @api.depends("quant_id")
    def _compute_lot_name(self):
        for wizard in self:
            product = wizard.product_id
            wizard.lot_name = product and product._maker_next_lot_name()

    @only_for("maker_mrp.group_user")
    def action_give(self):
        """Give the stock its lot, and go back to what has none."""
        self.ensure_one()
        self.quant_id._maker_give_lot(self._lot(), self.quantity)
        return {"type": "ir.actions.act_window_close"}

    def _lot(self):
        """The lot of this name; made where there is none yet.

        :raises UserError: where a name or a date is missing, suppliers' lots would be
            mixed, or the lot expires on another day
        """
        name = (self.lot_name or self.supplier_lot or "").strip()
        if not name:
            raise UserError(self.env._("Type the lot, or the supplier's."))
        lot = self.env["stock.lot"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("name", "=", name),
                ("company_id", "in", (False, self.quant_id.company_id.id)),
            ],
            limit=1,
        )
        if not lot:
            return self._new_lot(name)
        if self.supplier_lot and lot.supplier_lot != self.supplier_lot:
            raise UserError(
                self.env._(
                    "Lot %(lot)s holds supplier lot %(old)s, so %(new)s needs a lot "
                    "name of its own.",
                    lot=name,
                    old=lot.supplier_lot or self.env._("unknown"),
                    new=self.supplier_lot,
                )
            )
        company = self.env.company
        typed, known = self.expiration_date, lot.expiration_date
        if typed and (
            not known or company._maker_day(typed) != company._maker_day(known)
        ):
            raise UserError(
                self.env._(
                    "Lot %(lot)s expires on %(day)s: leave the date empty, or choose "
                    "another name.",
                    lot=name,
                    day=company._maker_say_day(known) if known else "–",
                )
            )
        return lot

    def _new_lot(self, name):
        if self.use_expiration_date and not self.expiration_date:
            raise UserError(self.env._("Say when the lot expires."))
        values = {
            "product_id": self.product_id.id,
            "name": name,
            "supplier_lot": self.supplier_lot,
            "company_id": self.product_id.company_id.id,
        }
        if self.expiration_date:
            values["expiration_date"] = self.expiration_date
        return self.env["stock.lot"].create(values)
