from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...public import only_for
from ...tools import readable_amount


class MakerPromise(models.Model):
    """Can a large order be promised, by when, and what must be bought for it?"""

    _name = "maker.promise"
    _description = "Wholesale promise"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "Customer", check_company=True)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        domain="[('sale_ok', '=', True)]",
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    wanted_on = fields.Date(
        "Wanted by", help="When the customer wants it. Empty: as soon as can be."
    )
    answered_at = fields.Datetime("Worked out", readonly=True, copy=False)
    from_stock = fields.Float(
        "From the shelf",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Free now: ready to sell and promised to nobody.",
    )
    to_make = fields.Float(
        "To be made", digits="Product Unit", readonly=True, copy=False
    )
    can_make_now = fields.Float(
        "Of that from what is here",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Of what is to be made, how much the materials here allow.",
    )
    promised_on = fields.Date("Can be promised for", readonly=True, copy=False)
    verdict = fields.Selection(
        [
            ("stock", "Yes, from stock"),
            ("make", "Yes, made from what is here"),
            ("buy", "Yes, once materials are bought"),
            ("late", "Only later than wanted"),
            ("unknown", "Cannot be said"),
        ],
        readonly=True,
        copy=False,
        tracking=True,
    )
    explanation = fields.Text(readonly=True, copy=False)
    line_ids = fields.One2many("maker.promise.line", "promise_id", copy=False)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "Ask for more than zero units."
    )

    @api.depends("product_id", "quantity", "partner_id")
    def _compute_name(self):
        for promise in self:
            what = f"{promise.quantity:g} × {promise.product_id.display_name or ''}"
            partner = promise.partner_id.display_name
            promise.name = f"{what} – {partner}" if partner else what

    @only_for("base.group_user")
    def action_answer(self):
        """Work the answer out from stock, recipes and vendors as they are now."""
        self.ensure_one()
        # another company's shelf cannot keep this one's promise
        return self.with_context(allowed_company_ids=self.company_id.ids)._answer()

    def _answer(self):
        told = self._worked_out()
        lines = told.pop("lines")
        self.line_ids.unlink()
        self.write(
            {
                "answered_at": fields.Datetime.now(),
                "line_ids": [Command.create(line) for line in lines],
                **told,
            }
        )
        return True

    def _worked_out(self):
        """The answer as values of this record, which need not be saved.

        :return: dict of fields, and ``lines``: a list of values of what is missing
        """
        product = self.product_id
        free = self._free()
        from_stock = product.uom_id.round(
            min(max(free, 0.0), self.quantity), rounding_method="DOWN"
        )
        to_make = product.uom_id.round(self.quantity - from_stock)
        missing, can_make, bench_days = {}, 0.0, 0
        bom = self.env["mrp.bom"]
        if product.uom_id.compare(to_make, 0) > 0:
            bom = bom._bom_find(product, company_id=self.company_id.id)[product]
            if bom:
                missing = bom._maker_missing_for(to_make, product)
                can_make = min(max(product.can_make_qty, 0.0), to_make)
                bench_days = bom.produce_delay
        lines = [self._buying(item, qty) for item, qty in missing.items()]
        return {
            "from_stock": from_stock,
            "to_make": to_make,
            "can_make_now": can_make,
            "lines": lines,
            **self._verdict(to_make, bom, lines, bench_days),
        }

    def _free(self):
        """Free units of the product in this company."""
        self.ensure_one()
        free = self.env["stock.quant"]._maker_free_by_product(self.product_id)
        return free.get(self.product_id.id, 0.0)

    def _buying(self, product, quantity):
        """Values of a line: what is missing, from whom, and when it could be here."""
        offers = self.env["product.supplierinfo"]
        seller = offers._maker_offer_for(product, quantity, self.company_id)
        arrives = False
        if seller:
            arrives = fields.Date.context_today(self) + timedelta(days=seller.delay)
        return {
            "product_id": product.id,
            "quantity": product.uom_id.round(quantity, rounding_method="UP"),
            "vendor_id": seller.partner_id.id,
            "arrives_on": arrives,
        }

    def _verdict(self, to_make, bom, lines, bench_days):
        """``verdict``, ``promised_on`` and ``explanation`` of an answer."""
        today = fields.Date.context_today(self)
        if self.product_id.uom_id.is_zero(to_make):
            verdict, day = "stock", today
            told = self.env._("All of it is on the shelf and free.")
        elif not bom:
            verdict, day = "unknown", False
            told = self.env._(
                "%s lack on the shelf and the product has no recipe: write one, or "
                "buy it in.",
                self._amount(to_make),
            )
        elif any(not line["arrives_on"] for line in lines):
            verdict, day = "unknown", False
            told = self.env._(
                "Some missing materials have no vendor, so no date can be given: add "
                "a vendor with its lead time."
            )
        else:
            verdict = "buy" if lines else "make"
            arrives = max((line["arrives_on"] for line in lines), default=today)
            day = arrives + timedelta(days=bench_days)
            told = self.env._(
                "%(amount)s to make. Materials are here by %(arrives)s; days for "
                "making: %(days)s.",
                amount=self._amount(to_make),
                arrives=format_date(self.env, arrives),
                days=bench_days,
            )
        if day and self.wanted_on and day > self.wanted_on:
            verdict = "late"
        return {"verdict": verdict, "promised_on": day, "explanation": told}

    def _amount(self, quantity):
        return readable_amount(self.env, quantity, self.uom_id)

    @only_for("base.group_user")
    def action_order_materials(self):
        """Put what is still short on the vendors' draft purchases, one per vendor.

        Pressed again it adds nothing that is on a purchase by then.
        """
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Nothing is missing: no purchase is needed."))
        homeless = self.line_ids.filtered(lambda line: not line.vendor_id)
        if homeless:
            raise UserError(
                self.env._(
                    "Add a vendor to %s first, then answer again.",
                    ", ".join(homeless.product_id.mapped("display_name")),
                )
            )
        self.line_ids.invalidate_recordset(["on_order", "to_order"])
        self.env["stock.rule"].run(self.line_ids._procurements())
        bought = self.env["purchase.order.line"].search(
            [
                ("product_id", "in", self.line_ids.product_id.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "!=", "cancel"),
                ("order_id.receipt_status", "!=", "full"),
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Purchases of what is missing"),
            "res_model": "purchase.order",
            "view_mode": "list,form",
            "domain": [("id", "in", bought.order_id.ids)],
        }
