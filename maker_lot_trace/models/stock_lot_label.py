from odoo import models


class StockLot(models.Model):
    """Labels of lots."""

    _inherit = "stock.lot"

    def _maker_label_url(self):
        """Where the labels of these lots are printed from."""
        reports = self.env["ir.actions.report"]
        ready = reports.get_wkhtmltopdf_state() not in ("install", "broken")
        ids = ",".join(map(str, self.ids))
        kind = "pdf" if ready else "html"
        return f"/report/{kind}/maker_lot_trace.report_lot_label/{ids}"
