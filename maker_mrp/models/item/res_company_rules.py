from odoo import api, fields, models
from odoo.tools import SQL

from ...flags import SCREEN

#: what tells that a business used Odoo for its goods
HISTORY = (
    SQL("EXISTS (SELECT 1 FROM stock_move WHERE state NOT IN ('draft', 'cancel'))"),
    SQL("EXISTS (SELECT 1 FROM mrp_production WHERE state NOT IN ('draft', 'cancel'))"),
    SQL("EXISTS (SELECT 1 FROM mrp_bom)"),
)


class ResCompany(models.Model):
    """Where Maker's rules hold: everywhere, or in Maker's own screens only."""

    _inherit = "res.company"

    maker_rules = fields.Selection(
        [("screens", "In Maker's screens"), ("everywhere", "Everywhere")],
        string="Maker's rules hold",
        default="everywhere",
        required=True,
        help="Everywhere: what Maker refuses in its own screens is refused in Odoo's "
        "screens, too.\n"
        "In Maker's screens: elsewhere Odoo works as it does without Maker, and Maker "
        "only warns.\n"
        "Lots on hold, recalled or still curing, and periods closed in Maker, are "
        "kept to everywhere.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # a new branch or sister works as the company it is created from does
        rules = self.env.company._maker_rules() or "everywhere"
        return super().create([{"maker_rules": rules, **vals} for vals in vals_list])

    def _maker_rules(self):
        """Where the rules of this company hold, whoever asks."""
        # sudo: a rule is in force for people who may not read companies, too
        return self.sudo().maker_rules

    def _maker_rules_hold(self):
        """Whether what Maker refuses is refused here and now.

        Maker's own actions and flows say so by the context key ``flags.SCREEN``. It
        can only switch rules on: no caller gets past them by leaving out or adding
        a key where the company says “everywhere”.

        :return: True everywhere where the company wants that, else in Maker's
            screens; the current company's choice when ``self`` is empty
        """
        company = self or self.env.company
        if self.env.context.get(SCREEN):
            return True
        return all(one._maker_rules() == "everywhere" for one in company)

    @api.model
    def _maker_had_history(self):
        """Whether goods were moved or made, or recipes written, in this database.

        Of use while Maker is installed, before it has a history of its own.

        :return: True when any company has a history
        """
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT %s", SQL(" OR ").join(HISTORY)))
        return self.env.cr.fetchone()[0]
