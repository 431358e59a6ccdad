from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...public import only_for

#: how long a finished run is still looked at
WATCHED_DAYS = 90


class MrpProduction(models.Model):
    """What came to the bench was used, given back, or still lies there."""

    _inherit = "mrp.production"

    maker_bench_gap = fields.Text(
        "Unaccounted for",
        compute="_compute_maker_bench_gap",
        help="What came to the bench for this run and its parts, and is neither used, "
        "nor given back, nor still in progress.",
        groups="base.group_user",
    )
    maker_gap_noted = fields.Json(copy=False, readonly=True, groups="base.group_user")

    @api.depends("production_group_id", "move_raw_ids.quantity", "maker_gap_noted")
    def _compute_maker_bench_gap(self):
        gaps = self._maker_bench_gaps()
        for run in self:
            told = [
                run._maker_gap_text(product, *amounts)
                for product, amounts in gaps.get(run.production_group_id, {}).items()
            ]
            run.maker_bench_gap = "\n".join(told) or False

    def _maker_bench_gaps(self):
        """Materials of these runs' chains that do not add up, unless noted as known.

        A chain is a run with all that was split off it or merged into it.

        :return: ``{production group: {product: (brought, used, returned, held)}}`` in
            each product's own unit
        """
        chains = self.filtered("maker_started_at").production_group_id
        if not chains:
            return {}
        known = defaultdict(dict)
        for run in self:
            known[run.production_group_id].update(run.maker_gap_noted or {})
        gaps = defaultdict(dict)
        for chain_id, product_id, *amounts in self._maker_bench_rows(chains):
            chain = chains.browse(chain_id)
            product = self.env["product.product"].browse(product_id)
            gap = amounts[0] - sum(amounts[1:])
            noted = known[chain].get(str(product_id), 0.0)
            if product.uom_id.compare(gap, noted):
                gaps[chain][product] = tuple(amounts)
        return gaps

    def _maker_bench_rows(self, chains):
        """(chain id, product id, brought, used, returned, held) of ``chains``."""
        self.env.flush_all()
        query = SQL(
            """
            SELECT COALESCE(run.production_group_id, move.production_group_id) AS chain,
                   line.product_id,
                   COALESCE(SUM(line.quantity_product_uom) FILTER (
                       WHERE move.state = 'done' AND run.id IS NULL
                         AND target.maker_role = 'wip'
                   ), 0),
                   COALESCE(SUM(line.quantity_product_uom) FILTER (
                       WHERE move.state = 'done' AND run.id IS NOT NULL
                   ), 0),
                   COALESCE(SUM(line.quantity_product_uom) FILTER (
                       WHERE move.state = 'done' AND run.id IS NULL
                         AND source.maker_role = 'wip'
                   ), 0),
                   COALESCE(SUM(line.quantity_product_uom) FILTER (
                       WHERE move.state NOT IN ('done', 'cancel')
                         AND run.id IS NOT NULL
                   ), 0)
              FROM stock_move_line line
              JOIN stock_move move ON move.id = line.move_id
              JOIN stock_location source ON source.id = line.location_id
              JOIN stock_location target ON target.id = line.location_dest_id
         LEFT JOIN mrp_production run ON run.id = move.raw_material_production_id
             WHERE (source.maker_role = 'wip' OR target.maker_role = 'wip')
               AND (run.production_group_id IN %(chains)s
                    OR run.id IS NULL AND move.production_group_id IN %(chains)s)
          GROUP BY 1, 2
            """,
            chains=tuple(chains.ids),
        )
        return self.env.execute_query(query)

    def _maker_gap_text(self, product, brought, used, returned, held):
        def told(quantity):
            return self._maker_amount(quantity, product.uom_id)

        gap = brought - used - returned - held
        facts = {
            "product": product.display_name,
            "gap": told(abs(gap)),
            "brought": told(brought),
            "used": told(used),
            "returned": told(returned),
            "held": told(held),
        }
        if gap > 0:
            return self.env._(
                "%(product)s: %(gap)s are unaccounted for: %(brought)s came to the "
                "bench, %(used)s were used, %(returned)s given back, %(held)s are in "
                "progress. Look for them under Work in progress, and bring them back "
                "or correct the run.",
                **facts,
            )
        return self.env._(
            "%(product)s: %(gap)s more were used than came to the bench: %(brought)s "
            "came, %(used)s were used, %(returned)s given back, %(held)s are in "
            "progress. Correct the run, or count the bench.",
            **facts,
        )

    @only_for("base.group_user")
    def action_maker_note_gap(self):
        """Take what does not add up as known; it is told again when it changes."""
        gaps = self._maker_bench_gaps()
        for chain, products in gaps.items():
            runs = chain.production_ids
            noted = {}
            for run in runs:
                noted.update(run.maker_gap_noted or {})
            for product, amounts in products.items():
                noted[str(product.id)] = amounts[0] - sum(amounts[1:])
            texts = [
                runs[:1]._maker_gap_text(product, *amounts)
                for product, amounts in products.items()
            ]
            runs.maker_gap_noted = noted
            for run in runs & self:
                run.message_post(
                    body=self.env._("Taken as known: %s", "; ".join(texts))
                )
        return True

    @api.model
    def _maker_runs_with_gap(self, companies):
        """Runs of the last months whose materials do not add up."""
        since = fields.Datetime.now() - timedelta(days=WATCHED_DAYS)
        runs = self.search(
            [
                ("company_id", "in", companies.ids),
                ("maker_started_at", "!=", False),
                "|",
                ("state", "in", ("confirmed", "progress", "to_close")),
                ("date_finished", ">=", since),
            ]
        )
        gaps = runs._maker_bench_gaps()
        return runs.filtered(lambda run: run.production_group_id in gaps)
