from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..public import only_for
from ..stock_facts import Outlook


class MakerShoppingLine(models.TransientModel):
    """What to buy, by vendor: made anew each time the list is opened."""

    _name = "maker.shopping.line"
    _description = "Shopping list"
    _order = "partner_id, product_id"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", required=True)
    rule_id = fields.Many2one("stock.warehouse.orderpoint", "Reorder rule")
    product_id = fields.Many2one("product.product", required=True)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Stock unit")
    offer_id = fields.Many2one("product.supplierinfo")
    partner_id = fields.Many2one("res.partner", "Vendor")
    on_hand = fields.Float("In stock", digits="Product Unit")
    on_the_way = fields.Float(
        "On the way",
        digits="Product Unit",
        help="On confirmed orders, not received yet.",
    )
    promised = fields.Float(
        digits="Product Unit", help="Needed by confirmed orders and planned runs."
    )
    drafted = fields.Float(
        "In draft orders",
        digits="Product Unit",
        help="On draft purchases already; not listed again.",
    )
    level = fields.Float(
        "Order at", digits="Product Unit", help="The level of the reorder rule."
    )
    needed = fields.Float(
        digits="Product Unit", help="What is short, in the unit the stock is kept in."
    )
    quantity = fields.Float(
        "Buy",
        digits="Product Unit",
        help="In the vendor's unit. Change it as you like.",
    )
    uom_id = fields.Many2one("uom.uom", "Vendor's unit")
    currency_id = fields.Many2one("res.currency")
    price_unit = fields.Monetary("Price")
    amount = fields.Monetary(compute="_compute_amount")

    @api.depends("quantity", "price_unit")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line.price_unit

    @api.model
    @only_for("base.group_user")
    def action_open(self):
        """Make the list anew and show it."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        company = self.env.company
        low = self.env["stock.warehouse.orderpoint"].search(
            [("company_id", "=", company.id), ("maker_is_low", "=", True)]
        )
        low = low.filtered(lambda rule: rule.maker_to_order > 0)
        bought = low.filtered(lambda rule: rule._maker_is_bought())
        outlooks = bought._maker_outlooks(rule._maker_place() for rule in bought)
        self.create(
            [self._from_rule(rule, outlooks) for rule in bought]
            + self._without_rule(company)
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.maker_shopping_line_action"
        )

    @only_for("base.group_user")
    def action_draft_orders(self):
        """Put the chosen lines on draft orders, one a vendor, and show these."""
        missing = self.filtered(lambda line: not line.offer_id)
        if missing:
            raise UserError(
                self.env._(
                    "Nobody sells these to you yet: %(products)s. Add a vendor on the "
                    "product's Purchase tab, or leave them out.",
                    products=", ".join(missing.product_id.mapped("display_name")),
                )
            )
        wanted = self.filtered(lambda line: line.quantity > 0)
        self.env["stock.rule"].run([line._procurement() for line in wanted])
        lines = self.env["purchase.order.line"].search(
            [
                ("product_id", "in", wanted.product_id.ids),
                ("partner_id", "in", wanted.partner_id.ids),
                ("state", "=", "draft"),
            ]
        )
        self.unlink()
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_rfq")
        return {**action, "context": {}, "domain": [("id", "in", lines.order_id.ids)]}

    @api.model
    def _from_rule(self, rule, outlooks):
        offer = rule._maker_offer(rule.maker_to_order)
        product = rule.product_id.with_context(location=rule.location_id.id)
        pack = rule.replenishment_uom_id
        outlook = outlooks.get(rule._maker_place(), Outlook())
        return {
            **self._line(product, offer, rule.maker_to_order, outlook, pack),
            "company_id": rule.company_id.id,
            "rule_id": rule.id,
            "drafted": rule.maker_drafted,
            "level": rule.maker_level,
        }

    @api.model
    def _without_rule(self, company):
        """What confirmed orders and runs lack and no rule looks after."""
        location = company._maker_require_warehouse().lot_stock_id
        ruled = self.env["stock.warehouse.orderpoint"]._search(
            [("company_id", "=", company.id)]
        )
        uncovered = self.env["product.product"]._search(
            [
                ("is_storable", "=", True),
                ("purchase_ok", "=", True),
                ("is_kits", "=", False),
                ("id", "not in", ruled.subselect("product_id")),
                ("company_id", "in", (False, company.id)),
            ]
        )
        outlooks = self.env["stock.quant"]._maker_outlooks(
            uncovered.select("product_product.id", SQL("%s", location.id))
        )
        lacking = {
            product: outlook
            for (product, _location), outlook in outlooks.items()
            if outlook.forecast < 0
        }
        products = self.env["product.product"].browse(lacking)
        products = products.with_context(location=location.id)
        drafted, _by_warehouse = products._get_quantity_in_progress(location.ids)
        offers = self.env["product.supplierinfo"]
        lines = []
        for product in products:
            waiting = drafted.get((product.id, location.id), 0.0)
            short = -lacking[product.id].forecast - waiting
            if product.uom_id.compare(short, 0) <= 0:
                continue
            offer = offers._maker_offer_for(product, short, company)
            if offer or not product._maker_is_made():
                line = self._line(product, offer, short, lacking[product.id])
                lines.append({**line, "company_id": company.id, "drafted": waiting})
        return lines

    @api.model
    def _line(self, product, offer, needed, outlook, pack=None):
        return {
            "product_id": product.id,
            "offer_id": offer.id,
            "partner_id": offer.partner_id.id,
            "on_hand": product.qty_available,
            "on_the_way": outlook.coming,
            "promised": outlook.promised,
            "needed": needed,
            "quantity": offer._maker_units_for(product, needed, pack),
            "uom_id": offer._maker_unit(product).id,
            "price_unit": offer.price,
            "currency_id": (offer.currency_id or self.env.company.currency_id).id,
        }

    def _procurement(self):
        self.ensure_one()
        origin = self.env._("Shopping list")
        if self.rule_id:
            return self.rule_id._maker_procurement(self.offer_id, self.quantity, origin)
        return self.offer_id._maker_procurement(
            self.product_id,
            self.quantity,
            origin,
            self.company_id._maker_require_warehouse().lot_stock_id,
        )
