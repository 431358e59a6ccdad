import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.stock.models.stock_rule import ProcurementException

from ...public import only_for
from ...tools import format_quantity

_logger = logging.getLogger(__name__)


class StockWarehouseOrderpoint(models.Model):
    """Levels by policy: who is asked, from whom, and when."""

    _name = "stock.warehouse.orderpoint"
    _inherit = ("stock.warehouse.orderpoint", "maker.reorder.levels")

    maker_policy = fields.Selection(
        selection=lambda self: (
            self.env["res.company"]._fields["maker_reorder_policy"].selection
        ),
        default=lambda self: self.env.company.maker_reorder_policy,
        required=True,
        string="Policy",
        help="My own minimum: you set Min and Max, Maker warns you.\n"
        "Warn me: Maker works the levels out from what you used.\n"
        "Also draft the purchase: and puts what is short on the vendor's draft order.",
        groups="base.group_user",
    )
    maker_level = fields.Float(
        string="Order at",
        digits="Product Unit",
        compute="_compute_maker_level",
        store=True,
        help="Maker warns when the forecast falls under this level.",
        groups="base.group_user",
    )
    maker_shortage_text = fields.Char(
        compute="_compute_maker_shortage_text", groups="base.group_user"
    )
    maker_alerted = fields.Boolean(copy=False, readonly=True, groups="base.group_user")
    maker_temporary = fields.Boolean(
        copy=False,
        readonly=True,
        help="Made by Odoo's replenishment page for one shortage, gone when filled.",
        groups="base.group_user",
    )
    maker_vendor_id = fields.Many2one(
        "res.partner",
        string="Vendor",
        compute="_compute_maker_vendor_id",
        groups="base.group_user",
    )

    @api.depends(
        "maker_policy",
        "product_min_qty",
        "maker_reorder_point",
        "maker_safety_stock",
        "company_id.maker_safety_in_level",
    )
    def _compute_maker_level(self):
        for rule in self:
            level = rule.maker_reorder_point
            if rule.company_id.maker_safety_in_level:
                level += rule.maker_safety_stock
            # A product without any history falls back on what its owner typed.
            if rule.maker_policy == "manual" or level <= 0:
                level = rule.product_min_qty
            rule.maker_level = level

    @api.depends("product_id", "supplier_id", "product_id.seller_ids")
    def _compute_maker_vendor_id(self):
        for rule in self:
            rule.maker_vendor_id = rule._maker_offer(0.0).partner_id

    @api.depends("maker_forecast", "maker_level", "maker_drafted")
    def _compute_maker_shortage_text(self):
        for rule in self:
            unit = rule.product_uom
            rule.maker_shortage_text = self.env._(
                "%(place)s: forecast %(forecast)s %(unit)s, order at %(level)s "
                "%(unit)s, in draft orders %(drafted)s %(unit)s, vendor %(vendor)s.",
                place=rule.location_id.display_name,
                forecast=format_quantity(self.env, rule.maker_forecast),
                level=format_quantity(self.env, rule.maker_level),
                drafted=format_quantity(self.env, rule.maker_drafted),
                unit=unit.name,
                vendor=rule.maker_vendor_id.display_name or self.env._("unknown"),
            )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        # where Odoo works as without Maker, the levels come with the night's
        rules.filtered(
            lambda rule: rule.company_id._maker_rules_hold()
        )._maker_refresh()
        return rules

    @api.model
    def _get_orderpoint_values(self, product, location):
        values = super()._get_orderpoint_values(product, location)
        return {**values, "maker_temporary": True, "maker_policy": "manual"}

    @api.autovacuum
    def _unlink_processed_orderpoints(self):
        # Odoo takes every manual rule the system made for a passing one, also those
        # an import or a scheduled action made to stay.
        passing = [("maker_temporary", "=", True)]
        if self.ids:
            passing.append(("id", "in", self.ids))
        rules = self.with_context(active_test=False).search(passing)
        if not rules:
            return rules
        return super(StockWarehouseOrderpoint, rules)._unlink_processed_orderpoints()

    @only_for("base.group_user")
    def action_maker_refresh(self):
        """Work the levels out again, now, and act on them."""
        self._maker_refresh()
        self.sudo()._maker_check_levels()  # alerts are raised for other people

    @only_for("base.group_user")
    def action_maker_order(self):
        """Put what is short on the vendors' draft orders and show these."""
        # Odoo drafts purchases for anybody who may ask; readers may not.
        self.check_access("write")
        unsold = self.filtered(lambda r: r.maker_to_order > 0 and not r.maker_vendor_id)
        if unsold:
            raise UserError(
                self.env._(
                    "Nobody sells these to you yet: %(products)s. Add a vendor and "
                    "price on the product's Purchase tab, then order again.",
                    products=", ".join(unsold.product_id.mapped("display_name")),
                )
            )
        lines = self._maker_draft_purchases()
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_rfq")
        action.update(context={}, domain=[("id", "in", lines.order_id.ids)])
        if len(lines.order_id) == 1:
            action.update(
                res_id=lines.order_id.id, views=[(False, "form")], view_mode="form"
            )
        return action

    @api.model
    @only_for("base.group_user")
    def action_maker_add_missing(self):
        """Give every stocked material, component and supply a rule.

        :return: the action that shows the rules
        """
        warehouse = self.env.company._maker_require_warehouse()
        covered = self.with_context(active_test=False).search(
            [("company_id", "=", self.env.company.id)]
        )
        products = self.env["product.product"].search(
            [("is_storable", "=", True), ("id", "not in", covered.product_id.ids)]
        )
        products = products.filtered(lambda product: not product.is_kits)
        self.create(
            [
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "trigger": "manual",
                }
                for product in products
            ]
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.stock_warehouse_orderpoint_action"
        )

    @api.model
    def _cron_maker_refresh(self):
        for company in self.env["res.company"].search([("active", "=", True)]):
            rules = self.with_company(company).search([("company_id", "=", company.id)])
            rules._maker_refresh()
            rules._maker_check_levels()
            self.env["ir.cron"]._commit_progress(len(rules))

    def _maker_check_levels(self):
        """Raise and close alerts, and draft what is to be drafted.

        Looks at every rule of the products concerned, for a product is low when
        any of its rules is.

        :return: the alerts that are new
        """
        rules = self.search([("product_id", "in", self.product_id.ids)])
        low = rules.filtered("maker_is_low")
        alerts = self.env["maker.reorder.alert"]
        alerts._close_alerts(rules.product_id - low.product_id, rules - low)
        raised = alerts._raise_alerts(low)
        for company, of_company in low.grouped("company_id").items():
            automatic = of_company.with_company(company).filtered(
                lambda rule: (
                    rule.maker_policy == "auto"
                    and "buy" in rule.rule_ids.mapped("action")
                )
            )
            try:
                with self.env.cr.savepoint():
                    automatic._maker_draft_purchases(raise_user_error=False)
            except ProcurementException as problem:
                # The alert is there; what is wrong is said when a person orders.
                _logger.info("No draft purchase: %s", problem)
        return raised

    def _maker_levels_changed(self):
        """Give Odoo's own replenishment the same level, for it to agree."""
        if self.maker_policy != "auto" or self.maker_reorder_point <= 0:
            return
        unit = self.product_uom
        level, most = self.maker_level, max(self.maker_level, self.maker_max_level)
        if unit.compare(level, self.product_min_qty) or unit.compare(
            most, self.product_max_qty
        ):
            self.write({"product_min_qty": level, "product_max_qty": most})

    def _maker_stated_delay(self):
        """Days the vendor or else the recipe says it takes."""
        vendor = self._maker_offer(0.0)
        if vendor:
            return vendor.delay
        return self.product_id.bom_ids[:1].produce_delay

    def _maker_offer(self, needed):
        """The preferred vendor's price line that suits a quantity.

        :param needed: quantity in the product's unit
        :return: product.supplierinfo, the rule's own vendor first; empty when
            nobody sells it
        """
        self.ensure_one()
        if self.supplier_id or not self.product_id:
            return self.supplier_id
        return self.env["product.supplierinfo"]._maker_offer_for(
            self.product_id, needed, self.company_id
        )

    def _maker_is_bought(self):
        """Whether what is short is bought, not made."""
        self.ensure_one()
        return bool(self._maker_offer(0.0)) or not self.product_id._maker_is_made()

    def _maker_procurement(self, offer, units, origin):
        """What asks Odoo to draft ``units`` of the vendor's unit for this rule."""
        self.ensure_one()
        arrival = fields.Datetime.now() + timedelta(self.avg_lead_days)
        return offer._maker_procurement(
            self.product_id,
            units,
            origin,
            self.location_id,
            self._prepare_procurement_values(date=arrival),
        )

    def _maker_draft_purchases(self, raise_user_error=True):
        """Put what is short on the draft order of each product's vendor.

        In the vendor's unit, whole units, at least the vendor's minimum, one
        draft order per vendor. What is in a draft already is not ordered twice.

        :return: the purchase order lines that were added or raised
        """
        procurements = []
        for rule in self:
            offer = rule._maker_offer(rule.maker_to_order)
            if rule.maker_to_order > 0 and offer:
                units = offer._maker_units_for(
                    rule.product_id, rule.maker_to_order, rule.replenishment_uom_id
                )
                procurements.append(rule._maker_procurement(offer, units, rule.name))
        if procurements:
            self.env["stock.rule"].with_context(from_orderpoint=True).run(
                procurements, raise_user_error=raise_user_error
            )
        return self.env["purchase.order.line"].search(
            [("orderpoint_id", "in", self.ids), ("state", "=", "draft")]
        )
