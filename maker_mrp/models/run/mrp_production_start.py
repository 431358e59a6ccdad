from collections import defaultdict

from odoo import Command, models

from ...flags import SCREEN
from ...public import a_moment, only_for, takes
from .run_result import Shortage
from .run_shelf import Shelf


class MrpProduction(models.Model):
    """Starts runs: takes their materials to the bench."""

    _inherit = "mrp.production"

    @only_for("base.group_user")
    @takes(date=a_moment)
    def action_maker_start(self, date=None, allow_missing=False):
        """Take the materials of these runs to the bench.

        They move, lot by lot, from stock to the warehouse's "Work in progress":
        still owned and valued, no longer free. Draft runs are confirmed first. A run
        that was started with materials missing takes what has arrived since.

        :param date: date or UTC datetime of the start, now when empty
        :param allow_missing: start with what is there, where the company's settings
            allow it
        :raise UserError: for all runs at once, before anything is written
        """
        return self.with_context(**{SCREEN: True})._maker_start(
            self._maker_moment(date), allow_missing
        )

    def _maker_start(self, moment, allow_missing=False):
        self._maker_check_startable(moment)
        needs = self._maker_start_needs()
        self._maker_check_missing(needs, allow_missing)
        self._maker_check_arrived(needs, dict.fromkeys(self, moment))
        self.filtered(lambda run: run.state == "draft").action_confirm()
        fresh = self.filtered(lambda run: not run.maker_started_at)
        portions = self._maker_release()
        for move, need in needs.items():
            if move.raw_material_production_id in fresh:
                move._maker_ask_for(need)
        for run in fresh:
            run.write(
                {
                    "maker_started_at": moment,
                    "maker_home_location_id": run._maker_sources()[-1:].id,
                    "location_src_id": run._maker_wip_location().id,
                }
            )
        self._maker_bring(self._maker_start_needs(), portions, moment)
        return True

    def _maker_check_startable(self, moment):
        errors = self.company_id[:1]._maker_moment_errors(moment)
        for run in self:
            if run.state in ("done", "cancel"):
                errors.append(
                    self.env._(
                        "%(run)s is finished or cancelled. Plan a new run instead.",
                        run=run.display_name,
                    )
                )
            elif not run.move_raw_ids:
                errors.append(
                    self.env._(
                        "%(run)s has no materials. Give it a recipe or add lines.",
                        run=run.display_name,
                    )
                )
            errors += run._maker_company_errors()
        self._maker_raise(errors)

    def _maker_company_errors(self):
        """Materials that belong to another company than the run."""
        return [
            self.env._(
                "%(run)s: %(product)s belongs to %(company)s. Use a material of "
                "%(own)s, or share it by emptying its company.",
                run=self.display_name,
                product=product.display_name,
                company=product.company_id.display_name,
                own=self.company_id.display_name,
            )
            for product in self.move_raw_ids.product_id
            if product.company_id and product.company_id != self.company_id
        ]

    def _maker_wip_location(self):
        self.ensure_one()
        return self.picking_type_id.warehouse_id._maker_wip_location()

    def _maker_sources(self):
        """Where materials of this run may be taken from, first choice first.

        A warehouse that picks before manufacturing holds some of them in its
        pre-production place already; the rest is still in stock.
        """
        self.ensure_one()
        if self.maker_started_at:
            return self.maker_home_location_id
        warehouse = self.picking_type_id.warehouse_id
        sources = self.location_src_id
        if sources == warehouse.pbm_loc_id:
            sources += warehouse.lot_stock_id
        return sources

    def _maker_start_needs(self):
        """What each open raw move still lacks on the bench, in its product's unit.

        :return: ``{stock.move: quantity}``, stored products only
        """
        needs, shelf = {}, Shelf(self.env)
        for run in self:
            for move in run._maker_open_raw_moves():
                if not move.product_id.is_storable:
                    continue
                need = move.product_qty
                if not run.maker_started_at:
                    need = move._maker_by_density(need, shelf)
                else:
                    need -= sum(move.move_line_ids.mapped("quantity_product_uom"))
                if move.product_id.uom_id.compare(need, 0) > 0:
                    needs[move] = need
        return needs

    def _maker_check_missing(self, needs, allowed=False):
        """Refuse ``needs`` that are not there, naming each material and amount.

        :param allowed: a person's answer, taken where the company lets her answer
        """
        shortages = self._maker_shortages(needs)
        if not shortages or allowed and self.company_id._maker_lets_go_on():
            return
        self._maker_raise(
            [
                self._maker_with_stopped(
                    self.env._(
                        "%(run)s: %(product)s: %(needed)s needed, %(here)s here, "
                        "%(missing)s missing.",
                        run=shortage.run.display_name,
                        product=shortage.product.display_name,
                        needed=self._maker_amount(
                            shortage.needed, shortage.product.uom_id
                        ),
                        here=self._maker_amount(shortage.here, shortage.product.uom_id),
                        missing=self._maker_amount(
                            shortage.missing, shortage.product.uom_id
                        ),
                    ),
                    shortage.product,
                )
                for shortage in shortages
            ]
            + [self._maker_missing_remedy()]
        )

    def _maker_missing_remedy(self):
        if all(c.maker_missing_policy == "ask" for c in self.company_id):
            return self.env._(
                "Receive or count what is missing, make less, or go on anyway."
            )
        return self.env._("Receive or count what is missing, or make less.")

    def _maker_check_arrived(self, needs, moments):
        """Refuse ``needs`` of materials that had not arrived at the runs' moments.

        :param needs: ``{stock.move: quantity}`` in each product's unit
        :param moments: ``{run: UTC datetime}``
        """
        for company in self.company_id:
            late = self._maker_not_arrived(
                [
                    (
                        move.raw_material_production_id.display_name,
                        moments[move.raw_material_production_id],
                        move.product_id,
                        None,
                        quantity,
                    )
                    for move, quantity in needs.items()
                    if move.company_id == company
                ],
                company,
            )
            self._maker_raise(
                [f"{run}: {text}" for run, texts in late.items() for text in texts]
            )

    def _maker_shortages(self, needs):
        """What ``needs`` lacks, all runs drawing on the same stock in turn.

        :param needs: ``{stock.move: quantity}`` in each product's unit
        :return: list of :class:`Shortage`, one per run and product
        """
        pools, lacking, totals = {}, defaultdict(float), defaultdict(float)
        products = self.env["product.product"].union(*(m.product_id for m in needs))
        for move, need in needs.items():
            run = move.raw_material_production_id
            sources = run._maker_sources()
            if sources not in pools:
                pools[sources] = self.env["stock.quant"]._maker_free_by_product(
                    products, sources
                )
            pool, product = pools[sources], move.product_id
            totals[run, product] += need
            need -= self._maker_own_reservation(move)
            taken = min(max(pool.get(product.id, 0.0), 0.0), max(need, 0.0))
            pool[product.id] = pool.get(product.id, 0.0) - taken
            lacking[run, product] += max(need, 0.0) - taken
        return [
            Shortage(run, product, totals[run, product], totals[run, product] - lack)
            for (run, product), lack in lacking.items()
            if product.uom_id.compare(lack, 0) > 0
        ]

    def _maker_own_reservation(self, move):
        """How much outside the bench is already set apart for this raw move."""
        lines = move._maker_open_picks().move_line_ids
        if not move.raw_material_production_id.maker_started_at:
            lines |= move.move_line_ids
        return sum(lines.mapped("quantity_product_uom"))

    def _maker_release(self):
        """Free what is reserved off the bench, remembering which lots it was.

        Pending transfers to a pre-production place are cancelled: the start does
        their work.

        :return: ``{stock.move: [Portion, ...]}``
        """
        from .run_result import Portion

        portions, to_free = defaultdict(list), self.env["stock.move"]
        picks = self.env["stock.move"]
        for run in self:
            for move in run._maker_open_raw_moves():
                open_picks = move._maker_open_picks()
                picks |= open_picks
                lines = open_picks.move_line_ids
                if not run.maker_started_at:
                    lines |= move.move_line_ids
                    to_free |= move
                portions[move] = [Portion.of_line(line) for line in lines]
        for move in picks.move_dest_ids:
            move.move_orig_ids = [
                Command.unlink(pick.id) for pick in move.move_orig_ids & picks
            ]
        picks._action_cancel()
        to_free._do_unreserve()
        to_free.filtered(
            lambda move: move.procure_method != "make_to_stock"
        ).procure_method = "make_to_stock"
        return portions

    def _maker_bring(self, needs, portions, moment):
        """Move ``needs`` to the bench, remembered ``portions`` first.

        :param needs: ``{stock.move: quantity}`` in each product's unit
        :return: ``{done transfer move: raw move}``, chained
        """
        demands = []
        products = self.env["product.product"].union(*(m.product_id for m in needs))
        free = {}
        for move, need in needs.items():
            run = move.raw_material_production_id
            rest = need
            chosen = defaultdict(list)
            sources = run._maker_sources_of_transfer()
            for portion in portions.get(move, ()):
                source = run._maker_root(portion.location, sources)
                quantity = min(portion.quantity, rest)
                if source and quantity > 0:
                    chosen[source].append((portion, quantity))
                    rest -= quantity
            for source in sources:
                if source not in free:
                    free[source] = self.env["stock.quant"]._maker_free_by_product(
                        products, source
                    )
                reserved = sum(quantity for _portion, quantity in chosen[source])
                here = free[source].get(move.product_id.id, 0.0) - reserved
                take = rest if source == sources[-1:] else min(max(here, 0.0), rest)
                rest -= take
                free[source][move.product_id.id] = here - take
                if move.product_id.uom_id.compare(reserved + take, 0) > 0:
                    demands.append((move, source, reserved + take, chosen[source]))
        return self._maker_transfer_in(demands, moment)

    def _maker_sources_of_transfer(self):
        """Like :meth:`_maker_sources`, for a run that was just marked as started."""
        self.ensure_one()
        warehouse = self.picking_type_id.warehouse_id
        home = self.maker_home_location_id
        if (
            home == warehouse.lot_stock_id
            and self.picking_type_id.default_location_src_id == warehouse.pbm_loc_id
        ):
            return warehouse.pbm_loc_id + home
        return home

    def _maker_root(self, location, sources):
        """The one of ``sources`` that ``location`` lies in, or empty."""
        return next(
            (s for s in sources if location.parent_path.startswith(s.parent_path)),
            sources[:0],
        )
