"""Tables as files a spreadsheet opens: rows in, bytes out. Imports no Odoo."""

import csv
import io
from datetime import datetime

import xlsxwriter

# What a spreadsheet would run when a text cell of a CSV file begins with it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

LONGEST_TITLE = 31  # of a worksheet, as Excel has it


def csv_bytes(rows) -> bytes:
    """Rows as CSV in UTF-8, marked for spreadsheets to read it as such.

    A text that would run as a formula gets an apostrophe in front.

    >>> csv_bytes([["Wax", 2], ["=1+1", -3]]).decode("utf-8-sig")
    "Wax,2\\r\\n'=1+1,-3\\r\\n"
    """
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheets, filtered=False) -> bytes:
    """An Excel workbook; texts stay texts, whatever they begin with.

    :param sheets: ``{title: rows}``, the first row of each being its header
    :param filtered: whether the headers of the sheets offer filters
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        dated = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title[:LONGEST_TITLE])
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime):
                        sheet.write_datetime(number, column, value, dated)
                    elif isinstance(value, str):
                        sheet.write_string(
                            number, column, value, None if number else bold
                        )
                    else:
                        sheet.write(number, column, value)
            if filtered:
                sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)
            sheet.freeze_panes(1, 1)
            sheet.autofit()
    return buffer.getvalue()


def _harmless(value):
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
