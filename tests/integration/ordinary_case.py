"""An ordinary business on Odoo, of which nobody is in a group of Maker's."""

import json
import os

from odoo import Command
from odoo.tests import Form, TransactionCase, new_test_user

GROUPS = {
    "seller": "sales_team.group_sale_salesman",
    "buyer": "purchase.group_purchase_user",
    "keeper": "stock.group_stock_user",
    "boss": "stock.group_stock_manager",
    "worker": "mrp.group_mrp_user",
    "planner": "mrp.group_mrp_manager",
    "clerk": "account.group_account_invoice",
}
COMMON = ",stock.group_production_lot,uom.group_uom"
# The file to which each flow adds what came of it, to compare two databases by.
FIGURES = "MAKER_FLOWS"
TOLD = {
    "sale.order": ("state", "amount_total", "invoice_status"),
    "sale.order.line": ("product_uom_qty", "qty_delivered", "price_subtotal"),
    "purchase.order": ("state", "amount_total", "invoice_status"),
    "purchase.order.line": ("product_qty", "qty_received", "price_subtotal"),
    "stock.picking": ("state", "picking_type_code"),
    "stock.move": ("state", "product_uom_qty", "quantity", "value", "is_in", "is_out"),
    "stock.move.line": ("state", "quantity", "quantity_product_uom"),
    "stock.lot": ("product_qty",),
    "stock.scrap": ("state", "scrap_qty"),
    "mrp.bom": ("type", "active", "product_qty"),
    "mrp.bom.line": ("product_qty",),
    "mrp.production": ("state", "product_qty", "qty_produced", "reservation_state"),
    "mrp.workorder": ("state", "duration", "duration_expected"),
    "mrp.unbuild": ("state", "product_qty"),
    "account.move": ("state", "move_type", "amount_total"),
    "product.product": ("name", "standard_price", "qty_available", "total_value"),
    "pos.order": ("state", "amount_total"),
    "repair.order": ("state", "product_qty"),
    "stock.landed.cost": ("state", "amount_total"),
    "stock.picking.batch": ("state",),
}


class OrdinaryCase(TransactionCase):
    """Odoo's own ways through sales, purchases, stock and manufacturing.

    Nothing here knows Maker: the same flows pass in an Odoo without it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        if "maker_rules" in company._fields:  # as in a database with a history
            company.maker_rules = "screens"
            company.maker_vendor_cost = False
        cls.env.ref("uom.decimal_product_uom").digits = 2
        for name, groups in GROUPS.items():
            user = new_test_user(cls.env, f"ordinary_{name}", groups + COMMON)
            setattr(cls, name, user)
        for name in ("gram", "kgm", "lb", "oz", "unit", "dozen", "litre", "hour"):
            setattr(cls, name, cls.env.ref(f"uom.product_uom_{name}"))
        for name in ("meter", "inch", "minute", "milliliter"):
            setattr(cls, name, cls.env.ref(f"uom.product_uom_{name}"))
        warehouses = cls.env["stock.warehouse"]
        cls.goods = cls.env["product.category"].create(
            {"name": "Ordinary goods", "property_cost_method": "average"}
        )
        cls.house = warehouses.search([("company_id", "=", company.id)], limit=1)
        cls.stock = cls.house.lot_stock_id
        cls.partner = cls.env["res.partner"].create({"name": "Ordinary partner"})
        cls.chair = cls._product("Chair", list_price=50)
        cls.wood = cls._product("Wood", cls.kgm, standard_price=3)
        cls.screw = cls._product("Screw", standard_price=0.05)
        cls.paint = cls._product("Paint", tracking="lot", standard_price=2)
        for product in (cls.chair, cls.wood, cls.screw):
            cls._stock(product, 1000)
        cls.recipe = cls._bom(
            cls.chair, [(cls.wood, 2, cls.kgm), (cls.screw, 8, cls.unit)]
        )

    def setUp(self):
        super().setUp()
        if os.environ.get(FIGURES):
            self.first = {
                model: self._newest(model) for model in TOLD if model in self.env
            }
            self.addCleanup(self._tell)

    def _newest(self, model):
        records = self.env[model].sudo().with_context(active_test=False)
        return records.search([], order="id desc", limit=1).id or 0

    def _tell(self):
        """Add the states and figures of what this flow made to the file for them.

        Names, numbers and ids differ between databases and are left out.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        figures = {}
        for model, first in self.first.items():
            records = self.env[model].sudo().with_context(active_test=False)
            if model == "product.product":
                first = self.chair.id - 1
            found = records.search([("id", ">", first)], order="id")
            names = [name for name in TOLD[model] if name in records._fields]
            figures[model] = sorted(
                repr([self._plain(record[name]) for name in names]) for record in found
            )
        with open(os.environ[FIGURES], "a") as file:
            flow = f"{type(self).__name__}.{self._testMethodName}"
            file.write(json.dumps({"flow": flow, "figures": figures}) + "\n")

    def _plain(self, value):
        return round(value, 4) + 0.0 if isinstance(value, float) else value

    @classmethod
    def _product(cls, name, uom=None, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "categ_id": cls.goods.id,
                "uom_id": (uom or cls.unit).id,
                **values,
            }
        )

    @classmethod
    def _stock(cls, product, quantity, lot=None):
        cls.env["stock.quant"]._update_available_quantity(
            product, cls.stock, quantity, lot_id=lot
        )

    @classmethod
    def _bom(cls, product, lines, user=None, **values):
        boms = cls.env["mrp.bom"].with_user(user or cls.env.user)
        return boms.create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_qty": quantity,
                            "product_uom_id": uom.id,
                        }
                    )
                    for part, quantity, uom in lines
                ],
                **values,
            }
        )

    def _lot(self, product, name, quantity=0, user=None, **values):
        lot = (
            self.env["stock.lot"]
            .with_user(user or self.env.user)
            .create({"product_id": product.id, "name": name, **values})
        )
        if quantity:
            self._stock(product, quantity, lot.sudo())
        return lot

    def _order(self, user=None, product=None, quantity=2, **values):
        form = Form(self.env["sale.order"].with_user(user or self.seller))
        form.partner_id = self.partner
        with form.order_line.new() as line:
            line.product_id = product or self.chair
            line.product_uom_qty = quantity
        order = form.save()
        order.write(values)
        return order

    def _delivered(self, order, user=None):
        picking = order.sudo().picking_ids.with_user(user or self.keeper)
        self._validate(picking)
        return picking

    def _validate(self, picking, **context):
        picking.move_ids.picked = True
        answer = picking.with_context(**context).button_validate()
        self.assertIs(answer, True, answer)
        self.assertEqual(picking.state, "done")

    def _purchase(self, product, quantity, price, uom=None):
        order = (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create(
                {
                    "partner_id": self.partner.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_qty": quantity,
                                "price_unit": price,
                                "product_uom_id": (uom or product.uom_id).id,
                            }
                        )
                    ],
                }
            )
        )
        order.button_confirm()
        return order

    def _received(self, order):
        picking = order.sudo().picking_ids.with_user(self.keeper)
        self._validate(picking)
        return picking

    def _transfer(self, product, quantity, kind="internal", user=None):
        places = {
            "internal": (self.house.int_type_id, self.stock, self.stock),
            "outgoing": (
                self.house.out_type_id,
                self.stock,
                self.env.ref("stock.stock_location_customers"),
            ),
            "incoming": (
                self.house.in_type_id,
                self.env.ref("stock.stock_location_suppliers"),
                self.stock,
            ),
        }
        kind_of, source, target = places[kind]
        picking = (
            self.env["stock.picking"]
            .with_user(user or self.keeper)
            .create(
                {
                    "picking_type_id": kind_of.id,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "partner_id": self.partner.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": quantity,
                                "location_id": source.id,
                                "location_dest_id": target.id,
                            }
                        )
                    ],
                }
            )
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _run(self, recipe=None, quantity=5, user=None):
        form = Form(self.env["mrp.production"].with_user(user or self.worker))
        form.bom_id = recipe or self.recipe
        form.product_qty = quantity
        run = form.save()
        run.action_confirm()
        return run

    def _made(self, run, quantity=None, **context):
        run.qty_producing = quantity or run.product_qty
        run.set_qty_producing()
        run.move_raw_ids.picked = True
        answer = run.with_context(**context).button_mark_done()
        self.assertIs(answer, True, answer)
        self.assertEqual(run.state, "done")
        return run
