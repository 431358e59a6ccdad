"""Moulds of all the studio's documents, taken of one rehearsal."""

from odoo import Command, fields

from .mould import Mould, rehearsal
from .workshop import Workshop

AMOUNT = 1000.0


def take(shop: Workshop) -> dict[str, Mould]:
    """Let Odoo live through one document of each kind; nothing of it stays."""
    found: dict[str, Mould] = {}
    with rehearsal(shop.env):
        _Rehearsal(shop).play(found)
    return found


class _Rehearsal:
    def __init__(self, shop: Workshop):
        self.env = shop.env
        self.vendor = next(iter(shop.vendors.values()))
        self.customer = next(iter(shop.customers.values()))
        self.channel = next(iter(shop.channels.values()))
        self.material = next(
            one for one in shop.products.values() if one.tracking == "lot"
        )
        self.product = next(
            one for one in shop.products.values() if one.maker_kind == "product"
        )
        self.bought_in = next(
            unit
            for key, unit in shop.bought_in.items()
            if shop.products[key] == self.material
        )

    def play(self, found: dict[str, Mould]) -> None:
        """Buy, bill, make, sell, take to market, count and throw away."""
        found["receipt"] = Mould(self.env, self._receive)
        found["bill"] = Mould(self.env, self._bill, _bill_role)
        self._write_recipe()
        found["run"] = Mould(self.env, self._make, self._run_role)
        self._stock_up()
        found["order"] = Mould(self.env, self._sell)
        found["market"] = Mould(self.env, self._go_to_market, self._market_role)
        found["waste"] = Mould(self.env, self._throw_away)
        found["count"] = Mould(self.env, self._count)

    def _receive(self, env):
        self.purchase = env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.material.id,
                            "product_qty": AMOUNT,
                            "product_uom_id": self.bought_in,
                            "price_unit": 8.0,
                        }
                    )
                ],
            }
        )
        self.purchase.button_confirm()
        picking = self.purchase.picking_ids
        picking.move_line_ids.write({"lot_name": "A-1", "supplier_lot": "S-1"})
        picking.button_validate()

    def _bill(self, env):
        self.purchase.action_create_invoice()
        bill = self.purchase.invoice_ids
        bill.invoice_date = fields.Date.today()
        bill.action_post()

    def _write_recipe(self):
        """A recipe of one material, so that the run's lines can be told apart."""
        self.recipe = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    Command.create({"product_id": self.material.id, "product_qty": 1})
                ],
            }
        )

    def _make(self, env):
        log = env["maker.run.log"].create(
            {
                "product_id": self.product.id,
                "recipe_id": self.recipe.id,
                "quantity": 1,
                "lot_name": "REHEARSAL",
            }
        )
        log.action_log()

    def _stock_up(self):
        """Have enough of what was made for the rest of the rehearsal."""
        log = self.env["maker.run.log"].create(
            {
                "product_id": self.product.id,
                "recipe_id": self.recipe.id,
                "quantity": 50,
                "lot_name": "REHEARSAL-2",
            }
        )
        log.action_log()

    def _run_role(self, table, row):
        if table.startswith("maker_run_log"):
            return None
        if table == "stock_move":
            return "raw" if row["raw_material_production_id"] else "made"
        if table == "stock_move_line":
            used = row["product_id"] == self.material.id
            return "raw_line" if used else "made_line"
        return table

    def _sell(self, env):
        order = env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "maker_channel_id": self.channel.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "price_unit": 10.0,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.button_validate()
        env["maker.channel.order"].create(
            {
                "channel_id": self.channel.id,
                "remote_id": "rehearsal",
                "name": "rehearsal",
                "sale_order_id": order.id,
                "state": "imported",
                "currency_code": order.currency_id.name,
            }
        )

    def _go_to_market(self, env):
        day = env["maker.market.day"].create(
            {
                "name": "Rehearsal",
                "line_ids": [
                    Command.create({"product_id": self.product.id, "quantity": 3})
                ],
            }
        )
        day.action_pack()
        day._start_selling()
        env["maker.stall.sale"]._receive(
            day,
            {
                "key": "00000000-0000-0000-0000-000000000000",
                "sold_at": fields.Datetime.now().isoformat() + "Z",
                "payment": "card",
                "total": 10.0,
                "lines": [{"product": self.product.id, "quantity": 1, "price": 10.0}],
            },
        )
        day._close()

    def _market_role(self, table, row):
        if table not in ("stock_picking", "stock_move", "stock_move_line"):
            return table
        stall = self.env["stock.warehouse"].search([], limit=1)._maker_stall_location()
        if row["location_dest_id"] == stall.id:
            return f"pack_{table}"
        home = row["location_dest_id"] == self.purchase.picking_ids.location_dest_id.id
        return f"back_{table}" if home else f"hand_{table}"

    def _throw_away(self, env):
        scrap = env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "lot_id": self._quant().lot_id.id,
                "scrap_qty": 1,
            }
        )
        scrap.action_validate()

    def _count(self, env):
        quant = self._quant().with_context(inventory_mode=True)
        quant.inventory_quantity = quant.quantity - 1
        quant.action_apply_inventory()

    def _quant(self):
        return self.env["stock.quant"].search(
            [
                ("product_id", "=", self.product.id),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ],
            limit=1,
        )


def _bill_role(table, row):
    return row["display_type"] if table == "account_move_line" else table
