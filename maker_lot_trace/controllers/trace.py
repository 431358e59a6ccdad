import csv
import io

from odoo import http
from odoo.http import content_disposition, request


class TraceController(http.Controller):
    @http.route("/maker_lot_trace/trace.csv", type="http", auth="user", readonly=True)
    def trace_csv(self, kind, id, **_options):
        """The whole trace of one lot, run, order or purchase, a row per node."""
        page = request.env["maker.trace.page"].get_page(kind, int(id))
        header, rows = request.env["maker.trace.page"]._as_table(page)
        return self._csv(f"trace {page['title']}.csv", header, rows)

    def _csv(self, name, header, rows):
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(header)
        writer.writerows(rows)
        # The mark in front makes spreadsheets read it as UTF-8.
        content = buffer.getvalue().encode("utf-8-sig")
        return request.make_response(
            content,
            [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
