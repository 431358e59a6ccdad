from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from time import perf_counter

from odoo import api, models
from odoo.exceptions import UserError

from .. import trace_graph as tg
from ..trace import names as trace_names
from ..trace import query as trace_query

LOSS = "loss"
LOSSES = frozenset({LOSS})
TAKEN_OUT = "taken_out"
ARRIVALS = frozenset({"made", "received", TAKEN_OUT})

# For each kind of node: which query names it, and which record it opens.
RECORDS = {
    tg.LOT: ("lot", "stock.lot"),
    tg.UNLOTTED: ("unlotted", "stock.move.line"),
    tg.RUN: ("run", "mrp.production"),
    tg.PROCESS: ("move", "stock.move"),
    tg.UNBUILD: ("unbuild", "mrp.unbuild"),
    "order": ("order", "sale.order"),
    "purchase": ("purchase", "purchase.order"),
    "delivery": ("picking", "stock.picking"),
    "receipt": ("picking", "stock.picking"),
    "move": ("move", "stock.move"),
    LOSS: ("move", "stock.move"),
}


@dataclass(frozen=True)
class TraceGraph:
    """A trace with the names of what it reached.

    ``trace``: see `trace_graph.Trace`; ``flows``: all net flows it was computed
    from; ``info``: for each node a dict with ``name``, ``model``, ``res_id``,
    ``product_id``, ``product``, ``unit``, ``partner_id``, ``partner``, ``date``,
    ``reference`` and ``state``, False where unknown; ``seconds``: how long it took.
    """

    trace: tg.Trace
    flows: tuple[tg.Flow, ...]
    info: dict[tg.Node, dict] = field(repr=False)
    seconds: float


class MakerTrace(models.AbstractModel):
    """Reads which lots went where, as a graph."""

    _name = "maker.trace"
    _description = "Trace of lots"

    @api.model
    def _trace(self, lots, direction):
        """Where lots went (``"forward"``) or what they are made of (``"backward"``).

        :return: TraceGraph of lots, runs, orders and partners with quantities, net
            of returns and undone runs; links that were recorded are certain, those
            that can only be inferred from what was in stock are possible, and those
            that stock shows cannot have been are listed as ruled out
        :raises UserError: for another direction
        """
        lots.check_access("read")
        return self._trace_nodes([tg.Node(tg.LOT, lot.id) for lot in lots], direction)

    @api.model
    def _trace_nodes(self, seeds, direction):
        """`_trace` from any nodes: lots, runs or orders."""
        if direction not in (tg.FORWARD, tg.BACKWARD):
            raise UserError(
                self.env._(
                    "A trace goes forward or backward, not %(direction)s.",
                    direction=direction,
                )
            )
        started = perf_counter()
        flows, ruled_out = self._all_flows(seeds, direction) if seeds else ([], [])
        trace = tg.trace(flows, seeds, direction)
        trace = replace(trace, ruled_out=tuple(ruled_out))
        nodes = set(trace.reached)
        for flow in ruled_out:
            nodes.update((flow.source, flow.target))
        info = self._info(nodes)
        seconds = perf_counter() - started
        return TraceGraph(trace, tuple(tg.net(flows)), info, seconds)

    @api.model
    def _all_flows(self, seeds, direction):
        """Recorded flows, and possible ones where a lot was not recorded.

        The recorded part is one recursive query. Only when something reached has
        movements without a lot is the history of those products read, and the
        query repeated from what may have been reached through them.

        :return: ``(flows, ruled out flows)``
        """
        self.env["stock.move.line"].flush_model()
        self.env["stock.move"].flush_model()
        self.env["stock.quant"].flush_model()
        forward = direction == tg.FORWARD
        companies = tuple(self.env.companies.ids)
        start = dict.fromkeys(seeds)
        histories = {}
        strained = {}
        while True:
            rows = self.env.execute_query(trace_query.flows(start, forward, companies))
            flows, open_ends = self._flows_from_rows(rows, forward)
            asked = open_ends.keys() - histories.keys()
            histories.update(self._histories(asked, forward, companies))
            if forward:
                strained = histories
            else:
                products = {row[2] for row in rows if row[0]} - strained.keys()
                strained.update(self._strained(products, companies))
            guesses, ruled_out, more = self._guess(histories, open_ends, forward)
            lots = {tg.Node(tg.LOT, row[0]) for row in rows if row[0]} | start.keys()
            renamed, others = self._renamed(strained, lots, forward)
            guesses, more = guesses + renamed, more | others
            if more <= start.keys():
                return flows + guesses, ruled_out
            start.update(dict.fromkeys(more))

    @api.model
    def _flows_from_rows(self, rows, forward):
        """Rows of `trace_query.flows` as flows.

        :return: the flows, and ``{product_id: nodes}`` of what may have been moved
            without its lot: forward what is in stock, backward what was used
        """
        flows, open_ends = [], defaultdict(set)
        weights = self._output_weights(rows)
        for row in rows:
            lot, unlotted, product, role, kind, end = row[:6]
            node = tg.Node(tg.LOT, lot) if lot else tg.Node(tg.UNLOTTED, unlotted)
            arrives = role in ARRIVALS
            source, target = tg.Node(kind, end), node
            if not arrives:
                source, target = target, source
            flows += self._flows_of_row(row, source, target, weights.get(row[:7]))
            if lot and forward or not lot and arrives == forward:
                open_ends[product].add(node)
        return flows, open_ends

    @api.model
    def _flows_of_row(self, row, source, target, weight):
        """What went forth and, where some did, what came back, as two flows."""
        last, back, first = row[10], self._decimal(row[11]), row[12]
        moves_back = set(row[13])
        forth = tg.Flow(
            source,
            target,
            self._decimal(row[8]) + back,
            # which of its materials came out was not written down
            tier=tg.POSSIBLE if row[3] == TAKEN_OUT else tg.CERTAIN,
            weight=weight,
            moves=tuple(number for number in row[9] if number not in moves_back),
            since=first,
            until=last,
        )
        if not back:
            return [forth]
        returned = replace(
            forth,
            quantity=-back,
            weight=weight and Decimal(0),
            moves=tuple(row[13]),
        )
        return [forth, returned] if forth.quantity else [returned]

    @api.model
    def _decimal(self, number):
        return Decimal(str(number or 0))

    @api.model
    def _output_weights(self, rows):
        """How a run's content splits over its outputs, as its costs do.

        By-products take their cost share; the main product's lots share the rest
        by quantity. Quantities alone would compare pieces with grams.

        :return: ``{first seven columns of a row: weight}``
        """
        outputs = defaultdict(list)
        for row in rows:
            if row[3] == "made" and row[4] == tg.RUN:
                outputs[row[5]].append(row)
        weights = {}
        for made in outputs.values():
            if not any(row[6] for row in made):
                continue
            totals = defaultdict(Decimal)
            for row in made:
                totals[row[2]] += self._decimal(row[8])
            shares = {row[2]: self._decimal(row[7]) for row in made if row[6]}
            rest = max(100 - sum(shares.values()), 0)
            for row in made:
                share = shares[row[2]] if row[6] else rest
                total = totals[row[2]]
                part = self._decimal(row[8]) / total if total else Decimal(0)
                weights[row[:7]] = share * part
        return weights

    @api.model
    def _histories(self, products, forward, companies):
        """``{product_id: history rows}`` of the products with gaps; [] for others."""
        if not products:
            return {}
        found = {product: [] for product in products}
        gaps = trace_query.gaps(tuple(products), forward, companies)
        gaps = tuple(product for (product,) in self.env.execute_query(gaps))
        if gaps:
            history = trace_query.history(gaps, companies)
            for row in self.env.execute_query(history):
                found[row[2]].append(row)
        return found

    @api.model
    def _strained(self, products, companies):
        """Histories of those products whose record of lots cannot be right."""
        found = {product: [] for product in products}
        if products:
            asked = trace_query.strained(tuple(products))
            asked = tuple(product for (product,) in self.env.execute_query(asked))
            if asked:
                history = trace_query.history(asked, companies)
                for row in self.env.execute_query(history):
                    found[row[2]].append(row)
        return found

    @api.model
    def _renamed(self, histories, known, forward):
        """Possible flows between lots whose goods may have gone by another's name.

        :return: ``(possible flows, nodes to follow)``
        """
        flows, more = [], set()
        for rows in histories.values():
            events, counted = [], set()
            for row in rows:
                quantity = self._decimal(row[6])
                change = quantity if row[3] in ARRIVALS else -quantity
                event = tg.StockEvent(row[0], row[10], change, row[1] or None, row[11])
                events.append(event)
                counted.update([row[0]] if row[3] == "lost" else ())
            for found in (*tg.renamed(events, counted), *tg.returned(events)):
                named = tg.Node(tg.LOT, found.event.lot)
                for lot, held in found.lots.items():
                    other = tg.Node(tg.LOT, lot)
                    near, far = (other, named) if forward else (named, other)
                    if near in known:
                        held = min(held, abs(found.event.change))
                        flows.append(tg.Flow(other, named, held, tg.POSSIBLE))
                        more.add(far)
        return flows, more

    @api.model
    def _guess(self, histories, open_ends, forward):
        """Possible and impossible origins of what left without its lot.

        :return: ``(possible flows, ruled out flows, nodes to follow)``
        """
        possible, ruled_out, more = [], [], set()
        for product, rows in histories.items():
            known = open_ends.get(product, set())
            events, ends, lots = [], {}, set()
            for row in rows:
                quantity = self._decimal(row[6])
                change = quantity if row[3] in ARRIVALS else -quantity
                events.append(tg.StockEvent(row[0], row[10], change, row[1] or None))
                ends[row[0]] = tg.Node(row[4], row[5])
                lots.update([row[1]] if row[1] else [])
            for found in tg.candidates(events):
                spot = tg.Node(tg.UNLOTTED, found.event.id)
                if not forward and spot not in known:
                    continue
                quantity = -found.event.change
                origins = {tg.Node(tg.LOT, lot): q for lot, q in found.lots.items()}
                for arrival, held in found.arrivals.items():
                    origins[tg.Node(tg.UNLOTTED, arrival)] = held
                hits = origins.keys() & known if forward else origins.keys()
                for origin in hits:
                    held = min(origins[origin], quantity)
                    possible.append(tg.Flow(origin, spot, held, tg.POSSIBLE))
                more.update([spot] if forward and hits else ())
                more.update(hits if not forward else ())
                everyone = known if forward else {tg.Node(tg.LOT, lot) for lot in lots}
                for lot in everyone - origins.keys():
                    if lot.kind == tg.LOT:
                        end = ends[found.event.id]
                        ruled_out.append(tg.Flow(lot, end, quantity, tg.RULED_OUT))
        return possible, ruled_out, more

    @api.model
    def _info(self, nodes):
        """Names of the nodes, read kind by kind; see `TraceGraph`.

        Whoever may trace a lot may read what its orders and partners are called.
        """
        by_kind = defaultdict(list)
        for node in nodes:
            by_kind[node.kind].append(node.id)
        info = {}
        for kind, ids in by_kind.items():
            query, model = RECORDS[kind]
            rows = self.env.execute_query(trace_names.names(query, ids))
            for res_id, name, partner_id, partner, date, product, ref, state in rows:
                info[tg.Node(kind, res_id)] = {
                    "name": name or "",
                    "model": model,
                    "res_id": res_id,
                    "product_id": product or False,
                    "partner_id": partner_id or False,
                    "partner": partner or "",
                    "date": date or False,
                    "reference": ref or "",
                    "state": state or "",
                }
        products = {item["product_id"] for item in info.values()} - {False}
        # sudo: names of products only
        products = self.env["product.product"].sudo().browse(products)
        called = {
            product.id: (product.display_name, product.uom_id.name)
            for product in products
        }
        for item in info.values():
            item["product"], item["unit"] = called.get(item["product_id"], ("", ""))
        return info
