"""Reading the first sheet of a workbook into typed values, every bad cell named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError
from xlsxwriter.utility import xl_col_to_name

from angen.desk.columns import Bad, Choice, Column, Day, Flag, Personal, Ref
from angen.desk.columns.base import plain
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor
from angen.kernel.refusal import Refused

MOST_ROWS = 200_000
STEP = 2_000  # rows between two reports of progress
# Columns whose few different entries are worth remembering.
REPEATING = (Choice, Flag, Day)

Progress = Callable[[int], None]


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
    """The rows of a file by row number (as the spreadsheet counts), values by column name."""

    columns: list[Column]
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    names: dict[str, dict[Any, str]] = field(default_factory=dict)  # of references, as entered
    places: dict[str, int] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)  # what a row is called in the preview

    def problem(self, row: int, name: str, value: object, sentence: str) -> None:
        """Note what is wrong and forget the row."""
        place = self.places.get(name, 0)
        column = next((c for c in self.columns if c.name == name), None)
        text = plain(value)[:100]
        if isinstance(column, Personal) and len(text) > 8:
            text = column.mask(text)
        label = column.label if column else ""
        cell = f"{xl_col_to_name(place)}{row}"
        self.problems.append(Problem(row, cell, label, text, sentence))
        self.rows.pop(row, None)


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
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        if any(cell not in ("", None) for cell in row):
            yield number, row


def parse(ledger: Ledger, actor: Actor, sheet: CalamineSheet, progress: Progress) -> Parsed:
    """All rows of the sheet as values, references resolved, duplicates in the file named."""
    lines = numbered(sheet)
    number, header = next(lines, (0, []))
    if not header:
        raise Refused("第一张表是空的。请下载导入模板，从第二行起填写。")
    parsed = headed(ledger, header)
    texts: dict[str, dict[int, str]] = {c.name: {} for c in parsed.columns if isinstance(c, Ref)}
    memory: dict[str, dict[Any, Any]] = {
        c.name: {} for c in parsed.columns if isinstance(c, REPEATING)
    }
    required = set(ledger.natural_key)
    count = 0
    for count, (number, row) in enumerate(lines, start=1):
        read_row(parsed, number, row, texts, memory, required)
        if count % STEP == 0:
            progress(count)
    if not count:
        raise Refused("表里没有记录。请从第二行起填写，每行一条。")
    resolve(parsed, actor, texts)
    twins(ledger, parsed)
    progress(count)
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


def read_row(
    parsed: Parsed,
    number: int,
    row: list[Any],
    texts: dict[str, dict[int, str]],
    memory: dict[str, dict[Any, Any]],
    required: set[str],
) -> None:
    """Read the cells of one row; references are kept as text for later."""
    values: dict[str, Any] = {}
    parsed.rows[number] = values
    parsed.heads[number] = plain(row[0])[:40] if not isinstance(parsed.columns[0], Personal) else ""
    for column in parsed.columns:
        place = parsed.places[column.name]
        cell = row[place] if place < len(row) else ""
        known = memory.get(column.name)
        try:
            if known is not None and isinstance(cell, str) and cell in known:
                value = known[cell]
            else:
                value = column.read(cell)
                if known is not None and isinstance(cell, str):
                    known[cell] = value
            if value in (None, "") and column.name in required:
                raise Bad(f"“{column.label}”必须填写，导入靠它识别记录。")
        except Bad as bad:
            parsed.problem(number, column.name, cell, bad.sentence)
            continue
        if column.name in texts and value:
            texts[column.name][number] = value
        values[column.name] = value


def resolve(parsed: Parsed, actor: Actor, texts: dict[str, dict[int, str]]) -> None:
    """Replace the entries of references by primary keys, all of a column at once."""
    for column in parsed.columns:
        if not isinstance(column, Ref):
            continue
        wanted = texts[column.name]
        found = column.resolve(actor, wanted.values())
        parsed.names[column.name] = {
            pk: text for text, pk in found.items() if not isinstance(pk, Bad)
        }
        for number, text in wanted.items():
            target = found[text]
            if isinstance(target, Bad):
                parsed.problem(number, column.name, text, target.sentence)
            elif number in parsed.rows:
                parsed.rows[number][column.name] = target


def twins(ledger: Ledger, parsed: Parsed) -> None:
    """Name rows whose natural key an earlier row already has."""
    first: dict[tuple[Any, ...], int] = {}
    labels = "、".join(ledger.by_name[name].label for name in ledger.natural_key)
    for number, values in list(parsed.rows.items()):
        key = tuple(values[name] for name in ledger.natural_key)
        if key in first:
            sentence = f"与第 {first[key]} 行的“{labels}”相同。同一条记录只能填一行。"
            parsed.problem(number, ledger.natural_key[0], "", sentence)
        else:
            first[key] = number
