from odoo import api, fields, models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    """Lines name the lots that come in, and tell the vendor's."""

    _inherit = "stock.move.line"

    lot_id = fields.Many2one(index="btree_not_null")
    supplier_lot = fields.Char(
        "Supplier's lot",
        compute="_compute_supplier_lot",
        store=True,
        readonly=False,
        help="The lot number printed by the supplier; kept on the lot received.",
        groups="base.group_user",
    )

    @api.depends("lot_id")
    def _compute_supplier_lot(self):
        for line in self.filtered("lot_id.supplier_lot"):
            if not line.supplier_lot and line._maker_is_receipt():
                line.supplier_lot = line.lot_id.supplier_lot

    def _maker_is_receipt(self):
        return self.location_id.usage == "supplier"

    def _maker_supplier(self):
        partner = self.move_id.picking_id.partner_id or self.move_id.partner_id
        return partner.commercial_partner_id

    def _prepare_new_lot_vals(self):
        vals = super()._prepare_new_lot_vals()
        if self._maker_is_receipt():
            vals["supplier_lot"] = self.supplier_lot
            vals["supplier_id"] = self._maker_supplier().id
        return vals

    def _maker_fill_lot_names(self):
        """Name the new lots of receipt lines that have none.

        By the product's pattern; else after the supplier's lot, if that is known.
        """
        for line in self:
            if (
                line.tracking == "lot"
                and not line.lot_id
                and not line.lot_name
                and line.picking_type_id.use_create_lots
                and line._maker_is_receipt()
            ):
                line.lot_name = line._maker_new_lot_name()

    def _maker_new_lot_name(self):
        """A lot name no other lot of the product has, or False."""
        taken = set((self.move_id.picking_id.move_line_ids - self).mapped("lot_name"))
        name = self.product_id._maker_next_lot_name(taken - {False})
        base = (self.supplier_lot or "").strip()
        if name or not base:
            return name
        taken.update(
            self.env["stock.lot"]
            .search([("product_id", "=", self.product_id.id), ("name", "like", base)])
            .mapped("name")
        )
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        return name

    def _action_done(self):
        self._maker_fill_lot_names()
        self._maker_check_supplier_lots()
        tracked = self.filtered(
            lambda line: line.tracking != "none" or line.lot_id or line.lot_name
        )
        res = super()._action_done()
        if not tracked:
            return res
        done = tracked.exists()
        # after Odoo's part: it is there that a lot typed by its name is found
        done._maker_check_usable_lots()
        done._maker_note_supplier()
        done.move_id._maker_tell_allowed()
        return res

    def _maker_lot_before_receipt(self):
        """The lot this line will add to, when it exists already."""
        if self.lot_id or not self.lot_name:
            return self.lot_id
        return self.env["stock.lot"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("name", "=", self.lot_name),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )

    def _maker_check_supplier_lots(self):
        """One of our lots never mixes two lots of suppliers.

        :raises UserError: naming each lot, what it holds, and what to do
        """
        errors = []
        named = {}
        for line in self.filtered(
            lambda line: line.supplier_lot and line._maker_is_receipt()
        ):
            lot = line._maker_lot_before_receipt()
            key = (line.product_id, lot.name or line.lot_name)
            other = lot.supplier_lot or named.setdefault(key, line.supplier_lot)
            if key[1] and other != line.supplier_lot:
                errors.append(
                    self.env._(
                        "- %(product)s: lot %(lot)s holds supplier lot %(old)s, "
                        "so %(new)s needs a lot name of its own.",
                        product=line.product_id.display_name,
                        lot=key[1],
                        old=other,
                        new=line.supplier_lot,
                    )
                )
        if errors:
            raise UserError(
                self.env._("Two supplier lots would be mixed:")
                + "\n"
                + "\n".join(errors)
            )

    def _maker_note_supplier(self):
        for line in self.filtered(
            lambda line: line.lot_id and line._maker_is_receipt()
        ):
            lot = line.lot_id
            vals = {}
            if line.supplier_lot and not lot.supplier_lot:
                vals["supplier_lot"] = line.supplier_lot
            if not lot.supplier_id and line._maker_supplier():
                vals["supplier_id"] = line._maker_supplier().id
            if vals:
                lot.write(vals)
