from odoo import http
from odoo.http import content_disposition, request

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MakerBooks(http.Controller):
    @http.route("/maker/books/workbook/<int:period_id>", type="http", auth="user")
    def cogs_workbook(self, period_id):
        period = self._period(period_id)
        name = f"{request.env._('Cost of goods sold')} {period.name}.xlsx"
        return self._file(
            request.env["maker.cogs.export"]._workbook(period), WORKBOOK, name
        )

    @http.route("/maker/books/moves/<int:period_id>", type="http", auth="user")
    def cogs_moves(self, period_id):
        period = self._period(period_id)
        name = f"{request.env._('Moves')} {period.name}.csv"
        return self._file(
            request.env["maker.cogs.export"]._moves_csv(period),
            "text/csv; charset=utf-8",
            name,
        )

    def _period(self, period_id):
        """The period, for those who may read it."""
        period = request.env["maker.cogs.period"].browse(period_id).exists()
        if not period:
            raise request.not_found()
        period.check_access("read")
        return period

    def _file(self, content, kind, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
