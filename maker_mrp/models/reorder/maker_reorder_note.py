import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
BATCH = 500


class MakerReorderNote(models.Model):
    """ "Look again at this product": one row a transaction and product.

    Rows are only ever inserted by the transactions that move stock, never
    updated: two of them can not disturb each other. A lost row costs a delay,
    for every rule is looked at each night.
    """

    _name = "maker.reorder.note"
    _description = "Products whose stock changed"
    _log_access = False

    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")

    @api.model
    def _collect(self, product_ids):
        """Note products at the end of the transaction; costs nothing before."""
        collected = self.env.cr.precommit.data.setdefault("maker_reorder_note", set())
        if not collected:
            self.env.cr.precommit.add(self._insert_collected)
        collected.update(product_ids)

    def _insert_collected(self):
        product_ids = self.env.cr.precommit.data.pop("maker_reorder_note", set())
        if not product_ids:
            return
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO maker_reorder_note (product_id)
                     SELECT DISTINCT product_id FROM stock_warehouse_orderpoint
                      WHERE active AND product_id = ANY(%s)
                  RETURNING id
                """,
                list(product_ids),
            )
        )
        woken = self.env.cr.postcommit.data
        if inserted and not woken.get("maker_reorder_woken"):
            woken["maker_reorder_woken"] = True
            cron = self.env.ref("maker_mrp.ir_cron_reorder_notes", False)
            if cron:  # not while the addon is being installed
                # Who moves stock has no access to scheduled actions.
                cron.sudo()._trigger()

    @api.model
    def _drain(self, limit=BATCH):
        """Check the rules of noted products and forget the notes that were read.

        :return: how many notes were worked off; 0 when there is nothing to do or
            another worker is at it
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id, product_id FROM maker_reorder_note "
                "ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
                limit,
            )
        )
        if not rows:
            return 0
        products = {product for _id, product in rows}
        self.env["stock.warehouse.orderpoint"].search(
            [("product_id", "in", list(products))]
        )._maker_check_levels()
        self.browse(row[0] for row in rows).unlink()
        return len(rows)

    @api.model
    def _cron_drain(self):
        cron = self.env["ir.cron"]
        done = self._drain()
        while done:
            if not cron._commit_progress(done, remaining=self.search_count([])):
                break
            done = self._drain()
