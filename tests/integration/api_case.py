"""A small studio whose figures are told, and people who ask for them over HTTP."""

import json

from odoo import Command
from odoo.tests import HttpCase, freeze_time, new_test_user

from odoo.addons.maker_lot_trace.tests.common import LotTraceCase

RECEIVED, MADE, SOLD, ASKED = (
    "2026-06-02 09:00:00",
    "2026-06-10 09:00:00",
    "2026-06-15 09:00:00",
    "2026-06-30 12:00:00",
)


class ApiCase(LotTraceCase, HttpCase):
    """Wax is bought, twelve candles are poured, five are sold, more are on the bench.

    Names and numbers are those of the examples in ``docs/api.md``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(ASKED))
        cls.env.company.partner_id.tz = "UTC"
        cls.env.company.currency_id = cls.env.ref("base.USD")
        cls.supplier.name = "Harbour Waxes"
        with freeze_time("2026-01-02"):
            cls._goods()
        with freeze_time(RECEIVED):
            cls.drum = cls._receive(cls.wax, 10_000, "WAX-0602", "DRUM-7")
            receipt = cls.env["stock.move.line"].search([("lot_id", "=", cls.drum.id)])
            receipt.picking_id.name = "WH/IN/00008"
            cls._receive(cls.jar, 40)
        with freeze_time(MADE):
            cls.made = cls._pour("WH/MO/00041", MADE, finish="LAV-0610")
        with freeze_time(SOLD):
            cls.order = cls._sale()
        cls.begun = cls._pour("WH/MO/00042", "2026-06-29 09:00:00")
        cls.rule = cls.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": cls.jar.id,
                "location_id": cls.stock.id,
                "trigger": "manual",
                "maker_policy": "manual",
                "product_min_qty": 24,
                "product_max_qty": 72,
            }
        )
        cls.june = cls.env["maker.cogs.period"].create(
            {"date_from": "2026-06-01", "date_to": "2026-06-30"}
        )
        cls.june.action_work_out()
        cls.keys = {
            role: cls._key(new_test_user(cls.env, f"api_{role}", groups=groups))
            for role, groups in {
                "bench": "maker_mrp.group_user",
                "manager": "maker_mrp.group_manager",
                "accountant": "maker_mrp.group_accountant",
                "employee": "base.group_user",
            }.items()
        }
        cls.env.flush_all()

    @classmethod
    def _goods(cls):
        gram = cls.env.ref("uom.product_uom_gram")
        average = cls.env["product.category"].create(
            {"name": "At average cost", "property_cost_method": "average"}
        )
        cls.wax = cls._product(
            "Soy wax",
            default_code="WAX",
            uom_id=gram.id,
            standard_price=0.02,
            maker_kind="material",
            categ_id=average.id,
        )
        cls.jar = cls._product(
            "Amber jar",
            tracking="none",
            default_code="JAR",
            standard_price=0.5,
            maker_kind="material",
            maker_packaging=True,
            categ_id=average.id,
        )
        cls.lavender = cls._product(
            "Lavender candle",
            default_code="LAV",
            barcode="4006381333931",
            list_price=18,
            maker_kind="product",
            categ_id=average.id,
        )
        cls.env["product.supplierinfo"].create(
            [
                {
                    "partner_id": vendor.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "price": price,
                    "delay": delay,
                }
                for vendor, product, price, delay in (
                    (cls.supplier, cls.wax, 0.02, 4),
                    (cls._partner("Glass House"), cls.jar, 0.5, 7),
                )
            ]
        )
        bench = cls.env.company._maker_bench()
        bench.write({"costs_hour": 24, "maker_overhead_hour": 6})
        cls.recipe = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.lavender.product_tmpl_id.id,
                "product_qty": 12,
                "labour_minutes": 30,
                "produce_delay": 2,
                "bom_line_ids": [
                    Command.create({"product_id": cls.wax.id, "product_qty": 2400}),
                    Command.create({"product_id": cls.jar.id, "product_qty": 12}),
                ],
            }
        )

    @classmethod
    def _pour(cls, number, moment, finish=None):
        """A run of twelve that is started, and finished where its lot is told."""
        run = cls.env["mrp.production"].create(
            {
                "product_id": cls.lavender.id,
                "product_qty": 12,
                "name": number,
                "user_id": False,
            }
        )
        run.action_maker_start(date=moment)
        if finish:
            run.action_maker_finish(qty=12, lot_name=finish, date=moment, minutes=30)
        return run

    @classmethod
    def _sale(cls):
        order = cls.env["sale.order"].create(
            {
                "name": "S00017",
                "partner_id": cls._partner("Lighthouse Gifts").id,
                "client_order_ref": "PO-88",
                "order_line": [
                    Command.create(
                        {"product_id": cls.lavender.id, "product_uom_qty": 5}
                    )
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.name = "WH/OUT/00023"
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        return order

    @classmethod
    def _key(cls, user):
        keys = cls.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate("rpc", "An assistant", None)

    def ask(self, method, body, role="manager", path="/json/2/maker.api/"):
        """Call a method as an assistant does.

        :return: status and answer
        """
        answer = self.url_open(
            path + method,
            data=body if isinstance(body, str) else json.dumps(body),
            headers={
                "Authorization": f"bearer {self.keys.get(role, role)}",
                "Content-Type": "application/json",
            },
        )
        return answer.status_code, answer.json()
