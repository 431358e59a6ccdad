from odoo import models

from odoo.addons.maker_mrp.flags import SCREEN
from odoo.addons.maker_mrp.trusted import DATE, trust


class MakerRunLog(models.TransientModel):
    """The next lot by its pattern, and its label once it is made."""

    _inherit = "maker.run.log"

    def _next_lot(self):
        known = super()._next_lot()
        if known or not self.product_id or self.product_id.tracking != "lot":
            return known
        moment = self.env["mrp.production"]._maker_moment(self.date)
        product = self.product_id.with_company(self.company_id)
        product = product.with_context(**trust(DATE, moment))
        # as the run will name it, which Maker finishes
        by_day = self.company_id.with_context(**{SCREEN: True})._maker_rules_hold()
        return product._maker_next_lot_name(made=by_day) or ""

    def _lot_notice(self, following):
        notice = super()._lot_notice(following)
        lots = self.run_id.lot_producing_ids
        if lots:
            notice["params"]["message"] += " · %s"
            notice["params"]["links"] = [
                {
                    "label": self.env._("Print labels"),
                    "url": lots._maker_label_url(),
                }
            ]
        return notice
