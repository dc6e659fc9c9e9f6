"""Plan against done, visits and hazards of an area and all below: a part of the area page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from angen.assess.evidence import (
    Found,
    Record,
    Shown,
    book_of,
    counted,
    evidence,
    parts,
    relations,
    shown,
)
from angen.assess.facts import UnitFacts, facts_on
from angen.assess.screens.area import levels_below
from angen.assess.screens.asked import Asked
from angen.assess.screens.capacity import Figure, cards
from angen.assess.together import Together
from angen.assess.units import below, units_on
from angen.desk.ledger import Ledger
from angen.inspections.models import Hazard, Inspection
from angen.orgs.models import Area
from angen.plans.queries.progress import months_of
from angen.rulebook.queries import active_packs

# By heading: the register the figures are drawn from, and the numbers of the year to the day.
SHOWN: Mapping[str, tuple[Any, Sequence[str]]] = {
    "今年的检查": (
        Inspection,
        (
            *("plan_completion", "key_coverage", "inspections_made", "rechecks_made"),
            *("enterprises_visited", "coverage", "draw_share", "unplanned_share"),
            *("inspection_records_compliant", "procedure_breaches"),
        ),
    ),
    "今年的隐患": (
        Hazard,
        (
            *("hazards_found", "hazards_open", "hazards_overdue_open", "hazards_closed_in_time"),
            *("general_hazards_rechecked_in_time", "major_hazards_open", "major_hazards_overdue"),
            *("major_hazards_unreported", "repeat_hazards"),
        ),
    ),
}
NAMES = tuple(name for _, names in SHOWN.values() for name in names)
COMPLETION, OVERDUE, MAJORS = "plan_completion", "hazards_overdue_open", "major_hazards_open"
LISTED = 10


@dataclass(frozen=True)
class Section:
    """Figures under a heading, and the register behind them; ``url`` is empty without right to it."""

    heading: str
    figures: Sequence[Figure]
    url: str


@dataclass(frozen=True)
class Pressing:
    """A hazard to look at now; ``late`` days past its last day, 0 or less when there is time."""

    shown: Shown
    hazard: Hazard
    late: int


@dataclass(frozen=True)
class WorkScreen:
    """The part. ``missing`` are the numbers that nothing is known of in any unit."""

    units: int
    sections: Sequence[Section]
    months: Mapping[str, Any] | None
    undone: int
    pressing: Sequence[Pressing]
    more: int
    missing: Sequence[str]


def work_screen(asked: Asked, area: Area) -> WorkScreen:
    """Gather the part: facts, the visits behind one of them, and what is open behind two."""
    units = units_on(below(area.pk, asked.on, levels_below(area, active_packs())), asked.on)
    codes = [unit.code for unit in units]
    source = Together(shown={**relations([COMPLETION]), **parts((OVERDUE, MAJORS))})
    known = facts_on(codes, asked.on, NAMES, source=source)
    due, done = _months(evidence(codes, asked.on, [COMPLETION], source=source))
    open_now = counted(codes, asked.on, (OVERDUE, MAJORS), source=source)
    pressing, more = _pressing(open_now, asked)
    sections = [
        Section(heading, cards(known, codes, names), _url(model, asked, area))
        for heading, (model, names) in SHOWN.items()
    ]
    return WorkScreen(
        units=len(units),
        sections=sections,
        months=_option(due, done) if due else None,
        undone=sum(due.values()) - sum(done.values()),
        pressing=pressing,
        more=more,
        missing=_missing(sections, known),
    )


def _url(model: Any, asked: Asked, area: Area) -> str:
    book: Ledger | None = book_of(model)
    if book is None or not book.seen_by(asked.actor):
        return ""
    return f"{book.url()}?area={area.pk}"


def _missing(sections: Sequence[Section], known: Mapping[str, UnitFacts]) -> list[str]:
    """Headlines of which no unit has anything; empty where there are no units."""
    if not known:
        return []
    return [card.label for each in sections for card in each.figures if card.value is None]


def _months(behind: Found) -> tuple[Counter[int], Counter[int]]:
    """Planned visits due and done by their month, from the records the completion counts."""
    made = {record.id for each in behind.values() for record in each.counted}
    left = {record.id for each in behind.values() for record in each.not_counted}
    month = months_of(made | left)
    return Counter(month.values()), Counter(month[key] for key in made)


def _option(due: Mapping[int, int], done: Mapping[int, int]) -> Mapping[str, Any]:
    months = range(1, max(due) + 1)
    return {
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 24, "top": 48, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{month}月" for month in months]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "name": name, "data": [counts.get(month, 0) for month in months]}
            for name, counts in (("应检", due), ("已检", done))
        ],
    }


def _pressing(open_now: Collection[Record], asked: Asked) -> tuple[list[Pressing], int]:
    """The majors and overdue ones that are longest due, and how many more there are."""
    keys = [record.id for record in open_now]
    if not keys:
        return [], 0
    found = Hazard.objects.filter(pk__in=keys).order_by("-grade", "due_on", "pk")[:LISTED]
    first = list(found.select_related("agency"))
    seen = shown([_record(each) for each in first], asked.actor)
    rows = [Pressing(seen[_record(each)], each, _late(each.due_on, asked.on)) for each in first]
    return rows, len(keys) - len(rows)


def _record(hazard: Hazard) -> Record:
    return Record("inspections.hazard", str(hazard.pk))


def _late(due_on: dt.date | None, on: dt.date) -> int:
    return (on - due_on).days if due_on is not None else 0
