from odoo.tests import TransactionCase


class MakerCommon(TransactionCase):
    """A candle studio: wax by weight, fragrance, jars, and a candle to make."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        for name in ("gram", "kgm", "oz", "lb", "milliliter", "litre", "unit", "dozen"):
            setattr(cls, name, cls.env.ref(f"uom.product_uom_{name}"))
        cls.wax = cls._make_product("Beeswax", cls.gram, "material", cost=0.02)
        cls.fragrance = cls._make_product(
            "Lavender fragrance", cls.gram, "material", cost=0.1, density=0.9
        )
        cls.jar = cls._make_product("Jar", cls.unit, "material", cost=0.5)
        cls.candle = cls._make_product("Lavender candle", cls.unit, "product")

    @classmethod
    def _make_product(cls, name, uom, kind, cost=0.0, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "uom_id": uom.id,
                "maker_kind": kind,
                "is_storable": True,
                "standard_price": cost,
                **values,
            }
        )

    @classmethod
    def _make_recipe(cls, product, lines, **values):
        """A recipe of ``product``; ``lines`` are (product, entry, extra values)."""
        commands = []
        for component, entry, *extra in lines:
            line = {"product_id": component.id, "entry": entry}
            commands.append((0, 0, {**line, **(extra[0] if extra else {})}))
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_uom_id": product.uom_id.id,
                "bom_line_ids": commands,
                **values,
            }
        )

    @classmethod
    def _put_in_stock(cls, product, quantity):
        location = cls.env["stock.warehouse"].search([], limit=1).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity)
