from odoo import api, models

from ...cost_flow.parts import Place, fields_at, statement
from .sheet_file import csv_bytes, xlsx_bytes

STATEMENT = statement()
PRODUCT = [
    "product_id",
    "opening_qty",
    *fields_at(Place.START, Place.RUNS),
    "sold_qty",
    *fields_at(Place.SOLD, Place.APART),
    "closing_qty",
    "closing_value",
    "explanation",
]
MOVE = [
    "date",
    "kind",
    "product_id",
    "lot_id",
    "order_id",
    "partner_id",
    "production_id",
    "purchase_id",
    "quantity",
    "uom_id",
    "unit_cost",
    "value",
    "move_id",
]


class MakerCogsExport(models.AbstractModel):
    """The accountant's copy of a period: a workbook, or its moves as CSV."""

    _name = "maker.cogs.export"
    _description = "Export of a costing period"

    @api.model
    def _move_fields(self):
        """Columns of a move; extend to add your own."""
        return MOVE

    @api.model
    def _sheet(self, records, names):
        """Header and rows of records, ready for a file.

        :return: list of lists; relations by name, selections by label, dates in
            the reader's time zone
        """
        labels = records.fields_get(names, ["string", "type"])
        convert = [(name, records._fields[name]) for name in names]
        header = [labels[name]["string"] for name in names]
        rows = [
            [self._cell(record, name, column) for name, column in convert]
            for record in records
        ]
        return [header, *rows]

    @api.model
    def _cell(self, record, name, column):
        value = record[name]
        if column.type in ("float", "monetary"):
            return value
        return column.convert_to_export(value, record) or ""

    @api.model
    def _workbook(self, period):
        """:return: bytes of an .xlsx with statement, products and moves

        Each line of the statement begins with how it counts: added, taken off, sum.
        """
        names = [name for _sign, name in STATEMENT]
        labels = period.fields_get(names, ["string", "help"])
        statement = [
            [sign, labels[name]["string"], period[name], labels[name].get("help") or ""]
            for sign, name in STATEMENT
        ]
        head = ["", period.name, period.currency_id.name, period.company_id.name]
        return xlsx_bytes(
            {
                self.env._("Statement"): [head, *statement],
                self.env._("Products"): self._sheet(period.product_ids, PRODUCT),
                self.env._("Moves"): self._sheet(period.line_ids, self._move_fields()),
            }
        )

    @api.model
    def _moves_csv(self, period):
        """:return: bytes of the moves as CSV, readable by spreadsheets (UTF-8)"""
        return csv_bytes(self._sheet(period.line_ids, self._move_fields()))
