"""Reading the first sheet of a workbook into typed values, every bad cell named.

Cells are read column by column, each different entry of a block once: what a file repeats costs
nothing, and a row never becomes an object of its own. Blocks that are read wait in a file, so that
memory does not grow with the number of rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from angen.desk.columns import Bad, Column, Personal, Ref
from angen.desk.columns.base import plain
from angen.desk.intake.sheet import BLANK, Sheet
from angen.desk.intake.spool import Spool
from angen.desk.ledger import Ledger
from angen.kernel.access import Actor
from angen.kernel.refusal import Refused

MOST_ROWS = 300_000
TOO_MANY = f"一次最多导入 {MOST_ROWS:,} 行。请分成几个文件。"
STEP = 2_000  # rows read at once, and between two reports of progress
REMEMBERED = 5_000  # different entries of a column kept in mind from block to block

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
class Block:
    """Some rows as lists of equal length: ``numbers`` as the spreadsheet counts, ``values`` by column.

    ``heads`` are the raw first cells, ``names`` how references were entered, by column and key.
    """

    numbers: list[int]
    heads: list[Any]
    values: dict[str, list[Any]]
    names: dict[str, dict[Any, str]] = field(default_factory=dict)


@dataclass
class Parsed:
    """A file as ``blocks`` of rows. ``bad`` holds the numbers of rows with a problem."""

    columns: list[Column]
    blocks: Iterable[Block] = ()
    count: int = 0
    bad: set[int] = field(default_factory=set)
    problems: Spool[Problem] = field(default_factory=lambda: Spool(REMEMBERED))
    notes: list[str] = field(default_factory=list)
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

    def good(self, block: Block) -> list[int]:
        """The places in a block of rows without a problem."""
        bad = self.bad
        return [place for place, number in enumerate(block.numbers) if number not in bad]

    def head(self, block: Block, place: int) -> str:
        """What a row is called in the preview."""
        if isinstance(self.columns[0], Personal):
            return ""
        return plain(block.heads[place])[:40]


def opened(path: Path) -> Sheet:
    """The first sheet of the workbook; a file that is none is refused when it is read."""
    return Sheet(path)


def lines_below_head(sheet: Sheet) -> int:
    """How many rows the sheet has below its first; too many are refused."""
    count = max(sheet.last() - 1, 0)
    if count > MOST_ROWS:
        raise Refused(TOO_MANY)
    return count


def parse(ledger: Ledger, actor: Actor, sheet: Sheet, progress: Progress) -> Parsed:
    """All rows of the sheet as values, references resolved, duplicates in the file named."""
    lines = sheet.lines()
    _, header = next(lines, (0, []))
    if not header:
        raise Refused("第一张表是空的。请下载导入模板，从第二行起填写。")
    parsed = headed(ledger, header)
    parsed.blocks = blocks = Spool[Block](1)
    reader, keys = Reader(ledger, parsed, actor), array("q")
    while some := list(islice(lines, STEP)):
        if some[-1][0] > MOST_ROWS + 1:
            raise Refused(TOO_MANY)
        block = reader.read(some)
        keys.extend(map(hash, keys_of(ledger, block)))
        blocks.append(block)
        parsed.count += len(some)
        progress(parsed.count)
    if not parsed.count:
        raise Refused("表里没有记录。请从第二行起填写，每行一条。")
    twins(ledger, parsed, keys)
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


class Reader:
    """Reads the rows of one file, and keeps in mind what entries mean."""

    def __init__(self, ledger: Ledger, parsed: Parsed, actor: Actor) -> None:
        self.parsed, self.actor = parsed, actor
        self.required = set(ledger.natural_key)
        self.memories: dict[str, Memory] = {c.name: {} for c in parsed.columns}
        self.targets: dict[str, Memory] = {c.name: {} for c in parsed.columns}

    def read(self, lines: list[tuple[int, list[Any]]]) -> Block:
        """Some rows, all columns of equal length."""
        width = max(len(row) for _, row in lines)
        rows = [row if len(row) == width else row + [""] * (width - len(row)) for _, row in lines]
        cells = list(zip(*rows, strict=True))
        block = Block([number for number, _ in lines], list(cells[0]), {})
        for column in self.parsed.columns:
            place = self.parsed.places[column.name]
            raw = cells[place] if place < len(cells) else [""] * len(lines)
            read = read_cells(
                column, raw, recent(self.memories, column), column.name in self.required
            )
            self.name_bad(column, block, raw, read)
            block.values[column.name] = read
            if isinstance(column, Ref):
                self.resolve(column, block)
        return block

    def resolve(self, column: Ref, block: Block) -> None:
        """Replace the entries of a reference by primary keys, all of the block at once."""
        entered, known = block.values[column.name], recent(self.targets, column)
        texts = dict.fromkeys(text for text in entered if text and type(text) is not Bad)
        if wanted := [text for text in texts if text not in known]:
            known.update(column.resolve(self.actor, wanted))
        block.names[column.name] = {
            known[text]: text for text in texts if type(known[text]) is not Bad
        }
        resolved = [known.get(text, text) if type(text) is str else text for text in entered]
        self.name_bad(column, block, entered, resolved)
        block.values[column.name] = resolved

    def name_bad(self, column: Column, block: Block, cells: Sequence[Any], read: list[Any]) -> None:
        """Note the cells that have no value for a reason not yet told."""
        if Bad not in set(map(type, read)):
            return
        for number, cell, value in zip(block.numbers, cells, read, strict=True):
            if type(value) is Bad and value is not cell:
                self.parsed.problem(number, column.name, cell, value.sentence)


def recent(memories: dict[str, Memory], column: Column) -> Memory:
    """What is remembered of a column, never too much."""
    memory = memories[column.name]
    if len(memory) > REMEMBERED:
        memory.clear()
    return memory


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


def twins(ledger: Ledger, parsed: Parsed, keys: array[int]) -> None:
    """Name rows whose natural key an earlier row already has.

    ``keys`` are the hashes of all of them; only where two are equal the rows are looked at again.
    """
    double = {one for one, other in pairwise(sorted(keys)) if one == other}
    if not double:
        return
    labels = "、".join(ledger.by_name[name].label for name in ledger.natural_key)
    first: dict[tuple[Any, ...], int] = {}
    for block in parsed.blocks:
        for number, key in zip(block.numbers, keys_of(ledger, block), strict=True):
            if hash(key) not in double or number in parsed.bad:
                continue
            if key in first:
                sentence = f"与第 {first[key]} 行的“{labels}”相同。同一条记录只能填一行。"
                parsed.problem(number, ledger.natural_key[0], "", sentence)
            else:
                first[key] = number


def keys_of(ledger: Ledger, block: Block) -> Iterator[tuple[Any, ...]]:
    """The natural key of every row."""
    return zip(*(block.values[name] for name in ledger.natural_key), strict=True)
