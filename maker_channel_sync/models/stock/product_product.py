from odoo import api, fields, models
from odoo.tools import SQL


class ProductProduct(models.Model):
    """Its listings, and what waiting orders of shops keep back of it."""

    _inherit = "product.product"

    maker_listing_ids = fields.One2many(
        "maker.channel.listing",
        "product_id",
        groups="maker_mrp.group_user,maker_mrp.group_accountant",
    )

    @api.model
    def _maker_held(self, channel_id=None):
        """What orders that wait for a person or a payment would take, per product.

        :param channel_id: leave out what the orders of this channel hold and its
            shop has not taken yet: its own buyers must be able to pay for it
        :return: ``{product_id: quantity}``, kits as what they are made of
        """
        self.env["sale.order.line"].flush_model()
        self.env["sale.order"].flush_model(["state", "maker_channel_hold"])
        self.env["maker.channel.order"].flush_model()
        self.env["maker.channel.order.hold"].flush_model()
        waiting = dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT product_id, SUM(quantity) FROM (
                    SELECT line.product_id,
                           line.product_uom_qty * unit.factor / own.factor AS quantity
                      FROM sale_order_line line
                      JOIN sale_order sale ON sale.id = line.order_id
                      JOIN uom_uom unit ON unit.id = line.product_uom_id
                      JOIN product_product product ON product.id = line.product_id
                      JOIN product_template template
                        ON template.id = product.product_tmpl_id
                      JOIN uom_uom own ON own.id = template.uom_id
                     WHERE sale.maker_channel_hold
                       AND sale.state IN ('draft', 'sent')
                       AND sale.company_id = ANY(%(companies)s)
                       AND NOT EXISTS (
                           SELECT FROM maker_channel_order record
                            WHERE record.sale_order_id = sale.id
                              AND record.channel_id = %(channel)s
                              AND NOT record.taken)
                 UNION ALL
                    SELECT hold.product_id, hold.quantity
                      FROM maker_channel_order_hold hold
                      JOIN maker_channel_order record ON record.id = hold.order_id
                     WHERE record.company_id = ANY(%(companies)s)
                       AND (record.taken
                            OR record.channel_id IS DISTINCT FROM %(channel)s)
                ) kept
              GROUP BY product_id
                    """,
                    companies=self.env.companies.ids,
                    channel=channel_id,
                )
            )
        )
        held = {}
        kits = self.env["mrp.bom"]._maker_kits(self.browse(waiting)) if waiting else {}
        for product_id, quantity in waiting.items():
            for part_id, per_unit in kits.get(product_id, {product_id: 1.0}).items():
                held[part_id] = held.get(part_id, 0.0) + float(quantity) * per_unit
        return held

    def _maker_note_kept(self):
        """Have the shops look again at these products and what kits take of them."""
        changes = self.env["maker.channel.change"]
        if not self or not changes._listening():
            return
        kits = self.env["mrp.bom"]._maker_kits(self)
        parts = {part_id for kit in kits.values() for part_id in kit}
        changes._note({*self.ids, *parts})
