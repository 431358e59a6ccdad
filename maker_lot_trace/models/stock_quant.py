from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maker_mrp.trusted import trusted

from .. import lot_rules
from ..flags import USABLE_AT


class StockQuant(models.Model):
    """Stock of stopped lots is neither free nor reserved."""

    _inherit = "stock.quant"

    @api.model
    def _maker_free_conditions(self, at) -> list[SQL]:
        lots = self.env["stock.lot"]
        lots.flush_model(list(lots._maker_availability_fields()))
        return super()._maker_free_conditions(at) + [
            SQL(
                "NOT EXISTS (SELECT 1 FROM stock_lot unusable_lot"
                " WHERE unusable_lot.id = quant.lot_id AND %s)",
                lots._maker_unavailable_sql("unusable_lot", at),
            )
        ]

    def _get_gather_domain(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        at = trusted(self.env.context, USABLE_AT)
        if at and product_id.tracking != "none":
            unusable = self.env["stock.lot"]._maker_refused_domain(
                at, location_id.company_id
            )
            domain = Domain(domain) & (
                Domain("lot_id", "=", False) | Domain("lot_id", "not any", unusable)
            )
        return domain

    def _gather(self, product_id, location_id, *args, **kwargs):
        quants = super()._gather(product_id, location_id, *args, **kwargs)
        at = trusted(self.env.context, USABLE_AT)
        # A cache of quants, used for chained moves, knows nothing of the domain.
        if at and self.env.context.get("quants_cache") is not None:
            unusable = quants.lot_id._maker_refused(at, location_id.company_id)
            quants = quants.filtered(lambda quant: quant.lot_id not in unusable)
        return quants

    @api.depends(*lot_rules.depends("lot_id"))
    def _compute_available_quantity(self):
        res = super()._compute_available_quantity()
        for company, quants in self.filtered("lot_id").grouped("company_id").items():
            stopped = quants.lot_id._maker_refused(company=company)
            quants.filtered_domain(
                [("lot_id", "in", stopped.ids)]
            ).available_quantity = 0
        return res
