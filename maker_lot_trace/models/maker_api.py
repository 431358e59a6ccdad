from collections import defaultdict

from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import format_list

from odoo.addons.maker_mrp.public import TRACERS, a_text, only_for, takes

from .. import trace_graph as tg
from .maker_trace_page import CUSTOMERS, FOUND_AT_MOST, PAGES

TOLD = ("kind", "id", "name", "reference", "date")
GROUPS = {
    "runs": "runs",
    "lots": "lots",
    "losses": "losses",
    "here": "in_stock",
    "ruled_out": "ruled_out",
}


class MakerApi(models.AbstractModel):
    """Where lots went and what they are made of, and whom a recall would reach."""

    _inherit = "maker.api"

    @api.model
    def _known_by(self):
        lots = self.env._("a lot by its id, its number or its supplier's number")
        return {
            **super()._known_by(),
            "stock.lot": (("name", "supplier_lot"), lots),
        }

    @api.model
    def _lot(self, lot):
        told = super()._lot(lot)
        if not told:
            return None
        return {
            **told,
            "supplier_lot": lot.supplier_lot or None,
            "ready_on": self._day(lot.ready_date),
            "expires_on": self._day(lot.expiration_date),
            "stopped": lot._maker_unavailable_reason() or None,
        }

    @api.model
    @api.readonly
    @only_for(*TRACERS)
    @takes(kind=a_text)
    def trace(self, code, kind=None):
        """What a lot, run, order or purchase is made of, and where all of it went.

        :param code: its number or a supplier's lot number; with ``kind``, or its id
        :param kind: lot, run, order or purchase
        :return: see ``docs/api.md``
        """
        if kind is not None and kind not in PAGES:
            raise UserError(self.env._("Traced is one of: %s.", ", ".join(PAGES)))
        pages = self.env["maker.trace.page"]
        if kind and type(code) is int:
            page = pages.get_page(kind, code)
        else:
            hit = self._traced(code, kind)
            page = pages.get_page(hit["kind"], hit["id"])
        on_hand = page["on_hand"]
        return {
            "kind": page["kind"],
            "id": page["id"],
            "name": page["title"],
            "product": self._goods(page["product_id"]),
            "unit": page["unit"] or None,
            "partner": self._who(page),
            "reference": page["reference"] or None,
            "on_hand": None if on_hand is False else on_hand,
            "stopped": page["unusable"] or None,
            tg.BACKWARD: self._traced_side(page[tg.BACKWARD], "suppliers"),
            tg.FORWARD: self._traced_side(page[tg.FORWARD], "customers"),
            "balance": page["balance"],
        }

    @api.model
    def _traced(self, code, kind):
        """The one thing a code means."""
        if not isinstance(code, str) or not code.strip():
            raise UserError(
                self.env._("Give a number as a text, or an id beside what it is of.")
            )
        hits = self.env["maker.trace.page"].find(code)
        hits = [hit for hit in hits if kind in (None, hit["kind"])]
        if not hits:
            raise MissingError(self.env._("Nothing is known as “%s”.", code))
        if len(hits) > 1:
            known = [f"{hit['kind']} {hit['name']} ({hit['id']})" for hit in hits]
            raise UserError(
                self.env._(
                    "“%(value)s” is %(several)s. Give the id and the kind.",
                    value=code,
                    several=format_list(self.env, known[:FOUND_AT_MOST], style="or"),
                )
            )
        return hits[0]

    @api.model
    def _traced_side(self, side, ends):
        """One direction of a trace; None where it makes no sense."""
        if side is None:
            return None
        groups = {told: side[name] for name, told in GROUPS.items()}
        groups[ends] = side["ends"]
        return {
            name: [self._traced_row(row) for row in rows]
            for name, rows in groups.items()
        }

    @api.model
    def _traced_row(self, row):
        """One thing that was reached; of stock, the place where it lies."""
        told = {name: row.get(name) or None for name in TOLD}
        told["product"] = self._goods(row["product_id"])
        if "place_id" in row:
            told["place"] = {"id": row["place_id"], "name": row["partner"]}
        else:
            told["partner"] = self._who(row)
        return {
            **told,
            "quantity": row["quantity"],
            "unit": row["unit"],
            "of_traced": row.get("carried"),
            "certainty": row.get("tier", tg.RULED_OUT),
        }

    @api.model
    def _who(self, row):
        """The partner that a trace reached, whoever may read it otherwise."""
        if not row.get("partner_id"):
            return None
        return {"id": row["partner_id"], "name": row["partner"]}

    @api.model
    def _goods(self, product_id):
        """A product that a trace reached; None for several at once."""
        # as on the trace page: names only, of whatever was reached
        products = self.env["product.product"].sudo()
        return self._product(products.browse(product_id or []))

    @api.model
    @api.readonly
    @only_for(*TRACERS)
    def recall_scope(self, lots):
        """Whom a recall of lots would reach, and what of them is still there.

        Nothing is written and no lot is held: that is what a recall in Maker is for.

        :param lots: a list of ids or numbers, suppliers' numbers as well
        :return: see ``docs/api.md``
        """
        suspects = self._suspects(lots)
        graph = self.env["maker.trace"]._trace(suspects, tg.FORWARD)
        pages = self.env["maker.trace.page"]
        reached = {item.node.id: item for item in graph.trace.nodes(tg.LOT)}
        affected = self.env["stock.lot"].browse(reached)
        balances = pages._mass_balances(affected, graph)
        accounted = [float(balances[lot.id].accounted_pct) for lot in suspects]
        return {
            "suspected": [self._affected(lot, reached, balances) for lot in suspects],
            "affected": [
                self._affected(lot, reached, balances) for lot in affected - suspects
            ],
            "customers": self._reached_customers(graph),
            "in_stock": [self._traced_row(row) for row in pages._here(graph)],
            "accounted_pct": round(min(accounted), 2),
        }

    @api.model
    def _suspects(self, values):
        """All lots that are meant; a number may be that of several."""
        values = values if isinstance(values, list) else [values]
        suspects = self.env["stock.lot"]
        for value in values[:FOUND_AT_MOST]:
            suspects |= self._records("stock.lot", value)
        if not suspects or len(values) > FOUND_AT_MOST:
            raise UserError(
                self.env._("Give 1 to %s lots, by id or number.", FOUND_AT_MOST)
            )
        return suspects

    @api.model
    def _affected(self, lot, reached, balances):
        balance = self.env["maker.trace.page"]._balance(balances[lot.id])
        unit = lot.product_id.uom_id
        return {
            **self._lot(lot),
            "product": self._product(lot.product_id),
            "unit": unit.name,
            "certainty": reached[lot.id].tier,
            **{
                name: self._rounded(balance[name], unit)
                for name in ("came_in", "used", "shipped", "lost", "on_hand")
            },
        }

    @api.model
    def _reached_customers(self, graph):
        """Every customer reached, with what was shipped to whom, on what."""
        shipped = defaultdict(list)
        for edge in graph.trace.edges:
            source, target = edge.flow.source, edge.flow.target
            if target.kind in CUSTOMERS:
                info, goods = graph.info.get(target, {}), graph.info.get(source, {})
                who = (info.get("partner") or "", info.get("partner_id") or 0)
                shipped[who].append(
                    {
                        "document": info.get("name") or None,
                        "reference": info.get("reference") or None,
                        "date": self._day(info.get("date")),
                        "product": self._goods(goods.get("product_id")),
                        "lot": goods.get("name") or None,
                        "quantity": float(edge.flow.quantity),
                        "unit": goods.get("unit") or None,
                        "certainty": graph.trace.reached[source].tier,
                    }
                )
        return [
            {
                "customer": {"id": number, "name": name} if number else None,
                "shipments": rows,
            }
            for (name, number), rows in sorted(shipped.items())
        ]
