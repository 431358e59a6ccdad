from odoo import fields, models


class ProductTemplate(models.Model):
    """Lot pattern, curing and expiry of what is made."""

    _inherit = "product.template"

    lot_pattern_id = fields.Many2one(
        "maker.lot.pattern",
        "Lot pattern",
        help="How new lots are named. Empty: as the category says, else what is made "
        "by its day, and what is bought by Odoo's own sequence.",
        groups="base.group_user",
    )
    cure_days = fields.Integer(
        "Cures for (days)",
        help="Soap, resin, spirits: how long a finished lot rests before it can be "
        "sold or used. Listings rise by themselves on the day.",
        groups="base.group_user",
    )
    expiry_from_materials = fields.Boolean(
        "Expires with its materials",
        help="A finished lot expires no later than the first of the material lots in "
        "it.",
        groups="base.group_user",
    )

    _cure_days_positive = models.Constraint(
        "CHECK(cure_days >= 0)", "A lot cannot cure for less than 0 days."
    )
