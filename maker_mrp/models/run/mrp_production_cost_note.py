from odoo import api, fields, models


class MrpProduction(models.Model):
    """Tells on a finished run what its cost leaves out."""

    _inherit = "mrp.production"

    maker_cost_note = fields.Text(
        "About its cost",
        compute="_compute_maker_cost_note",
        help="Why what was made cost less than what went into it.",
        groups="base.group_user",
    )

    @api.depends("state", "move_finished_ids.value", "move_raw_ids.value")
    def _compute_maker_cost_note(self):
        for run in self:
            done = run.state == "done"
            run.maker_cost_note = "\n".join(run._maker_cost_sentences() if done else [])

    def _maker_cost_sentences(self):
        self.ensure_one()
        sentences = []
        currency = self.company_id.currency_id
        used = self.move_raw_ids.filtered(lambda move: move.state == "done")
        made = self.move_finished_ids.filtered(
            lambda move: move.state == "done" and move.product_id == self.product_id
        )
        spent = sum(used.mapped("value"))
        if made and currency.is_zero(sum(made.mapped("value"))) and spent:
            sentences.append(
                self.env._(
                    "Materials of %(spent)s went in, and what was made is worth "
                    "nothing.",
                    spent=currency.format(spent),
                )
            )
            product = self.product_id.with_company(self.company_id)
            if product._maker_comes_in_at_nothing():
                sentences.append(product._maker_standard_sentence())
        free = used.filtered(
            lambda move: (
                move.product_id.maker_must_cost
                and not move.product_uom.is_zero(move.quantity)
                and currency.is_zero(move.value)
                and not move.product_id.with_company(self.company_id).standard_price
            )
        )
        if free:
            sentences.append(
                self.env._(
                    "%(materials)s: used at no cost, for none was known.",
                    materials=", ".join(free.product_id.mapped("display_name")),
                )
            )
        unpaid = self.workorder_ids.filtered(
            lambda order: order.duration and not order._cal_cost()
        ).workcenter_id
        if unpaid:
            sentences.append(
                self.env._(
                    "%(places)s: an hour costs nothing, so the minutes of this run "
                    "are not in its cost.",
                    places=", ".join(unpaid.mapped("display_name")),
                )
            )
        return sentences
