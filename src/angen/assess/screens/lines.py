"""One standard of one unit as a row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from angen.assess.advice import Advice, for_line, missing_of
from angen.assess.facts import UnitFact
from angen.assess.screens.asked import Asked
from angen.assess.standing import OUTCOMES, Line
from angen.rulebook.words import BASIS, amount, label_of, unit_of

TITLES = {
    "not_met": "未达标",
    "unknown": "未知",
    "met": "达标",
    "waived": "豁免",
    "not_applicable": "不适用",
}
SEVERITY = {"blocking": "关键", "major": "", "minor": "一般"}


@dataclass(frozen=True)
class FactShown:
    """A fact with its Chinese name: "2人", "66.7%（2/3）" or 未知 and why."""

    label: str
    text: str
    unknown: str = ""


@dataclass(frozen=True)
class Row:
    """A line for a page. ``given_way`` names the pack whose stricter limit stands instead."""

    line: Line
    url: str
    facts: Sequence[FactShown]
    advice: Sequence[Advice]
    given_way: str
    basis: str
    severity: str


@dataclass(frozen=True)
class Group:
    """The rows of one outcome."""

    outcome: str
    title: str
    rows: Sequence[Row]


def fact_shown(fact: UnitFact) -> FactShown:
    """A fact in words."""
    text = amount(fact.value, unit_of(fact.name))
    if fact.whole is not None and fact.value is not None:
        text += f"（{fact.part}/{fact.whole}）"
    return FactShown(label_of(fact.name), text, missing_of(fact))


def row_of(line: Line, asked: Asked, titles: dict[str, str]) -> Row:
    """A line as a row; ``titles`` are those of packs by id."""
    by = line.result.superseded_by
    return Row(
        line=line,
        url=asked.url("why", line.unit.code, line.pack.id, line.standard.id),
        facts=[fact_shown(fact) for fact in line.facts],
        advice=for_line(line),
        given_way=titles.get(by.partition("/")[0], by) if by else "",
        basis=BASIS.get(line.standard.basis, ""),
        severity=SEVERITY[line.standard.severity],
    )


def groups_of(lines: Iterable[Line], asked: Asked) -> list[Group]:
    """Rows by outcome, what is not met first, the gravest first; empty groups left out."""
    ordered = sorted(lines, key=lambda line: line.rank)
    titles = {line.pack.id: line.pack.title for line in ordered}
    rows = [row_of(line, asked, titles) for line in ordered]
    groups = (
        Group(each, TITLES[each], [row for row in rows if row.line.outcome == each])
        for each in OUTCOMES
    )
    return [group for group in groups if group.rows]
