from odoo.tests import TransactionCase


class RunCase(TransactionCase):
    """A candle of 200 g wax and one wick, made from 20,000 g wax at 0.01 each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        cls.gram = cls.env.ref("uom.product_uom_gram")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.wax = cls._material("Beeswax", cls.gram, 0.01, 20000)
        cls.wick = cls._material("Wick", cls.unit, 0.5, 100)
        cls.candle = cls._product("Lavender candle")
        cls.recipe = cls._recipe(cls.candle, {cls.wax: 200, cls.wick: 1})

    @classmethod
    def _product(cls, name, **values):
        return cls.env["product.product"].create(
            {"name": name, "is_storable": True, "categ_id": cls.average.id, **values}
        )

    @classmethod
    def _material(cls, name, uom, cost, quantity, **values):
        product = cls._product(name, uom_id=uom.id, standard_price=cost, **values)
        if quantity:
            cls._receive(product, quantity)
        return product

    @classmethod
    def _receive(cls, product, quantity, lot=None, price=None, location=None):
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": (location or cls.stock).id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        if lot:
            move.move_line_ids.lot_id = lot
        move.picked = True
        move._action_done()
        if price:
            move.value_manual = price * quantity
        return move

    @classmethod
    def _recipe(cls, product, materials, quantity=1, **values):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": quantity,
                "bom_line_ids": [
                    (0, 0, {"product_id": material.id, "product_qty": amount})
                    for material, amount in materials.items()
                ],
                **values,
            }
        )

    @classmethod
    def _run(cls, quantity=40, product=None, **values):
        return cls.env["mrp.production"].create(
            {
                "product_id": (product or cls.candle).id,
                "product_qty": quantity,
                **values,
            }
        )

    def _free(self, product, location=None):
        return (
            self.env["stock.quant"]
            ._maker_free_by_product(
                product, location or self.warehouse.view_location_id
            )
            .get(product.id, 0)
        )

    def _in_progress(self, product):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id.maker_role", "=", "wip"),
            ]
        )
        return sum(quants.mapped("quantity"))

    def _lot(self, product, name):
        return self.env["stock.lot"].create({"product_id": product.id, "name": name})
