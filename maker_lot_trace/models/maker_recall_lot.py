from odoo import fields, models

TIERS = [("certain", "Certain"), ("possible", "Possible")]


class MakerRecallLot(models.Model):
    """A lot that a recall reaches, and how much of it is accounted for."""

    _name = "maker.recall.lot"
    _description = "Lot affected by a recall"
    _order = "level, id"
    _check_company_auto = True

    recall_id = fields.Many2one(
        "maker.recall", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="recall_id.company_id", store=True, index=True)
    lot_id = fields.Many2one("stock.lot", required=True, check_company=True)
    product_id = fields.Many2one(related="lot_id.product_id")
    unit_id = fields.Many2one(related="lot_id.product_uom_id", string="Unit")
    maker_hold = fields.Selection(related="lot_id.maker_hold")
    is_suspect = fields.Boolean("Suspected", help="The recall started with this lot.")
    tier = fields.Selection(
        TIERS,
        "Certainty",
        help="Possible: the lot was not written down, but was in stock at the time.",
    )
    level = fields.Integer("Steps away")
    came_in = fields.Float("Came in", help="Received, made or found by counting.")
    used = fields.Float("Used in runs")
    shipped = fields.Float(help="To customers, less what came back.")
    lost = fields.Float(help="Scrapped or counted off.")
    on_hand = fields.Float("In stock")
    difference = fields.Float("Unaccounted")
    accounted_pct = fields.Float("Accounted for (%)")

    _lot_once = models.Constraint(
        "unique(recall_id, lot_id)", "A lot is listed once in a recall."
    )
