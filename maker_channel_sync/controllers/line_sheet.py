from odoo import http
from odoo.http import request

from odoo.addons.maker_mrp.controllers.download import file_response, record_or_404


class MakerLineSheet(http.Controller):
    @http.route("/maker/line-sheet/<int:pricelist_id>", type="http", auth="user")
    def line_sheet(self, pricelist_id):
        """The line sheet of a price list as CSV."""
        pricelist = record_or_404("product.pricelist", pricelist_id)
        name = request.env._("Line sheet %s", pricelist.name)
        return file_response(name, "csv", pricelist._maker_line_sheet_csv())
