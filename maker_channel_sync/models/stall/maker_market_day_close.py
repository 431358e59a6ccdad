from odoo import Command, fields, models
from odoo.exceptions import UserError

from odoo.addons.maker_mrp.public import only_for


class MakerMarketDay(models.Model):
    """The end of a market day: what is missing, what comes back, what it cost."""

    _inherit = "maker.market.day"

    @only_for("base.group_user")
    def action_end_of_day(self):
        """Count what is left, then close."""
        self.ensure_one()
        if self.state == "closed":
            return True
        if self.state == "draft":
            raise UserError(
                self.env._("Nothing was packed for %s yet.", self.display_name)
            )
        closing = self.env["maker.market.close"].create(
            {
                "day_id": self.id,
                "line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "expected_qty": line.left_qty,
                            "counted_qty": max(line.left_qty, 0.0),
                        }
                    )
                    for line in self.line_ids
                    if line.packed_qty or line.sold_qty
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End of day"),
            "res_model": "maker.market.close",
            "res_id": closing.id,
            "view_mode": "form",
            "target": "new",
        }

    def _close(self, counts=None):
        """Bring back what is left, book what is missing, count the day's supplies.

        Does nothing on a closed day, so that pressing twice closes once.

        :param counts: ``{product: (counted quantity, reason)}``; what is not in it
            is as many as the sales leave
        """
        self.ensure_one()
        self._lock()
        if self.state == "closed":
            return
        self._settle_sales()
        differences = self._differences(counts or {})
        for line, (missing, reason) in differences.items():
            self._adjust(line, missing, reason)
        self.invalidate_recordset()
        self.line_ids.invalidate_recordset()
        back = {
            line.product_id: line.left_qty
            for line in self.line_ids
            if line.uom_id.compare(line.left_qty, 0) > 0
        }
        if back:
            shelf = self.warehouse_id.lot_stock_id
            self._transfer(back, self._stall(), shelf, forced=True)
        self._use_supplies()
        self._move_on(state="closed", closed_at=fields.Datetime.now())

    def _settle_sales(self):
        """Try once more what could not be booked; a day with such sales stays open."""
        waiting = self.sale_ids.filtered(lambda sale: sale.state == "problem")
        waiting.action_retry()
        stuck = waiting.filtered(lambda sale: sale.state == "problem")
        if stuck:
            raise UserError(
                self.env._(
                    "These sales could not be booked. Mend what is said, or leave "
                    "them out, then close the day:\n%s",
                    "\n".join(
                        f"- {sale.currency_id.format(sale.total)}: {sale.problem}"
                        for sale in stuck
                    ),
                )
            )
        self.line_ids.invalidate_recordset()

    def _differences(self, counts):
        """``{line: (missing, reason)}``, validated whole."""
        differences, errors = {}, []
        lines = self._lines_of(self._moves().product_id)
        for product, line in lines.items():
            counted, reason = counts.get(product, (None, None))
            if counted is None:
                counted = max(line.left_qty, 0.0)
            name, compare = product.display_name, line.uom_id.compare
            if compare(counted, 0) < 0:
                errors.append(
                    self.env._("%(name)s: less than nothing cannot be left.", name=name)
                )
            if not compare(counted, line.left_qty):
                continue
            if compare(counted, line.left_qty) < 0 and not reason:
                errors.append(
                    self.env._(
                        "%(name)s: fewer are left than the sales leave. Say why.",
                        name=name,
                    )
                )
            differences[line] = (line.left_qty - counted, reason)
        if errors:
            raise UserError("\n".join(errors))
        return differences

    def _adjust(self, line, missing, reason):
        """Book what is missing at the stall as lost; less than 0 turned up."""
        product, stall = line.product_id, self._stall()
        outside = product.with_company(self.company_id).property_stock_inventory
        places = (stall, outside) if missing > 0 else (outside, stall)
        move = self.env["stock.move"].create(
            {
                **self._move_values(product, abs(missing), *places),
                "is_inventory": True,
                "maker_loss_reason_id": reason and reason.id,
            }
        )
        move._action_confirm(merge=False)
        if missing > 0:
            self._reserve_any_lot(move)
        if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0:
            move.quantity = move.product_uom_qty
        if product.tracking != "none":
            bare = move.move_line_ids.filtered(lambda one: not one.lot_id)
            bare.lot_id = self._lot_at_stall(product)
        move.picked = True
        move._action_done()

    def _lot_at_stall(self, product):
        """The lot a piece beyond the record most likely belongs to."""
        there = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "=", self._stall().id),
                ("quantity", ">", 0),
                ("lot_id", "!=", False),
            ],
            limit=1,
        )
        moved = self._moves().move_line_ids.filtered(
            lambda line: line.product_id == product and line.lot_id
        )
        return there.lot_id or moved.sorted("id", reverse=True)[:1].lot_id

    @only_for("base.group_user")
    def action_invoice(self):
        """One draft invoice of everything sold that has none yet."""
        self.ensure_one()
        orders = self.order_ids.filtered(lambda one: one.invoice_status == "to invoice")
        if not orders:
            raise UserError(
                self.env._("Everything sold on %s is invoiced.", self.display_name)
            )
        invoices = orders._create_invoices()
        invoices.invoice_date = self.date
        invoices.invoice_origin = self.display_name
        for invoice in invoices:
            invoiced = invoice.invoice_line_ids.sale_line_ids.order_id
            sales = self.sale_ids.filtered(
                lambda sale, invoiced=invoiced: sale.order_id in invoiced
            )
            # for whoever registers the payments; the customer does not read notes
            invoice.message_post(body=self._paid_words(sales))
        return self.order_ids.action_view_invoice(invoices=invoices)

    def _use_supplies(self):
        """Book what a market day takes of supplies, once a day of a company."""
        if self.use_ids:
            return
        # the drivers and what they book belong to the studio, not to the seller
        drivers = self.env["maker.supply.driver"].sudo()
        found = drivers.search(
            [
                ("company_id", "=", self.company_id.id),
                ("per", "=", "market_day"),
                ("date_from", "<=", self.date),
            ]
        )
        today = self.company_id._maker_today()
        uses = drivers._book([(driver, min(self.date, today), 1.0) for driver in found])
        uses.maker_market_day_id = self

    def _sold_at(self, text):
        """When a sale counts as made: between packing and now, whatever the phone's
        clock says."""
        now = fields.Datetime.now()
        moment = self.env["maker.stall.sale"]._moment(text)
        return min(max(moment, self.packed_at or moment), now)

    def _find_again(self, product, quantity):
        """Take back, from the losses of this day's count, what was sold after all.

        :return: how much was found, in the product's unit
        """
        line = self.line_ids.filtered(lambda line: line.product_id == product)
        found = min(quantity, max(line.lost_qty, 0.0)) if self.state == "closed" else 0
        if product.uom_id.compare(found, 0) <= 0:
            return 0.0
        self._adjust(line, -found, self.env["stock.scrap.reason.tag"])
        return found
