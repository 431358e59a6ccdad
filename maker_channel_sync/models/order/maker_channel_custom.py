from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class MakerChannelCustom(models.Model):
    """An item of an order that no listing stands for.

    A person may say which product it is; the order remembers that.
    """

    _name = "maker.channel.custom"
    _description = "Custom item of a channel order"
    _rec_name = "title"
    _check_company_auto = True

    order_id = fields.Many2one(
        "maker.channel.order",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    key = fields.Char(string="Line there", required=True, readonly=True)
    title = fields.Char(string="Item there", required=True, readonly=True)
    product_id = fields.Many2one(
        "product.product",
        string="Our product",
        check_company=True,
        domain=[("type", "=", "consu")],
    )
    units = fields.Float(
        string="Units each",
        default=1.0,
        required=True,
        digits="Product Unit",
        help="How many of our product one of this item takes from stock.",
    )

    _key_uniq = models.Constraint(
        "unique(order_id, key)", "This item of the order is already known."
    )
    _units_check = models.Constraint(
        "CHECK(units > 0)", "An item is at least some of our product."
    )

    def write(self, vals):
        result = super().write(vals)
        if {"product_id", "units"} & vals.keys():
            for item in self:
                item._apply()
        return result

    def _apply(self):
        """Sell the product that was told instead of what stood for the item."""
        self.ensure_one()
        # sudo: sale orders of shops are written by the import, not by people; who
        # may write this row may say what is in its order
        item = self.sudo()
        order = item.order_id
        line = order._sale_lines().get(self.key)
        if not line or line.product_id == item._wanted_product(order):
            return
        if line.qty_delivered or line.invoice_lines or line.order_id.locked:
            raise UserError(
                self.env._(
                    "%(title)s of order %(name)s has left or stands on an invoice: "
                    "correct that first.",
                    title=self.title,
                    name=order.name,
                )
            )
        before = order._promised()
        item._replace(line)
        order._look_for_oversell(before)
        order.sale_order_id._maker_reserve()

    def _wanted_product(self, order):
        builder = self.env["maker.channel.order.builder"]
        return self.product_id or builder._service(order.channel_id, "custom")

    def _replace(self, line):
        """A new line with the money of the old one, which sells nothing any more."""
        items = line.product_uom_qty / line._maker_pack()
        product = self._wanted_product(self.order_id)
        units = self.units if self.product_id else 1.0
        amount = line.price_unit * line.product_uom_qty
        quantity = items * units
        values = {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "name": line.name,
            "product_uom_qty": quantity,
            "price_unit": amount / quantity if quantity else line.price_unit,
            "discount": line.discount,
            "maker_price_told": True,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            "maker_personalisation": line.maker_personalisation,
            "maker_channel_line": line.maker_channel_line,
            "maker_custom_units": units,
        }
        if extra := line.extra_tax_data:
            values["extra_tax_data"] = {
                **extra,
                "quantity": quantity,
                "price_unit": values["price_unit"],
            }
        line.write({"maker_channel_line": False, "maker_price_told": True})
        line._maker_order_units(0.0)
        line.order_id.write({"order_line": [Command.create(values)]})
        order = self.order_id
        hints = order.hints or {}
        if "told" in hints:
            price = [values["price_unit"], values["discount"]]
            order.hints = {**hints, "told": {**hints["told"], self.key: price}}
