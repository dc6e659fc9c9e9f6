"""Reading the first sheet of a workbook into typed values, every bad cell named.

Cells are read column by column, each different entry of a block once: what a file repeats costs
nothing, and a row never becomes an object of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError
from xlsxwriter.utility import xl_col_to_name

from angen.desk.columns import Bad, Column, Personal, Ref
from angen.desk.columns.base import plain
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor
from angen.kernel.refusal import Refused

MOST_ROWS = 200_000
STEP = 2_000  # rows read at once, and between two reports of progress
REMEMBERED = 5_000  # different entries of a column kept in mind from block to block
BLANK = ("", None)

Progress = Callable[[int], None]
Memory = dict[Any, Any]


@dataclass(frozen=True)
class Problem:
    """A bad cell, or a bad row (column empty)."""

    row: int
    cell: str
    column: str
    value: str
    sentence: str


@dataclass
class Parsed:
    """A file as lists of equal length: ``numbers`` as the spreadsheet counts, ``values`` by column.

    ``bad`` holds the numbers of rows with a problem, ``names`` how references were entered, by
    column and primary key, ``heads`` the raw first cells.
    """

    columns: list[Column]
    numbers: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    heads: list[Any] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    names: dict[str, dict[Any, str]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def problem(self, row: int, name: str, value: object, sentence: str) -> None:
        """Note what is wrong and leave the row out."""
        place = self.places.get(name, 0)
        column = next((c for c in self.columns if c.name == name), None)
        text = plain(value)[:100]
        if isinstance(column, Personal) and len(text) > 8:
            text = column.mask(text)
        label = column.label if column else ""
        cell = f"{xl_col_to_name(place)}{row}"
        self.problems.append(Problem(row, cell, label, text, sentence))
        self.bad.add(row)

    def good(self) -> Iterator[int]:
        """The places in the lists of rows without a problem."""
        bad = self.bad
        return (place for place, number in enumerate(self.numbers) if number not in bad)

    def head(self, place: int) -> str:
        """What a row is called in the preview."""
        if isinstance(self.columns[0], Personal):
            return ""
        return plain(self.heads[place])[:40]


def opened(path: Path) -> CalamineSheet:
    """The first sheet of the workbook; a file that is none is refused."""
    try:
        book = CalamineWorkbook.from_path(path)
        sheet = book.get_sheet_by_index(0)
    except PasswordError as error:
        raise Refused("文件有密码保护。请去掉密码后重新上传。") from error
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise Refused("文件读不出来。请用导入模板填写，另存为 .xlsx 后重新上传。") from error
    if lines_below_head(sheet) > MOST_ROWS:
        raise Refused(f"一次最多导入 {MOST_ROWS:,} 行。请分成几个文件。")
    return sheet


def lines_below_head(sheet: CalamineSheet) -> int:
    """How many rows the sheet has below its first."""
    return sheet.end[0] if sheet.end else 0


def numbered(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """The rows with the numbers the spreadsheet shows, blank ones left out."""
    before = [""] * (sheet.start or (0, 0))[1]  # the reader leaves out unused first columns
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(cell not in BLANK for cell in row):
            yield number, [*before, *row] if before else row


def parse(ledger: Ledger, actor: Actor, sheet: CalamineSheet, progress: Progress) -> Parsed:
    """All rows of the sheet as values, references resolved, duplicates in the file named."""
    lines = numbered(sheet)
    _, header = next(lines, (0, []))
    if not header:
        raise Refused("第一张表是空的。请下载导入模板，从第二行起填写。")
    parsed = headed(ledger, header)
    parsed.values = {c.name: [] for c in parsed.columns}
    memories: dict[str, Memory] = {c.name: {} for c in parsed.columns}
    required = set(ledger.natural_key)
    while block := list(islice(lines, STEP)):
        read_block(parsed, block, memories, required)
        progress(len(parsed.numbers))
    if not parsed.numbers:
        raise Refused("表里没有记录。请从第二行起填写，每行一条。")
    resolve(parsed, actor)
    twins(ledger, parsed)
    return parsed


def headed(ledger: Ledger, header: list[Any]) -> Parsed:
    """The columns that the first row names."""
    labels = {c.label: c for c in ledger.imported}
    parsed, unknown = Parsed([]), []
    for place, cell in enumerate(header):
        label = plain(cell).rstrip("*＊").strip()
        column = labels.get(label)
        if column is None:
            if label:
                unknown.append(label)
        elif column.name in parsed.places:
            raise Refused(f"“{label}”这一列出现了两次。请删去多余的一列。")
        else:
            parsed.columns.append(column)
            parsed.places[column.name] = place
    needed = {n: ledger.by_name[n].label for n in ledger.natural_key}
    needed |= {c.name: c.label for c in ledger.imported if c.required}
    missing = [label for name, label in needed.items() if name not in parsed.places]
    if missing:
        raise Refused(f"第一行缺少列：{'、'.join(missing)}。请用导入模板，不要改动列名。")
    if unknown:
        parsed.notes.append(f"没有导入这些不认识的列：{'、'.join(unknown)[:200]}。")
    return parsed


def read_block(
    parsed: Parsed,
    block: list[tuple[int, list[Any]]],
    memories: dict[str, Memory],
    required: set[str],
) -> None:
    """Read some rows; references are kept as text for later."""
    numbers = [number for number, _ in block]
    cells = list(zip(*(row for _, row in block), strict=True))
    parsed.numbers += numbers
    parsed.heads += cells[0]
    for column in parsed.columns:
        place = parsed.places[column.name]
        raw: Sequence[Any] = cells[place] if place < len(cells) else [""] * len(numbers)
        memory = memories[column.name]
        if len(memory) > REMEMBERED:
            memory.clear()
        read = read_cells(column, raw, memory, column.name in required)
        for number, cell, value in zip(numbers, raw, read, strict=True):
            if type(value) is Bad:
                parsed.problem(number, column.name, cell, value.sentence)
        parsed.values[column.name] += read


def read_cells(column: Column, cells: Sequence[Any], memory: Memory, key: bool) -> list[Any]:
    """The value of every cell, or the ``Bad`` that says why there is none.

    1, 1.0 and True are equal in Python and different in a spreadsheet: only text is its own key.
    """
    keys = cells
    if any(type(cell) is not str for cell in cells):
        keys = [cell if type(cell) is str else (type(cell), cell) for cell in cells]
    for entry in set(keys) - memory.keys():
        try:
            value = column.read(entry if type(entry) is str else entry[1])
            if key and value in BLANK:
                raise Bad(f"“{column.label}”必须填写，导入靠它识别记录。")
        except Bad as bad:
            value = bad.with_traceback(None)
        memory[entry] = value
    return [memory[entry] for entry in keys]


def resolve(parsed: Parsed, actor: Actor) -> None:
    """Replace the entries of references by primary keys, all of a column at once."""
    for column in parsed.columns:
        if not isinstance(column, Ref):
            continue
        entered = parsed.values[column.name]
        wanted = dict.fromkeys(text for text in entered if text and type(text) is not Bad)
        found = column.resolve(actor, wanted)
        parsed.names[column.name] = {pk: text for text, pk in found.items() if type(pk) is not Bad}
        resolved = [found.get(text, text) if type(text) is str else text for text in entered]
        if any(type(target) is Bad for target in found.values()):
            for number, text, target in zip(parsed.numbers, entered, resolved, strict=True):
                if type(target) is Bad and target is not text:
                    parsed.problem(number, column.name, text, target.sentence)
        parsed.values[column.name] = resolved


def twins(ledger: Ledger, parsed: Parsed) -> None:
    """Name rows whose natural key an earlier row already has."""
    labels = "、".join(ledger.by_name[name].label for name in ledger.natural_key)
    first: dict[tuple[Any, ...], int] = {}
    for number, key in zip(parsed.numbers, keys_of(ledger, parsed), strict=True):
        if number in parsed.bad:
            continue
        if key in first:
            sentence = f"与第 {first[key]} 行的“{labels}”相同。同一条记录只能填一行。"
            parsed.problem(number, ledger.natural_key[0], "", sentence)
        else:
            first[key] = number


def keys_of(ledger: Ledger, parsed: Parsed) -> Iterable[tuple[Any, ...]]:
    """The natural key of every row."""
    return zip(*(parsed.values[name] for name in ledger.natural_key), strict=True)
