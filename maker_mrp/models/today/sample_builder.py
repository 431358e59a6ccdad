"""Puts a sample studio into its company, with Maker's and Odoo's own methods."""

from odoo import Command, fields

from ..run.run_result import RunEntry


class SampleBuilder:
    """Everything there is in ``studio``, made in ``company`` and nowhere else.

    :param company: an empty company, with rights to write in it
    :param studio: a :class:`~maker_mrp.sample_studios.Studio`
    """

    def __init__(self, company, studio):
        self.company, self.studio = company, studio
        self.env = company.env
        self.products = {}

    def build(self):
        """Create the studio: items, recipes, opening stock, runs."""
        self.warehouse = self._warehouse()
        self._buy(self._vendors())
        bench = self._bench()
        for made in self.studio.made:
            self._make(made, bench)
        self._count()
        for sku, quantity in self.studio.finished.items():
            self._log(sku, quantity)
        self._start(*self.studio.bench)

    def _warehouse(self):
        warehouse = self.company._maker_warehouse()
        return warehouse or self.env["stock.warehouse"].create(
            {"company_id": self.company.id, "code": "SMPL"}
        )

    def _vendors(self):
        partners = self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "company_id": self.company.id}
                for name in self.studio.vendors
            ]
        )
        return dict(zip(self.studio.vendors, partners, strict=True))

    def _buy(self, vendors):
        products = self._items(
            {
                **self._item(item),
                **item.facts,
                "sale_ok": False,
                "seller_ids": [
                    Command.create(
                        {
                            "partner_id": vendors[item.vendor].id,
                            "product_uom_id": self.env.ref(item.buy_unit).id,
                            "price": item.price,
                            "delay": 5,
                            "company_id": self.company.id,
                        }
                    )
                ],
            }
            for item in self.studio.bought
        )
        self._keep(self.studio.bought, products)

    def _item(self, item):
        return {
            "name": item.name,
            "default_code": item.sku,
            "maker_kind": item.kind,
            "uom_id": self.env.ref(item.unit).id,
            "is_storable": True,
            "company_id": self.company.id,
        }

    def _items(self, values):
        return self.env["product.product"].create(list(values))

    def _keep(self, items, products):
        for item, product in zip(items, products, strict=True):
            self.products[item.sku] = product

    def _bench(self):
        return self.env["mrp.workcenter"].create(
            {
                "name": self.env._("Bench"),
                "company_id": self.company.id,
                "costs_hour": self.studio.hourly_rate,
            }
        )

    def _make(self, made, bench):
        product = self._items(
            [
                {
                    **self._item(made),
                    "purchase_ok": False,
                    "sale_ok": made.kind == "product",
                    "list_price": made.price,
                }
            ]
        )
        self._keep([made], product)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": made.batch,
                "product_uom_id": product.uom_id.id,
                "company_id": self.company.id,
                "maker_steps": made.steps,
                **made.facts,
                "bom_line_ids": [
                    Command.create(
                        {
                            "product_id": self.products[line.sku].id,
                            "entry": line.entry,
                            **line.facts,
                        }
                    )
                    for line in made.lines
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": self.env._("Work at the bench"),
                            "workcenter_id": bench.id,
                            "time_cycle_manual": made.minutes,
                        }
                    )
                ],
            }
        )

    def _count(self):
        shelf = self.warehouse.lot_stock_id
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            [
                {
                    "product_id": self.products[item.sku].id,
                    "location_id": shelf.id,
                    "inventory_quantity": item.stock,
                }
                for item in self.studio.bought
            ]
        ).action_apply_inventory()

    def _log(self, sku, quantity):
        """A run that was made already."""
        product = self.products[sku]
        self.env["mrp.production"]._maker_log_or_raise(
            [
                RunEntry(
                    product=product,
                    recipe=product.bom_ids,
                    uom=product.uom_id,
                    kind=self.warehouse.manu_type_id,
                    moment=fields.Datetime.now(),
                    quantity=quantity,
                )
            ]
        )

    def _start(self, sku, quantity):
        """A run on the bench: its materials have left the shelf."""
        product = self.products[sku]
        self.env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": quantity,
                "product_uom_id": product.uom_id.id,
                "picking_type_id": self.warehouse.manu_type_id.id,
                "company_id": self.company.id,
                "date_start": fields.Datetime.now(),
            }
        ).action_maker_start()
