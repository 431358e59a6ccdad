from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.maker_mrp.public import LARGEST_ID, TRACERS, only_for

from .. import trace_graph as tg
from .maker_trace import LOSS, LOSSES

CUSTOMERS = ("order", "delivery", "move")
SUPPLIERS = ("purchase", "receipt", "move")
FOUND_AT_MOST = 20
PAGES = (tg.LOT, tg.RUN, "order", "purchase")


class MakerTracePage(models.AbstractModel):
    """What the trace page finds and shows."""

    _name = "maker.trace.page"
    _description = "Trace page"

    @api.model
    @only_for(*TRACERS)
    def find(self, code):
        """Everything a typed or scanned code can mean, the exact meanings first.

        :return: list of ``{"kind", "id", "name", "detail"}``: lots by their own or
            their supplier's number, runs, orders and purchases
        """
        self.env["stock.lot"].check_access("read")
        if code and not isinstance(code, str):
            raise UserError(self.env._("Type or scan a number."))
        code = (code or "").strip()
        if not code:
            return []
        for character in ("\\", "%", "_"):
            code = code.replace(character, f"\\{character}")
        return self._matches("=ilike", code) or self._matches("ilike", code)

    @api.model
    def _matches(self, operator, code):
        places = [
            (tg.LOT, "stock.lot", ("name", "supplier_lot", "ref"), "product_id"),
            (tg.RUN, "mrp.production", ("name",), "product_id"),
            ("order", "sale.order", ("name", "client_order_ref"), "partner_id"),
            ("purchase", "purchase.order", ("name", "partner_ref"), "partner_id"),
        ]
        found = []
        for kind, model, names, detail in places:
            domain = Domain.OR([(name, operator, code)] for name in names)
            domain &= Domain("company_id", "in", [False, *self.env.companies.ids])
            records = self._readable(model).search(domain, limit=FOUND_AT_MOST)
            found += [
                {
                    "kind": kind,
                    "id": record.id,
                    "name": record.name,
                    "detail": self._detail(record, record[detail].display_name),
                }
                for record in records.sudo()  # the partner's or product's name only
            ]
        return found[:FOUND_AT_MOST]

    @api.model
    def _readable(self, model):
        """The model, to search in: by its own rules for whoever may read it at all.

        A code on a label or a parcel may be looked up by the bench, which does not
        read orders otherwise.
        """
        records = self.env[model]
        if records.has_access("read"):
            return records
        # only numbers and names are given out, and only to the users of Maker
        return records.sudo()

    @api.model
    def _detail(self, record, what):
        supplier_lot = record._name == "stock.lot" and record.supplier_lot
        return f"{what} · {supplier_lot}" if supplier_lot else what

    @api.model
    @only_for(*TRACERS)
    def get_page(self, kind, res_id):
        """All that is known of one lot, run, order or purchase, both ways.

        :return: dict with ``title``, ``facts``, ``backward`` and ``forward`` (each
            None where it makes no sense, else `_side`), ``balance`` and ``seconds``
        :raises UserError: for something that is not there any more
        """
        self.env["stock.lot"].check_access("read")
        page = self._title(kind, res_id)
        page.update({"balance": None, "seconds": 0.0})
        for direction in (tg.BACKWARD, tg.FORWARD):
            seeds = self._seeds(kind, res_id, direction)
            page[direction] = None
            if not seeds:
                continue
            graph = self.env["maker.trace"]._trace_nodes(seeds, direction)
            page[direction] = self._side(graph)
            page["seconds"] += graph.seconds
            if kind == tg.LOT and direction == tg.FORWARD:
                lot = self.env["stock.lot"].browse(res_id)
                balances = self._mass_balances(lot, graph)
                page["balance"] = self._balance(balances[lot.id])
        return page

    @api.model
    def _seeds(self, kind, res_id, direction):
        node = tg.Node(kind, res_id)
        if kind in (tg.LOT, tg.RUN):
            return [node]
        if kind == "order":
            return [node] if direction == tg.BACKWARD else []
        if direction == tg.BACKWARD:
            return []
        # sudo: lots of a purchase the bench does not read itself
        lines = self.env["purchase.order"].sudo().browse(res_id).order_line
        lots = lines.move_ids.filtered(lambda move: move.state == "done").lot_ids
        return [tg.Node(tg.LOT, lot.id) for lot in lots]

    @api.model
    def _title(self, kind, res_id):
        node, info = None, None
        if kind in PAGES and type(res_id) is int and 0 < res_id <= LARGEST_ID:
            node = tg.Node(kind, res_id)
            info = self.env["maker.trace"]._info([node]).get(node)
        if not info or not self._is_ours(info["model"], res_id):
            raise UserError(self.env._("This is not there any more. Search again."))
        lot = self.env["stock.lot"].browse(res_id if kind == tg.LOT else [])
        return {
            "kind": kind,
            "id": res_id,
            "title": info["name"],
            "product": info["product"],
            "product_id": info["product_id"],
            "unit": info["unit"],
            "partner": info["partner"],
            "partner_id": info["partner_id"],
            "reference": info["reference"],
            "model": info["model"],
            "hold": lot.maker_hold if lot else False,
            "unusable": lot._maker_unavailable_reason() if lot else "",
            "on_hand": lot.product_qty if lot else False,
            "may_act": self.env.user.has_group("maker_mrp.group_user"),
        }

    @api.model
    def _is_ours(self, model, res_id):
        """Whether the record is one of the current companies' and may be looked at."""
        record = self._readable(model).browse(res_id)
        # sudo: only its company is looked at
        company = record.sudo().company_id
        ours = not company or company in self.env.companies
        return ours and record.has_access("read")

    @api.model
    def _side(self, graph):
        """One direction of the page: rows by group, and the picture's columns.

        Groups: ``runs``, ``lots``, ``ends`` (customers or suppliers), ``losses``,
        ``here`` (what is still in stock, forward) and ``ruled_out``.
        """
        trace = graph.trace
        forward = trace.direction == tg.FORWARD
        through = defaultdict(list)
        for edge in trace.edges:
            near = edge.flow.target if forward else edge.flow.source
            through[near].append(edge)
        seeds = set(trace.seeds)
        rows = {
            node: self._row(graph, item, through[node])
            for node, item in trace.reached.items()
            if node not in seeds
        }

        def group(*kinds):
            items = [rows[item.node] for item in trace.nodes(*kinds) if item.level]
            return sorted(items, key=lambda row: (row["tier"], row["level"]))

        ends = CUSTOMERS if forward else SUPPLIERS
        sides = {
            "runs": group(*tg.PROCESSES),
            "lots": group(tg.LOT, tg.UNLOTTED),
            "ends": group(*ends),
            "losses": group(LOSS),
            "here": self._here(graph) if forward else [],
            "ruled_out": self._ruled_out(graph),
            "unit": self._seed_unit(graph),
        }
        sides["links"] = [
            [list(edge.flow.source), list(edge.flow.target), edge.flow.tier]
            for edge in trace.edges
        ]
        return sides

    @api.model
    def _seed_unit(self, graph):
        units = {
            graph.info[node]["unit"]
            for node in graph.trace.seeds
            if node.kind == tg.LOT and node in graph.info
        }
        return units.pop() if len(units) == 1 else ""

    @api.model
    def _row(self, graph, item, edges):
        """One reached node: what it is, how much went there, and how surely."""
        info = graph.info.get(item.node, {})
        forward = graph.trace.direction == tg.FORWARD
        goods = [
            edge.flow.source if edge.flow.target == item.node else edge.flow.target
            for edge in edges
        ]
        if item.node.kind in (tg.LOT, tg.UNLOTTED):
            goods = [item.node]
        named = {graph.info.get(node, {}).get("product", "") for node in goods}
        products = {graph.info.get(node, {}).get("product_id") for node in goods}
        units = {graph.info.get(node, {}).get("unit", "") for node in goods}
        single = len(units) == 1
        total = sum(edge.flow.quantity for edge in edges) if single else 0
        carried = item.amount if forward else sum(edge.carried for edge in edges)
        return {
            "kind": item.node.kind,
            "id": item.node.id,
            "name": info.get("name") or self._nameless(item.node.kind),
            "product": info.get("product") or ", ".join(sorted(named - {""})),
            "product_id": info.get("product_id")
            or (products.pop() if len(products) == 1 else False),
            "partner": info.get("partner", ""),
            "partner_id": info.get("partner_id", False),
            "reference": info.get("reference", ""),
            "state": info.get("state", ""),
            "model": info.get("model", ""),
            **self._dates(info.get("date")),
            "level": item.level,
            "tier": item.tier,
            "quantity": float(total),
            "unit": units.pop() if single else "",
            "carried": float(carried),
        }

    @api.model
    def _nameless(self, kind):
        if kind == tg.UNLOTTED:
            return self.env._("no lot recorded")
        return self.env._("adjustment") if kind == LOSS else "–"

    @api.model
    def _dates(self, moment):
        """The day of a row: ``date`` for tables, ``day`` as the reader writes it."""
        if not moment:
            return {"date": False, "day": ""}
        company = self.env.company
        return {
            "date": company._maker_day(moment).isoformat(),
            "day": company._maker_say_day(moment),
        }

    @api.model
    def _here(self, graph):
        """Reached lots still in stock: how much, where, and whether stopped."""
        items = {item.node.id: item for item in graph.trace.nodes(tg.LOT)}
        quants = self.env["stock.quant"]._read_group(
            [
                ("lot_id", "in", list(items)),
                ("location_id.usage", "in", ("internal", "transit")),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["lot_id", "location_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        rows = []
        for lot, location, quantity, reserved in quants:
            if lot.product_id.uom_id.is_zero(quantity):
                continue
            rows.append(
                {
                    "kind": tg.LOT,
                    "id": lot.id,
                    "name": lot.name,
                    "product": lot.product_id.display_name,
                    "product_id": lot.product_id.id,
                    "partner": location.display_name,
                    "place_id": location.id,
                    "model": "stock.lot",
                    "quantity": quantity,
                    "reserved": reserved,
                    "unit": lot.product_id.uom_id.name,
                    "state": lot.maker_hold,
                    "tier": items[lot.id].tier,
                    "level": items[lot.id].level,
                }
            )
        return sorted(rows, key=lambda row: (row["level"], row["name"]))

    @api.model
    def _ruled_out(self, graph):
        rows = []
        for flow in graph.trace.ruled_out:
            lot, end = graph.info.get(flow.source, {}), graph.info.get(flow.target, {})
            rows.append(
                {
                    "kind": flow.target.kind,
                    "id": flow.target.id,
                    "model": end.get("model", ""),
                    "name": end.get("name", ""),
                    "lot": lot.get("name", ""),
                    "product": lot.get("product", ""),
                    "product_id": lot.get("product_id", False),
                    "quantity": float(flow.quantity),
                    "unit": lot.get("unit", ""),
                    **self._dates(end.get("date")),
                }
            )
        return rows

    @api.model
    def _balance(self, balance):
        """A mass balance as plain numbers."""
        names = ("came_in", "used", "shipped", "lost", "on_hand", "difference")
        numbers = {name: float(getattr(balance, name)) for name in names}
        return {**numbers, "accounted_pct": float(balance.accounted_pct)}

    @api.model
    def _mass_balances(self, lots, graph):
        """``{lot_id: trace_graph.MassBalance}`` from a forward trace reaching them."""
        on_hand = self.env["stock.quant"]._read_group(
            [
                ("lot_id", "in", lots.ids),
                ("location_id.usage", "in", ("internal", "transit")),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["lot_id"],
            ["quantity:sum"],
        )
        held = {lot.id: quantity for lot, quantity in on_hand}
        flows = defaultdict(list)
        for flow in graph.flows:
            if flow.tier == tg.CERTAIN:
                flows[flow.source].append(flow)
                flows[flow.target].append(flow)
        decimal = self.env["maker.trace"]._decimal
        balances = {}
        for lot in lots:
            node = tg.Node(tg.LOT, lot.id)
            stock = decimal(round(held.get(lot.id, 0.0), 6))
            balances[lot.id] = tg.mass_balance(node, flows[node], stock, LOSSES)
        return balances
