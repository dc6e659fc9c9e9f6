"""Spreadsheets: exports, import templates and lists of errors, written in constant memory."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook

from angen.desk.columns import Cell, Column, Personal
from angen.desk.ledger import Ledger

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000
PREPARED_ROWS = 5_000  # rows of a template that carry the drop-down lists
NOTES = "填写说明"
# A text that begins like this is a formula to a spreadsheet program that reads it again.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST = 32_767  # characters a cell can hold


def book() -> tuple[Workbook, IO[bytes]]:
    """An empty workbook and the temporary file it becomes."""
    file: IO[bytes] = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    return Workbook(file, options), file


class Sheet:
    """A sheet that is written row by row, with one place for the choice of cell types."""

    def __init__(self, made: Workbook, name: str) -> None:
        self.sheet = made.add_worksheet(sheet_name(name))
        self.bold = made.add_format({"bold": True, "bg_color": "#E9EEF1", "bottom": 1})
        # The spreadsheet's own mark of "text, whatever it looks like": kept when edited or saved.
        self.quoted = made.add_format({"quote_prefix": True})

    def head(self, labels: Sequence[str], widths: Sequence[int]) -> None:
        """The frozen row of column heads."""
        for place, (label, width) in enumerate(zip(labels, widths, strict=True)):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, label, self.bold)
        self.sheet.freeze_panes(1, 0)

    def put(self, row: int, values: Iterable[Cell]) -> None:
        """Write one row of typed cells."""
        for place, value in enumerate(values):
            self.put_cell(row, place, value)

    def put_cell(self, row: int, place: int, value: Cell) -> None:
        """Write one cell; text that begins like a formula is marked as text."""
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_string(row, place, "是" if value else "否")
        elif isinstance(value, int | float | Decimal):
            self.sheet.write_number(row, place, value)
        elif isinstance(value, dt.datetime):
            self.sheet.write_datetime(row, place, value.replace(tzinfo=None))
        elif isinstance(value, dt.date):
            self.sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()))
        else:
            quoted = self.quoted if value.startswith(FORMULA) else None
            self.sheet.write_string(row, place, value[:LONGEST], quoted)


def export(ledger: Ledger, rows: Iterable[Any], *, clear: bool = False) -> IO[bytes]:
    """The rows of a ledger; ``clear`` writes personal numbers unmasked."""
    columns = ledger.exported
    made, file = book()
    sheet = Sheet(made, ledger.title)
    sheet.head([c.label for c in columns], [c.width for c in columns])
    readers = [reader(column, clear) for column in columns]
    last = 0
    for last, record in enumerate(rows, start=1):
        sheet.put(last, (read(record) for read in readers))
    sheet.sheet.autofilter(0, 0, last, len(columns) - 1)
    return closed(made, file)


def reader(column: Column, clear: bool) -> Any:
    """The function that gives the cell of a record."""
    return column.clear if clear and isinstance(column, Personal) else column.cell


def sheet_name(title: str) -> str:
    """A title as the name of a sheet: 31 characters, without those the format forbids."""
    return "".join(c for c in title if c not in "[]:*?/\\")[:31] or "台账"


def closed(made: Workbook, file: IO[bytes]) -> IO[bytes]:
    """The finished file, from its beginning."""
    made.close()
    file.seek(0)
    return file


def template(ledger: Ledger) -> IO[bytes]:
    """The empty spreadsheet of the import: heads with drop-down lists, and a sheet of notes."""
    columns = ledger.imported
    made, file = book()
    sheet = Sheet(made, ledger.title)
    text = made.add_format({"num_format": "@"})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    sheet.head([mark(c) for c in columns], [c.width for c in columns])
    for place, column in enumerate(columns):
        shape = day if column.kind == "day" else None if column.numeric else text
        sheet.sheet.set_column(place, place, column.width, shape)
        if rule := column.validation():
            rule = {"input_title": column.label[:32], "input_message": note(column)[:255], **rule}
            sheet.sheet.data_validation(1, place, PREPARED_ROWS, place, rule)
    notes(made, ledger)
    return closed(made, file)


def mark(column: Column) -> str:
    """The head of a column; a star marks what must be filled in."""
    return f"{column.label}*" if column.required else column.label


def note(column: Column) -> str:
    """What may be entered, in a sentence."""
    return f"{column.allowed()}。{column.help}"


def notes(made: Workbook, ledger: Ledger) -> None:
    """The sheet that explains every column."""
    sheet = Sheet(made, NOTES)
    sheet.head(["列名", "是否必填", "怎样填", "说明", "示例"], [20, 10, 50, 40, 24])
    rows = [
        (c.label, "必填" if c.required else "选填", c.allowed(), c.help, c.example)
        for c in ledger.imported
    ]
    known = "、".join(ledger.by_name[name].label for name in ledger.natural_key)
    rows += [
        ("", "", "", "", ""),
        ("已有记录", "", f"按“{known}”识别：已有的记录会被更新，没有的会新增。", "", ""),
        (
            "空单元格",
            "",
            "表中有这一列而单元格为空，表示把这一项清空；不想改的列请整列删去。",
            "",
            "",
        ),
        ("第一张表", "", "只读第一张表；第一行是列名，从第二行起每行一条记录。", "", ""),
    ]
    for number, row in enumerate(rows, start=1):
        sheet.put(number, row)


def error_list(title: str, errors: Iterable[dict[str, Any]]) -> IO[bytes]:
    """The errors of an import, one a row, with row, cell, value and what to do."""
    made, file = book()
    sheet = Sheet(made, f"{title}错误")
    sheet.head(["行", "单元格", "列名", "填写的内容", "问题"], [8, 10, 20, 30, 80])
    for number, error in enumerate(errors, start=1):
        sheet.put(number, [error[name] for name in ("row", "cell", "column", "value", "sentence")])
    return closed(made, file)
