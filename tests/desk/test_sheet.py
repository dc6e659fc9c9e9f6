"""A sheet read in pieces holds what the library reads whole, whoever wrote it."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from angen.desk.intake import sheet
from angen.desk.intake.sheet import Sheet
from angen.desk.intake.spool import Spool
from angen.kernel.refusal import Refused

ROWS = 300
PART = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "PIECE", 2_000)
    monkeypatch.setattr(sheet, "_BLOCK", 700)


def whole(path: Path) -> list[tuple[int, list[object]]]:
    """The rows as the library reads them, without cutting."""
    return list(sheet._numbered(CalamineWorkbook.from_path(path).get_sheet_by_index(0)))


def padded(rows: list[tuple[int, list[object]]]) -> list[tuple[int, list[object]]]:
    """Rows of one width: a piece may be narrower than the sheet."""
    width = max((len(row) for _, row in rows), default=0)
    return [(number, row + [""] * (width - len(row))) for number, row in rows]


def write(path: Path, *, shared: bool) -> Path:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": not shared})
    page = book.add_worksheet()
    page.write_row(1, 2, ["名称", "数", "日期", "真", "式"])
    day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
    for n in range(ROWS):
        row = n + 2 + (n > 100) * 5  # some blank rows between
        if shared and n % 50 == 7:
            page.write_rich_string(row, 2, bold, f"富{n}", f"文<本>&{n}")
        else:
            page.write_string(row, 2, [f"厂{n}", f"  <b>&{n}\n二行 ", 't="s"><v>1'][n % 3])
        page.write_number(row, 3, n * 1.5)
        page.write_datetime(row, 4, dt.date(2026, 1, 1) + dt.timedelta(days=n), day)
        page.write_boolean(row, 5, n % 2 == 0)
        if n % 4:
            page.write_formula(row, 6, "=1+1", None, f"结果{n}")
        if n % 90 == 5:
            page.write_string(row, 9, "远")
    page.write_blank(ROWS + 900, 2, None, day)
    book.close()
    return path


def spoilt(path: Path, change: Callable[[str], str], part: str = PART) -> Path:
    """The workbook with one part rewritten."""
    made = path.with_name("spoilt.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()).encode() if name == part else content)
    return made


@pytest.mark.parametrize("shared", [False, True])
def test_pieces_hold_what_the_whole_holds(tmp_path: Path, shared: bool) -> None:
    path = write(tmp_path / "a.xlsx", shared=shared)
    made = Sheet(path)
    assert len(list(made._pieces())) > 5
    expected = whole(path)
    assert padded(list(made.lines())) == expected
    assert expected[0][0] == 2 and len(expected) == ROWS + 1
    assert made.last() == expected[-1][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace("<row ", "<!-- </row> --><row ", 1),
        lambda xml: xml.replace('<row r="150"', "<row"),
        lambda xml: xml.replace("<sheetData>", "<sheetData\n>"),
        lambda xml: xml.replace("<t>厂99</t>", "<t><![CDATA[</row>]]></t>"),
        lambda xml: xml.replace("<row r=", "<row  r="),
        lambda xml: xml.replace(' t="b"', " t='b'"),
    ],
    ids=["comment", "no number", "blank in tag", "literal", "two blanks", "other quotes"],
)
def test_what_is_written_otherwise_is_read_all_the_same(
    tmp_path: Path, change: Callable[[str], str]
) -> None:
    path = spoilt(write(tmp_path / "a.xlsx", shared=False), change)
    assert padded(list(Sheet(path).lines())) == whole(path)
    assert Sheet(path).last() == whole(path)[-1][0]


def test_shared_texts_written_otherwise_are_read_all_the_same(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", shared=True)
    for change, part in (
        (lambda xml: xml.replace("<si>", "<si >"), "xl/sharedStrings.xml"),
        (lambda xml: xml.replace("<si>", "<!-- <si> --><si>", 1), "xl/sharedStrings.xml"),
        (lambda xml: xml.replace(' t="s"', " t='s'"), PART),
    ):
        other = spoilt(path, change, part)
        assert padded(list(Sheet(other).lines())) == whole(path)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Refused, match="读不出来"):
        list(Sheet(path).lines())
    with pytest.raises(Refused, match="读不出来"):
        Sheet(path).last()


def test_an_empty_sheet_has_no_lines(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet()
    book.close()
    made = Sheet(tmp_path / "a.xlsx")
    assert list(made.lines()) == [] and made.last() == 0


@given(st.lists(st.integers()), st.integers(1, 5))
@settings(deadline=None)
def test_a_spool_is_a_list(numbers: list[int], most: int) -> None:
    spool: Spool[int] = Spool(most)
    for place, number in enumerate(numbers):
        spool.append(number)
        assert len(spool) == place + 1
    assert list(spool) == numbers and list(spool) == numbers
    assert len(spool.last) <= most
