from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import split_every

PER_RUN = 500


class MakerChannelOrderPrivacyMixin(models.AbstractModel):
    """Buyers are known only as long as the channel's setting says."""

    _name = "maker.channel.order.privacy.mixin"
    _description = "Forgetting the buyer of a channel order"

    forgotten_at = fields.Datetime(
        string="Buyer forgotten",
        readonly=True,
        copy=False,
        help="Name, address and words of the buyer were removed then. What was "
        "sold, for how much, and from which lot stays.",
    )

    @api.model
    def _cron_forget(self):
        """Forget the buyers of orders that are older than their channel allows.

        :return: number of orders forgotten
        """
        total = 0
        channels = self.env["maker.channel"].with_context(active_test=False)
        for channel in channels.search([("keep_days", ">", 0)]):
            until = fields.Datetime.now() - timedelta(days=channel.keep_days)
            old = self.search(
                [
                    ("channel_id", "=", channel.id),
                    ("forgotten_at", "=", False),
                    ("ordered_at", "<", until),
                ],
                order="ordered_at",
            )
            for some in split_every(PER_RUN, old.ids, self.browse):
                some.filtered("payload").payload = False
                settled = some.filtered(lambda order: order._settled())
                settled._forget()
                total += len(settled)
        return total

    def _settled(self):
        """Nothing of this order has to be made, sent, received or asked any more."""
        self.ensure_one()
        sale = self.sale_order_id
        if not sale:
            return self.state in ("skipped", "cancelled")
        if sale.state == "cancel":
            return True
        return sale.state == "sale" and all(
            picking.state in ("done", "cancel") for picking in sale.picking_ids
        )

    def _forget(self):
        """Remove what tells who bought these orders, and leave what was sold."""
        sales = self.sale_order_id
        self.forgotten_at = fields.Datetime.now()
        self.activity_ids.unlink()
        sales.write({"note": False})
        for line in sales.order_line.filtered("maker_personalisation"):
            line.name = line.name.replace(line.maker_personalisation, "").strip()
            line.maker_personalisation = False
        runs = self.env["mrp.production"].search(
            [("sale_line_id", "in", sales.order_line.ids)]
        )
        runs.write({"product_description_variants": False})
        buyers = sales.partner_id | sales.partner_invoice_id | sales.partner_shipping_id
        self._forget_letters(sales, buyers)
        buyers._maker_forget()

    @api.model
    def _forget_letters(self, sales, buyers):
        """Remove what was written to the buyers, or by them, about these orders."""
        # sudo: messages are their authors' own, whoever runs the job
        letters = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", "sale.order"),
                    ("res_id", "in", sales.ids),
                    "|",
                    ("author_id", "in", buyers.ids),
                    ("partner_ids", "in", buyers.ids),
                ]
            )
        )
        letters.unlink()
