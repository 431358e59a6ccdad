from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.maker_mrp.trusted import DATE, trusted


class ProductProduct(models.Model):
    """Names of a product's next lots; stopped lots are not free."""

    _inherit = "product.product"

    @api.onchange("tracking")
    def _onchange_tracking(self):
        """Odoo sends people to a count; here stock is given a lot where it lies."""
        res = super()._onchange_tracking()
        if res and "lot" in self.mapped("tracking"):
            res["warning"]["message"] = self.env._(
                "What is in stock has no lot yet. After saving, give it one under "
                "Stock ▸ Stock without a lot."
            )
        return res

    def _maker_lot_pattern(self, made=False):
        """How lots of this product are named: its own pattern or its category's.

        :param made: also by the day, where neither they nor a sequence of the
            product's own say anything: a bare number tells nobody what a batch is
        """
        self.ensure_one()
        pattern = self.lot_pattern_id or self.categ_id._maker_lot_pattern()
        if pattern or not made or self._maker_has_own_sequence():
            return pattern
        daily = self.env.ref("maker_lot_trace.lot_pattern_day", False)
        return daily.filtered("active") if daily else pattern

    def _maker_has_own_sequence(self):
        """Whether somebody chose how Odoo numbers lots of this product."""
        common = self.env.ref("stock.sequence_production_lots", False)
        return bool(self.lot_sequence_id) and self.lot_sequence_id != common

    def _maker_next_lot_name(self, taken=(), made=False):
        """The next lot name by the pattern, or False without a pattern."""
        pattern = self._maker_lot_pattern(made)
        if not pattern:
            return False
        moment = trusted(self.env.context, DATE) or fields.Datetime.now()
        day = self.env.company._maker_day(moment)
        return pattern._next_name(self, day, taken)

    def _compute_quantities_dict(
        self, lot_id, owner_id, package_id, from_date=False, to_date=False
    ):
        res = super()._compute_quantities_dict(
            lot_id, owner_id, package_id, from_date=from_date, to_date=to_date
        )
        kept_back = self._maker_kept_back(lot_id, owner_id, package_id, to_date)
        for product in self.filtered(lambda product: product._origin.id in kept_back):
            quantities = res[product.id]
            for name in ("free_qty", "virtual_available"):
                quantities[name] = product.uom_id.round(
                    quantities[name] - kept_back[product._origin.id]
                )
        return res

    def _maker_kept_back(self, lot_id, owner_id, package_id, to_date):
        """Unreserved stock of lots that are held, unready or just expired.

        Odoo itself leaves out lots past their removal date at the start of the
        day (or at ``to_date``), so those are not counted here.

        :return: ``{product_id: quantity}``
        """
        now = fields.Datetime.now()
        at = fields.Datetime.to_datetime(to_date) or now
        tracked = self._origin.filtered(lambda product: product.tracking != "none")
        if at < now or not tracked:
            return {}
        counted = self.env.context.get("to_date") or fields.Date.context_today(self)
        lots = self.env["stock.lot"]
        domain = (
            Domain("product_id", "in", tracked.ids)
            & Domain(self._get_domain_locations()[0])
            & Domain("lot_id", "any", lots._maker_unavailable_domain(at))
            & (
                Domain("removal_date", "=", False)
                | Domain("removal_date", ">", counted)
            )
        )
        for name, value in (
            ("lot_id", lot_id),
            ("owner_id", owner_id),
            ("package_id", package_id),
        ):
            if value is not None:
                domain &= Domain(name, "=", value)
        if "owners" in self.env.context:
            domain &= Domain("owner_id", "in", self.env.context["owners"] or [False])
        # quantities are for everybody who reads products, lots are not
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                domain, ["product_id"], ["quantity:sum", "reserved_quantity:sum"]
            )
        )
        return {product.id: held - reserved for product, held, reserved in groups}
