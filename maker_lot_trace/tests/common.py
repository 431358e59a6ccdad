from odoo import Command, fields
from odoo.tests import TransactionCase


class LotTraceCase(TransactionCase):
    """A small studio: fragrance and wax are bought, poured and sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.supplier = cls._partner("Fragrance supplier")
        cls.buyer = cls._partner("Wholesale buyer")
        cls.fragrance = cls._product("Fragrance")
        cls.candle = cls._product("Candle")
        cls._recipe(cls.candle, {cls.fragrance: 10})

    @classmethod
    def _partner(cls, name, **values):
        email = f"{name.lower().replace(' ', '.')}@example.com"
        return cls.env["res.partner"].create(
            {"name": name, "email": email, "is_company": True, **values}
        )

    @classmethod
    def _product(cls, name, tracking="lot", **values):
        return cls.env["product.product"].create(
            {"name": name, "is_storable": True, "tracking": tracking, **values}
        )

    @classmethod
    def _recipe(cls, product, materials, quantity=1):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": quantity,
                "bom_line_ids": [
                    Command.create({"product_id": material.id, "product_qty": amount})
                    for material, amount in materials.items()
                ],
            }
        )

    @classmethod
    def _receipt(cls, product, quantity, lot_name=False, supplier_lot=False, **values):
        """A receipt with one line, ready to validate."""
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": cls.warehouse.in_type_id.id,
                "partner_id": cls.supplier.id,
                "location_id": cls.suppliers.id,
                "location_dest_id": cls.stock.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": cls.suppliers.id,
                            "location_dest_id": cls.stock.id,
                        }
                    )
                ],
                **values,
            }
        )
        picking.action_confirm()
        picking.move_line_ids.write(
            {
                "lot_name": lot_name,
                "supplier_lot": supplier_lot,
                "quantity": quantity,
                "picked": True,
            }
        )
        return picking

    @classmethod
    def _receive(cls, product, quantity, lot_name=False, supplier_lot=False, **values):
        picking = cls._receipt(product, quantity, lot_name, supplier_lot, **values)
        assert picking.button_validate() is True
        return picking.move_line_ids.lot_id

    @classmethod
    def _run(cls, product, quantity, lots=None, lot_name=False, done=True):
        """A run that uses ``lots`` ({lot: quantity}), else whatever is reserved."""
        run = cls.env["mrp.production"].create(
            {"product_id": product.id, "product_qty": quantity}
        )
        run.action_confirm()
        run.action_assign()
        if product.tracking != "none":
            run.lot_producing_ids = cls.env["stock.lot"].create(
                {"product_id": product.id, **({"name": lot_name} if lot_name else {})}
            )
        run.qty_producing = quantity
        run.set_qty_producing()
        for move in run.move_raw_ids if lots is not None else ():
            move.move_line_ids.unlink()
            for lot, amount in lots.items():
                if lot.product_id == move.product_id:
                    cls.env["stock.move.line"].create(
                        {
                            "move_id": move.id,
                            "product_id": move.product_id.id,
                            "lot_id": lot.id,
                            "quantity": amount,
                            "location_id": move.location_id.id,
                            "location_dest_id": move.location_dest_id.id,
                        }
                    )
        run.move_raw_ids.picked = True
        if done:
            context = {"skip_consumption": True, "skip_backorder": True}
            run.with_context(**context).button_mark_done()
        return run

    @classmethod
    def _delivery(cls, product, quantity, lot=None, partner=None):
        """A delivery of one product, reserved, or set to exactly one lot."""
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": cls.warehouse.out_type_id.id,
                "partner_id": (partner or cls.buyer).id,
                "location_id": cls.stock.id,
                "location_dest_id": cls.customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": cls.stock.id,
                            "location_dest_id": cls.customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        if lot:
            picking.move_line_ids.unlink()
            cls.env["stock.move.line"].create(
                {
                    "picking_id": picking.id,
                    "move_id": picking.move_ids.id,
                    "product_id": product.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                }
            )
        else:
            picking.action_assign()
        return picking

    @classmethod
    def _deliver(cls, product, quantity, lot=None, partner=None):
        picking = cls._delivery(product, quantity, lot, partner)
        picking.move_ids.picked = True
        assert picking.button_validate() is True
        return picking

    @classmethod
    def _in_days(cls, days):
        return fields.Datetime.add(fields.Datetime.now(), days=days)

    @classmethod
    def _free(cls, product):
        free = cls.env["stock.quant"]._maker_free_by_product(product)
        return free.get(product.id, 0.0)

    @classmethod
    def _run_from_bench(cls, product, quantity, material, amount):
        """A run whose ``material`` was moved to a bench before, reserved there."""
        bench = cls.stock.create(
            {
                "name": "Bench",
                "location_id": cls.warehouse.view_location_id.id,
                "maker_role": "wip",
            }
        )
        move = cls.env["stock.move"].create(
            {
                "product_id": material.id,
                "product_uom_qty": amount,
                "location_id": cls.stock.id,
                "location_dest_id": bench.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        move.picked = True
        move._action_done()
        run = cls.env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": quantity,
                "location_src_id": bench.id,
            }
        )
        run.action_confirm()
        run.action_assign()
        return run

    @classmethod
    def _set_produced(cls, run, lot_name):
        """Say that all of the run was made, as one new lot."""
        run.lot_producing_ids = cls.env["stock.lot"].create(
            {"product_id": run.product_id.id, "name": lot_name}
        )
        run.qty_producing = run.product_qty
        run.set_qty_producing()


class TracePageCase(LotTraceCase):
    @classmethod
    def _story(cls, prefix):
        """A fragrance lot, a run, five candles sold; names start with ``prefix``."""
        fragrance = cls._receive(cls.fragrance, 500, f"{prefix}-FR", f"{prefix}-DRUM-7")
        run = cls._run(cls.candle, 20, {fragrance: 200}, f"{prefix}-C")
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls._partner(f"{prefix.title()} buyer").id,
                "client_order_ref": f"{prefix}-1001",
                "order_line": [
                    Command.create({"product_id": cls.candle.id, "product_uom_qty": 5})
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        return fragrance, run, order
