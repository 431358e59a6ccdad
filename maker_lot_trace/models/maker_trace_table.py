from odoo import api, models

from .. import trace_graph as tg


class MakerTracePage(models.AbstractModel):
    _inherit = "maker.trace.page"

    @api.model
    def _as_table(self, page):
        """A page as one flat table.

        :return: ``(header, rows)``
        """

        header = [
            self.env._("Direction"),
            self.env._("Group"),
            self.env._("Name"),
            self.env._("Reference"),
            self.env._("Product"),
            self.env._("Partner or place"),
            self.env._("Quantity"),
            self.env._("Unit"),
            self.env._("Part of the traced lot"),
            self.env._("Certainty"),
            self.env._("Steps away"),
            self.env._("Date"),
        ]
        columns = (
            "name",
            "reference",
            "product",
            "partner",
            "quantity",
            "unit",
            "carried",
            "tier",
            "level",
            "date",
        )
        rows = []
        for direction in (tg.BACKWARD, tg.FORWARD):
            side = page[direction] or {}
            for group in ("runs", "lots", "ends", "losses", "here", "ruled_out"):
                for row in side.get(group, ()):
                    row = {"tier": tg.RULED_OUT, **row}
                    cells = [self._cell(row.get(column)) for column in columns]
                    rows.append([direction, group, *cells])
        return header, rows

    @api.model
    def _cell(self, value):
        """A value as a spreadsheet may have it: no formula starts in a name."""
        if value is None or value is False:
            return ""
        if isinstance(value, str) and value[:1] in "=+-@\t\r":
            return f"'{value}"
        return value
