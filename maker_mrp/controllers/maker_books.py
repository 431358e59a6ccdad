from odoo import http
from odoo.http import request

from .download import file_response, record_or_404


class MakerBooks(http.Controller):
    @http.route("/maker/books/workbook/<int:period_id>", type="http", auth="user")
    def cogs_workbook(self, period_id):
        """A period's books as a workbook (XLSX)."""
        period = self._period(period_id)
        name = request.env._("Cost of goods sold %s", period.name)
        workbook = request.env["maker.cogs.export"]._workbook(period)
        return file_response(name, "xlsx", workbook)

    @http.route("/maker/books/moves/<int:period_id>", type="http", auth="user")
    def cogs_moves(self, period_id):
        """A period's moves as CSV."""
        period = self._period(period_id)
        name = request.env._("Moves %s", period.name)
        moves = request.env["maker.cogs.export"]._moves_csv(period)
        return file_response(name, "csv", moves)

    def _period(self, period_id):
        """The period, for those who may read it."""
        return record_or_404("maker.cogs.period", period_id)
