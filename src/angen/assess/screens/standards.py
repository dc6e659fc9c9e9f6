"""One standard over all units of an area; without one chosen, all standards by county."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

from angen.assess.screens.area import Shortfall, shortfalls, standing_below
from angen.assess.screens.asked import Asked
from angen.assess.screens.lines import TITLES, Row, row_of
from angen.assess.standing import OUTCOMES, Line, Standing
from angen.assess.units import UnitOn
from angen.desk.sheets import Sheet, book
from angen.orgs.models import Area
from angen.policy.evaluate import Progress

SHOWN = ("not_met", "unknown", "met", "waived")


@dataclass(frozen=True)
class Cell:
    """Units of one part of the area on one standard."""

    url: str
    counts: Counter[str]

    @property
    def applies(self) -> int:
        """How many units the standard is for."""
        return sum(self.counts[each] for each in SHOWN)

    @property
    def shade(self) -> str:
        """The worst outcome in the cell: what is not met, else what is unknown."""
        return next((each for each in SHOWN if self.counts[each]), "not_applicable")


@dataclass(frozen=True)
class StandardsScreen:
    """``chosen`` is the standard, None for the overview; ``rows`` its units."""

    area: Area
    on: dt.date
    found: Standing
    options: Sequence[Shortfall]
    chosen: Line | None = None
    rows: Sequence[Row] = ()
    counts: Counter[str] = field(default_factory=Counter)
    outcome: str = ""
    parts: Sequence[UnitOn] = ()
    grid: Sequence[tuple[Shortfall, Sequence[Cell]]] = ()
    milestones: Sequence[Progress] = ()
    place: dict[str, str] = field(default_factory=dict)


def standards_screen(asked: Asked, area: Area) -> StandardsScreen:
    """The page over ``area`` for what the address asks: pack, standard, outcome."""
    own, found = standing_below(area, asked.on)
    options = shortfalls(found, asked, area.pk)
    pack, standard = asked.get.get("pack", ""), asked.get.get("standard", "")
    if not pack and "/" in standard:
        pack, _, standard = standard.partition("/")
    lines = [line for line in found.of_standard(pack, standard) if line.outcome in SHOWN]
    parts = parts_of(own, found)
    if not lines:
        return StandardsScreen(
            area=area,
            on=asked.on,
            found=found,
            options=options,
            parts=parts,
            grid=_grid(own, found, options, parts, asked),
            milestones=[one for each in found.progress.values() for one in each if one.applies],
        )
    outcome = asked.get.get("outcome", "")
    titles = {each.id: each.title for each in found.packs}
    ordered = sorted(lines, key=lambda line: (OUTCOMES.index(line.outcome), line.unit.path))
    names = {part.code: part.name for part in parts}
    return StandardsScreen(
        area=area,
        on=asked.on,
        found=found,
        options=options,
        chosen=lines[0],
        rows=[row_of(x, asked, titles) for x in ordered if outcome in ("", x.outcome)],
        counts=Counter(line.outcome for line in lines),
        outcome=outcome,
        parts=parts,
        place={line.unit.code: names.get(part_code(own, line.unit), "") for line in lines},
    )


def part_code(own: UnitOn, unit: UnitOn) -> str:
    """The code of the area right below ``own`` in which ``unit`` lies."""
    return unit.path.removeprefix(own.path).split("/", 1)[0]


def parts_of(own: UnitOn, found: Standing) -> list[UnitOn]:
    """The areas right below, in order of the tree."""
    codes = {part_code(own, unit) for unit in found.units if unit.code != own.code}
    return [unit for unit in found.units if unit.code in codes]


def _grid(
    own: UnitOn,
    found: Standing,
    options: Sequence[Shortfall],
    parts: Sequence[UnitOn],
    asked: Asked,
) -> list[tuple[Shortfall, Sequence[Cell]]]:
    """Standards down, parts of the area across."""
    counted: dict[tuple[str, str, str], Counter[str]] = {}
    for line in found.lines:
        if line.counts and line.outcome in SHOWN:
            key = (line.pack.id, line.standard.id, part_code(own, line.unit))
            counted.setdefault(key, Counter())[line.outcome] += 1
    rows: list[tuple[Shortfall, Sequence[Cell]]] = []
    for option in options:
        pack, standard = option.line.pack.id, option.line.standard.id
        cells = [
            Cell(
                asked.url("standards", area=part.code, pack=pack, standard=standard),
                counted.get((pack, standard, part.code), Counter()),
            )
            for part in parts
        ]
        rows.append((option, cells))
    return rows


def sheet(screen: StandardsScreen) -> IO[bytes]:
    """What the page shows, as a spreadsheet."""
    made, file = book()
    if screen.chosen is None:
        _overview(Sheet(made, "各项标准"), screen)
    else:
        _units(Sheet(made, "各单位"), screen)
    made.close()
    file.seek(0)
    return file


def _overview(page: Sheet, screen: StandardsScreen) -> None:
    labels = ["政策", "标准", "条款", *(TITLES[each] for each in SHOWN)]
    page.head(labels, [36, 48, 20, *(10 for _ in SHOWN)])
    for number, option in enumerate(screen.options, 1):
        line = option.line
        counts = [option.counts[each] for each in SHOWN]
        page.put(number, [line.pack.title, line.standard.says, line.result.cite, *counts])


def _units(page: Sheet, screen: StandardsScreen) -> None:
    assert screen.chosen is not None
    names = [fact.label for fact in screen.rows[0].facts] if screen.rows else []
    labels = ["所属", "单位", "代码", "结果", *names, "缺什么", "下一步", "日期"]
    page.head(labels, [16, 20, 14, 10, *(16 for _ in names), 24, 48, 12])
    for number, row in enumerate(screen.rows, 1):
        line = row.line
        values: list[Any] = [_typed(fact.value) for fact in line.facts]
        missing = "；".join(fact.unknown for fact in row.facts if fact.unknown)
        advice = "；".join(each.text for each in row.advice)
        where = screen.place.get(line.unit.code, "")
        head = [where, line.unit.name, line.unit.code, TITLES[line.outcome]]
        page.put(number, [*head, *values, missing, advice, screen.on])


def _typed(value: Decimal | None) -> Any:
    return "未知" if value is None else value
