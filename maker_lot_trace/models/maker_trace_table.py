from odoo import api, models

from .. import trace_graph as tg


class MakerTracePage(models.AbstractModel):
    """A trace as a table, for a file or paper."""

    _inherit = "maker.trace.page"

    @api.model
    def _as_table(self, page):
        """A page as one flat table.

        :return: rows, the first being the header
        """
        columns = self._columns()
        header = [self.env._("Direction"), self.env._("Group"), *columns.values()]
        directions = {
            tg.BACKWARD: self.env._("What went in"),
            tg.FORWARD: self.env._("Where it went"),
        }
        tiers = {
            tg.CERTAIN: self.env._("certain"),
            tg.POSSIBLE: self.env._("possible"),
            tg.RULED_OUT: self.env._("ruled out"),
        }
        rows = []
        for direction, called in directions.items():
            side = page[direction] or {}
            for group, title in self._groups(direction).items():
                for row in side.get(group, ()):
                    row = {**row, "tier": tiers[row.get("tier", tg.RULED_OUT)]}
                    cells = [self._cell(row.get(column)) for column in columns]
                    rows.append([called, title, *cells])
        return [header, *rows]

    @api.model
    def _columns(self):
        """``{key of a row: header}``, in the order of the table."""
        return {
            "name": self.env._("Name"),
            "reference": self.env._("Reference"),
            "product": self.env._("Product"),
            "partner": self.env._("Partner or place"),
            "quantity": self.env._("Quantity"),
            "unit": self.env._("Unit"),
            "carried": self.env._("Part of the traced lot"),
            "tier": self.env._("Certainty"),
            "level": self.env._("Steps away"),
            "date": self.env._("Date"),
        }

    @api.model
    def _groups(self, direction):
        """``{group of a page: title}``, in the order of the page."""
        forward = direction == tg.FORWARD
        return {
            "runs": self.env._("Runs"),
            "lots": self.env._("Lots"),
            "ends": self.env._("Customers") if forward else self.env._("Suppliers"),
            "losses": self.env._("Losses"),
            "here": self.env._("In stock"),
            "ruled_out": self.env._("Ruled out"),
        }

    @api.model
    def _cell(self, value):
        return "" if value is None or value is False else value
