"""The first sheet of a workbook, a few thousand rows at a time.

The library reads a sheet whole, a hundred bytes a cell. So the text of the sheet is cut between two
rows, and each piece goes to the library as a workbook of its own, with the styles of the real one
and the shared texts put in where they are used. What is not written in the plain form that all the
common programs write is read whole, and so in any case the library alone says what a cell holds.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from angen.kernel.refusal import Refused

BLANK: Final = ("", None)
PIECE: Final = 3 << 20  # bytes of the sheet's text, some thousand rows
_BLOCK: Final = 1 << 18
_WORKBOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_TEXTS: Final = "xl/sharedStrings.xml"
_SMALL: Final = ("[Content_Types].xml", "_rels/.rels", _WORKBOOK, _LINKS, "xl/styles.xml")
_SHEET: Final = re.compile(rb'<sheet\b[^>]*\br:id="([^"]+)"')
_LINK: Final = re.compile(rb"<Relationship\b[^>]*>")
_VALUE: Final = re.compile(rb'\b(Id|Type|Target)="([^"]*)"')
_BEGIN: Final = re.compile(rb"<sheetData\s*>")
_ROW_END: Final = b"</row>"
_TAIL: Final = b"</sheetData></worksheet>"
_TEXT: Final = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_USE: Final = re.compile(rb'(<c\b[^>]*?) t="s"([^>]*)><v>(\d+)</v>')
_LEFT: Final = re.compile(rb"""<c\b[^>]*\bt\s*=\s*["']s["']""")
_ROW: Final = b'<row r="'

Line = tuple[int, list[Any]]  # the number the spreadsheet shows, the cells


class _Unusual(Exception):
    """The file is not written in the plain form; the library must read it whole."""


_FAULTS: Final = (
    *(_Unusual, CalamineError, zipfile.BadZipFile, zlib.error),
    *(OSError, ValueError, EOFError, KeyError),
)


class Sheet:
    """The first sheet of the workbook at ``path``; raises ``Refused`` where there is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = ""
        try:
            with zipfile.ZipFile(path) as package:
                self.part = _first_sheet(package)
        except _FAULTS:
            pass  # the library says what is wrong, or reads it all the same

    def lines(self) -> Iterator[Line]:
        """The rows that are not blank, in order."""
        last = 0
        try:
            for sheet in self._pieces():
                for number, row in _numbered(sheet):
                    yield number, row
                    last = number
            return
        except _FAULTS:
            pass
        for number, row in _numbered(self._whole()):
            if number > last:
                yield number, row

    def last(self) -> int:
        """The number of the last row that is not blank, 0 for an empty sheet."""
        try:
            return max(map(_last_row, self._texts()))
        except _FAULTS:
            end = self._whole().end
            return end[0] + 1 if end else 0

    def _pieces(self) -> Iterator[CalamineSheet]:
        """The sheet as sheets of some rows."""
        with zipfile.ZipFile(self.path) as package:
            names = package.namelist()
            small = {name: package.read(name) for name in _SMALL if name in names}
            texts = _Texts(package) if _TEXTS in names else None
        for text in self._texts():
            whole = texts.put_into(text) if texts is not None else text
            with zipfile.ZipFile(file := BytesIO(), "w") as made:
                for name, content in [*small.items(), (self.part, whole)]:
                    made.writestr(name, content)
            file.seek(0)
            yield CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)

    def _texts(self) -> Iterator[bytes]:
        """The text of the sheet, cut between two rows."""
        if not self.part:
            raise _Unusual
        with zipfile.ZipFile(self.path) as package, package.open(self.part) as file:
            head, rest = _head(file)
            while block := file.read(PIECE):
                rest += block
                if (end := rest.rfind(_ROW_END)) >= 0:
                    end += len(_ROW_END)
                    yield b"".join((head, _plain(rest[:end]), _TAIL))
                    rest = rest[end:]
            yield head + _plain(rest)

    def _whole(self) -> CalamineSheet:
        """The sheet as the library reads it."""
        try:
            return CalamineWorkbook.from_path(self.path).get_sheet_by_index(0)
        except PasswordError as error:
            raise Refused("文件有密码保护。请去掉密码后重新上传。") from error
        except (CalamineError, OSError, ValueError, IndexError) as error:
            raise Refused("文件读不出来。请用导入模板填写，另存为 .xlsx 后重新上传。") from error


class _Texts:
    """The shared texts of a workbook, each as it is written, one after the other."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        raw = package.read(_TEXTS)
        self.text, self.ends = bytearray(), array("Q", [0])
        for found in _TEXT.finditer(raw):
            self.text += found[1] or b""
            self.ends.append(len(self.text))
        if b"<!" in raw or raw.count(b"<si>") + raw.count(b"<si/>") + 1 != len(self.ends):
            raise _Unusual

    def put_into(self, sheet: bytes) -> bytes:
        """The sheet with each shared text in the cell that uses it."""
        made = _USE.sub(self._cell, sheet)
        if _LEFT.search(made):
            raise _Unusual
        return made

    def _cell(self, found: re.Match[bytes]) -> bytes:
        number = int(found[3])
        if number + 1 >= len(self.ends):
            raise _Unusual
        text = self.text[self.ends[number] : self.ends[number + 1]]
        return b'%s t="inlineStr"%s><is>%s</is>' % (found[1], found[2], text)


def _first_sheet(package: zipfile.ZipFile) -> str:
    """The part that holds the first sheet."""
    sheet = _SHEET.search(package.read(_WORKBOOK))
    for link in _LINK.findall(package.read(_LINKS)):
        found: dict[bytes, bytes] = dict(_VALUE.findall(link))
        if sheet and found.get(b"Id") == sheet[1] and found[b"Type"].endswith(b"/worksheet"):
            name = f"xl/{found[b'Target'].decode().removeprefix('/xl/')}"
            package.getinfo(name)
            return name
    raise _Unusual


def _plain(rows: bytes) -> bytes:
    """The rows, if each says its number and no comment or literal part hides among them."""
    if b"<!" in rows or rows.count(b"<row ") + rows.count(b"<row>") != rows.count(_ROW):
        raise _Unusual
    return rows


def _head(file: Any) -> tuple[bytes, bytes]:
    """What stands before the first row, and the beginning of the rows."""
    start = b""
    while block := file.read(_BLOCK):
        start += block
        if found := _BEGIN.search(start):
            head, rest = start[: found.end()], start[found.end() :]
            if b"<!" in head or not rest.lstrip().startswith((_ROW, b"</sheetData>")):
                raise _Unusual
            return head, rest
        if len(start) > PIECE:
            break
    raise _Unusual


def _last_row(text: bytes) -> int:
    """The number of the last row in a piece that holds a value."""
    value = max(text.rfind(b"</v>"), text.rfind(b"</is>"))
    row = text.rfind(_ROW, 0, value) if value >= 0 else -1
    if row < 0:
        return 0
    number = row + len(_ROW)
    return int(text[number : text.index(b'"', number)])


def _numbered(sheet: CalamineSheet) -> Iterator[Line]:
    """The rows with the numbers the spreadsheet shows, blank ones left out."""
    top, left = sheet.start or (0, 0)
    before = [""] * left  # the library leaves out unused first columns
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
        if any(cell not in BLANK for cell in row):
            yield number, [*before, *row] if before else row
