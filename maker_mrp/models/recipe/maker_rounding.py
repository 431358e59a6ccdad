from odoo import fields, models

from ...flags import KEEP_PAGE
from ...public import only_for


class MakerRounding(models.AbstractModel):
    """Tells what is taken from stock in place of what is needed."""

    _name = "maker.rounding"
    _description = "What rounding changes"

    rounding_notes = fields.Text(
        string="Taken otherwise",
        compute="_compute_rounding_notes",
        help="Where stock cannot be taken as exactly as it is needed: quantities are "
        "kept with as many digits as Odoo's unit precision says.",
        groups="base.group_user",
    )
    rounding_digits = fields.Integer(
        string="Digits that would be enough",
        compute="_compute_rounding_notes",
        groups="base.group_user",
    )

    def _compute_rounding_notes(self):
        for record in self:
            parts = record._maker_rounding_parts()
            record.rounding_notes = "\n".join(words for words, _digits in parts)
            record.rounding_digits = max((part[1] for part in parts), default=0)

    def _maker_rounding_parts(self):
        """What is taken otherwise than needed, and the digits that would mend it.

        :return: list of (sentence, number of digits or 0)
        """
        return []

    @only_for("base.group_user")
    def action_maker_raise_precision(self):
        """Open the page where an administrator raises the unit precision."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "maker_mrp.maker_unit_precision_action"
        )
        return {
            **action,
            "context": {
                "default_digits": self.rounding_digits,
                KEEP_PAGE: True,
            },
        }
