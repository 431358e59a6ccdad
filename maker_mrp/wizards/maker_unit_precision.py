from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..flags import KEEP_PAGE
from ..public import only_for
from ..recipe_math.quantities import MAX_DIGITS


class MakerUnitPrecision(models.TransientModel):
    _name = "maker.unit.precision"
    _description = "Digits with which quantities are stored"

    current_digits = fields.Integer(
        string="Digits now", default=lambda self: self._default_current_digits()
    )
    digits = fields.Integer(
        string="Digits from now on",
        required=True,
        default=lambda self: max(5, self._default_current_digits()),
        help="5 digits keep half a milligram of something kept in kilograms.",
    )
    affected = fields.Text(string="What it affects", compute="_compute_affected")

    def _default_current_digits(self):
        return self.env["product.product"]._maker_digits()

    @api.constrains("digits")
    def _check_digits(self):
        for wizard in self:
            if not wizard.current_digits <= wizard.digits <= MAX_DIGITS:
                raise ValidationError(
                    self.env._(
                        "Choose from %(low)s to %(high)s digits. Fewer than now would "
                        "round what is already stored.",
                        low=wizard.current_digits,
                        high=MAX_DIGITS,
                    )
                )

    @api.depends("digits")
    def _compute_affected(self):
        counts = self._maker_counts()
        for wizard in self:
            wizard.affected = self.env._(
                "Quantities of all %(products)s products, %(lines)s recipe lines and "
                "%(moves)s open moves will be kept with %(digits)s digits. Nothing "
                "stored now changes. %(coarse)s products are kept in a unit larger "
                "than the smallest of its sort (kg, lb, L …) and gain most. It cannot "
                "be lowered again without rounding.",
                digits=wizard.digits,
                **counts,
            )

    def _maker_counts(self):
        products = self.env["product.product"]
        coarse = self.env["uom.uom"].search([("factor", ">", 1)])
        return {
            "products": products.search_count([]),
            "lines": self.env["mrp.bom.line"].search_count([]),
            "moves": self.env["stock.move"].search_count(
                [("state", "not in", ("done", "cancel"))]
            ),
            "coarse": products.search_count([("uom_id", "in", coarse.ids)]),
        }

    @only_for("base.group_user")
    def action_apply(self):
        """Raise the precision of all quantities.

        :return: an action that shows the new digits, or just closes the dialog

        :raise AccessError: for others than administrators
        """
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only an administrator may change the unit precision.")
            )
        precision = self.env["decimal.precision"].search(
            [("name", "=", "Product Unit")], limit=1
        )
        precision.digits = self.digits
        if self.env.context.get(KEEP_PAGE):  # a form is being written
            return {"type": "ir.actions.act_window_close"}
        return {"type": "ir.actions.client", "tag": "soft_reload"}
