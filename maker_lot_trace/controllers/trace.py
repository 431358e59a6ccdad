from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.maker_mrp.controllers.download import file_response, record_or_404
from odoo.addons.maker_mrp.models.books.sheet_file import csv_bytes, xlsx_bytes


class TraceController(http.Controller):
    @http.route("/maker_lot_trace/trace.csv", type="http", auth="user", readonly=True)
    def trace_csv(self, kind="", id="", **_options):
        """The whole trace of one lot, run, order or purchase, a row per node."""
        pages = request.env["maker.trace.page"]
        try:
            page = pages.get_page(kind, int(id))
        except AccessError:
            raise
        except (UserError, ValueError) as problem:
            raise request.not_found() from problem
        rows = pages._as_table(page)
        return file_response(f"trace {page['title']}", "csv", csv_bytes(rows))

    @http.route("/maker_lot_trace/sheet/<int:sheet_id>", type="http", auth="user")
    def sheet(self, sheet_id):
        """The traceability sheet a wizard was filled in for."""
        sheet = record_or_404("maker.trace.sheet", sheet_id)
        name = f"traceability {sheet.date_from} to {sheet.date_to}"
        rows = sheet._table_rows()
        if sheet.file_type == "xlsx":
            title = request.env._("Traceability")
            content = xlsx_bytes({title: rows}, filtered=True)
        else:
            content = csv_bytes(rows)
        return file_response(name, sheet.file_type, content)
