import io
from datetime import datetime

from openpyxl import load_workbook
from sheet_file import csv_bytes, xlsx_bytes

ROWS = [["Name", "Quantity"], ["=1+1", -3], ["Wax", 2.5], ["", None]]


def test_csv_marks_what_would_run_as_a_formula_and_leaves_numbers():
    text = csv_bytes(ROWS).decode("utf-8-sig")
    assert text.splitlines() == ["Name,Quantity", "'=1+1,-3", "Wax,2.5", ","]
    for start in "=+-@\t\r":
        assert csv_bytes([[f"{start}x"]]).decode("utf-8-sig").lstrip('"')[0] == "'"


def test_csv_opens_as_utf_8():
    assert csv_bytes([["é"]]).startswith(b"\xef\xbb\xbf")


def test_a_workbook_keeps_texts_and_dates_what_they_are():
    when = datetime(2026, 6, 30, 12)
    content = xlsx_bytes({"A" * 40: [*ROWS, ["then", when]]}, filtered=True)
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["A2"].value == "=1+1" and sheet["A2"].data_type == "s"
    assert sheet["B2"].value == -3
    assert sheet["B5"].value == when
    assert sheet.auto_filter.ref == "A1:B5"
    assert len(sheet.title) == 31


def test_an_empty_sheet_still_opens():
    content = xlsx_bytes({"Nothing": [["Name"]]}, filtered=True)
    assert load_workbook(io.BytesIO(content)).active["A1"].value == "Name"
