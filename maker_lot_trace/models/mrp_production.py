from datetime import timedelta

from odoo import fields, models

from odoo.addons.maker_mrp.public import only_for
from odoo.addons.maker_mrp.trusted import DATE, trust, trusted


class MrpProduction(models.Model):
    """Runs name and date the lots they make."""

    _inherit = "mrp.production"

    @only_for("base.group_user")
    def action_maker_lot_labels(self):
        """Print the labels of the lots these runs made."""
        return self.env.ref("maker_lot_trace.lot_label_report").report_action(
            self.lot_producing_ids, config=False
        )

    def pre_button_mark_done(self):
        # Before the question about expired lots, which cannot be answered yes here.
        self.move_raw_ids._maker_check_usable_lots(picked_only=False)
        return super().pre_button_mark_done()

    def _prepare_stock_lot_values(self):
        values = super()._prepare_stock_lot_values()
        by_day = self.company_id._maker_rules_hold()
        name = self.product_id._maker_next_lot_name(made=by_day)
        return {**values, "name": name} if name else values

    def _maker_finished_lots(self, result):
        dated = self.with_context(**trust(DATE, result.moment))
        lots = super(MrpProduction, dated)._maker_finished_lots(result)
        return lots.with_env(self.env)

    def _post_inventory(self, cancel_backorder=False):
        res = super()._post_inventory(cancel_backorder=cancel_backorder)
        for run in self:
            run._maker_date_finished_lots()
        return res

    def _maker_date_finished_lots(self):
        """Set when the lots made are ready, and that they expire with a material."""
        made = self.move_finished_ids.filtered(
            lambda move: (
                move.state == "done"
                and (move.product_id.cure_days or move.product_id.expiry_from_materials)
            )
        )
        if not made:
            return
        used = self.move_raw_ids.filtered(lambda move: move.state == "done")
        expiry = min(
            filter(None, used.move_line_ids.lot_id.mapped("expiration_date")),
            default=False,
        )
        moment = trusted(self.env.context, DATE) or fields.Datetime.now()
        for lot in made.move_line_ids.lot_id:
            product = lot.product_id
            ready = moment + timedelta(days=product.cure_days)
            if product.cure_days and (not lot.ready_date or lot.ready_date < ready):
                lot.sudo().ready_date = ready  # the run dates its lots, no person
            if (
                product.expiry_from_materials
                and product.use_expiration_date
                and expiry
                and (not lot.expiration_date or lot.expiration_date > expiry)
            ):
                lot.sudo().expiration_date = expiry  # the run, no person
