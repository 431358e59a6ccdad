import csv
import io

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TraceController(http.Controller):
    @http.route("/maker_lot_trace/trace.csv", type="http", auth="user", readonly=True)
    def trace_csv(self, kind, id, **_options):
        """The whole trace of one lot, run, order or purchase, a row per node."""
        page = request.env["maker.trace.page"].get_page(kind, int(id))
        header, rows = request.env["maker.trace.page"]._as_table(page)
        return self._csv(f"trace {page['title']}", header, rows)

    @http.route("/maker_lot_trace/sheet/<int:sheet_id>", type="http", auth="user")
    def sheet(self, sheet_id):
        """The traceability sheet a wizard was filled in for."""
        sheet = request.env["maker.trace.sheet"].browse(sheet_id).exists()
        if not sheet:
            raise request.not_found()
        sheet.check_access("read")
        name = f"traceability {sheet.date_from} to {sheet.date_to}"
        write = self._xlsx if sheet.file_type == "xlsx" else self._csv
        return write(name, *sheet._table_rows())

    def _csv(self, name, header, rows):
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(header)
        writer.writerows(rows)
        # The mark in front makes spreadsheets read it as UTF-8.
        content = buffer.getvalue().encode("utf-8-sig")
        return self._file(f"{name}.csv", "text/csv; charset=utf-8", content)

    def _xlsx(self, name, header, rows):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, header, book.add_format({"bold": True}))
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    text = isinstance(cell, str)
                    (sheet.write_string if text else sheet.write)(number, column, cell)
            sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
            sheet.freeze_panes(1, 0)
            sheet.autofit()
        return self._file(f"{name}.xlsx", XLSX, buffer.getvalue())

    def _file(self, name, kind, content):
        headers = [
            ("Content-Type", kind),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)
