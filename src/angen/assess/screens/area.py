"""The page of one area: its own standing, its capacity, its people, what lies below it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from angen.assess.facts import facts_on
from angen.assess.screens.asked import LEVELS, SEE, Asked
from angen.assess.screens.capacity import (
    TREND,
    Figure,
    Trend,
    asked_names,
    core_of,
    default_since,
    figures,
    trend,
)
from angen.assess.screens.lines import Group, groups_of
from angen.assess.standing import Line, Standing, standing
from angen.assess.units import UnitOn, below, levels_of, units_on
from angen.desk.dated import holds
from angen.desk.ledger import ledgers
from angen.kernel.access import can_any, rows
from angen.kernel.refusal import Refused
from angen.orgs.models import Appointment, Area, Officer
from angen.policy.pack import Pack
from angen.rulebook.queries import active_packs

PEOPLE = 60


@dataclass(frozen=True)
class Child:
    """A unit right below with its own lines and those of all below it."""

    unit: UnitOn
    url: str
    units: int
    counts: Counter[str]
    open_units: int


@dataclass(frozen=True)
class Shortfall:
    """A standard and how many units came out how."""

    line: Line
    url: str
    counts: Counter[str]


@dataclass(frozen=True)
class Person:
    """Somebody in post, with the link to the record."""

    name: str
    post: str
    body: str
    note: str
    url: str


@dataclass(frozen=True)
class CapacityScreen:
    """Figures by heading; ``core`` says which units were added up, empty for a single one."""

    core: str
    figures: Sequence[tuple[str, list[Figure]]]


@dataclass(frozen=True)
class AreaScreen:
    """All that the page shows."""

    area: Area
    unit: UnitOn
    on: dt.date
    found: Standing
    groups: Sequence[Group]
    counts: Counter[str]
    children: Sequence[Child]
    core: str
    since: dt.date
    crumbs: Sequence[tuple[str, str]]
    people: Sequence[Person] = ()

    @property
    def wide(self) -> bool:
        """Whether there are units below that policies speak of."""
        return len(self.found.units) > 1

    @property
    def single(self) -> bool:
        """Whether every child is one unit, so that counting units would say nothing."""
        return all(child.units <= 1 for child in self.children)

    @property
    def total(self) -> Counter[str]:
        """Outcomes of all units."""
        return self.found.count()


def unit_of(area: Area, on: dt.date) -> UnitOn:
    """The area on a day. Raises Refused where it did not exist."""
    found = units_on(Area.objects.filter(pk=area.pk), on)
    if not found:
        raise Refused(f"{area.name}在{on}尚未设立或已撤销，请换一天。")
    return found[0]


def standing_below(area: Area, on: dt.date, also: Sequence[str] = ()) -> tuple[UnitOn, Standing]:
    """The area, and the standing of it and of every unit below."""
    packs = active_packs()
    units = units_on(below(area.pk, on, levels_below(area, packs)), on)
    own = next((unit for unit in units if unit.code == area.pk), None)
    if own is None:
        own = unit_of(area, on)
    return own, standing(units, on, packs, also=also, timetable=True, numbers=packs)


def levels_below(area: Area, packs: Sequence[Pack]) -> Sequence[str]:
    """From the area's own level down to townships; of a province to counties, villages of a township.

    A province has thousands of townships: they are on the pages of its prefectures.
    """
    first = LEVELS.index(area.level)
    last = "county" if area.level == "province" else "township"
    if area.level == "township" and "village" in levels_of(packs):
        last = "village"
    return LEVELS[first : max(first, LEVELS.index(last)) + 1]


def area_screen(asked: Asked, area: Area, since: dt.date | None = None) -> AreaScreen:
    """Gather the page of ``area`` as ``asked.actor`` may see it."""
    own, found = standing_below(area, asked.on, TREND)
    first = since or default_since(asked.on)
    return AreaScreen(
        area=area,
        unit=own,
        on=asked.on,
        found=found,
        groups=groups_of(found.by_unit.get(own.code, []), asked),
        counts=found.count(own.code),
        children=children_of(own, found, asked),
        core=core_of(found.units, found.facts).label,
        since=first,
        crumbs=crumbs_of(asked, area),
        people=people_of(asked, area),
    )


def capacity_screen(asked: Asked, area: Area) -> CapacityScreen:
    """The numbers of ``area`` and all below: a part of the page of its own, as long as the rest."""
    units = units_on(below(area.pk, asked.on, levels_below(area, active_packs())), asked.on)
    known = facts_on([unit.code for unit in units], asked.on, asked_names())
    core = core_of(units, known)
    return CapacityScreen(core.label, figures(known, core.codes))


def children_of(own: UnitOn, found: Standing, asked: Asked) -> list[Child]:
    """What lies right below, each with all beneath it: most not met first."""
    below_of: dict[str, list[UnitOn]] = {}
    for unit in found.units:
        if unit.code == own.code or not unit.path.startswith(own.path):
            continue
        below_of.setdefault(unit.path[len(own.path) :].split("/", 1)[0], []).append(unit)
    children = []
    for code, members in below_of.items():
        head = found.unit_of.get(code)
        if head is None:
            continue
        counts: Counter[str] = Counter()
        for member in members:
            counts += found.count(member.code)
        spoken = [m for m in members if _spoken_of(found.count(m.code))]
        behind = sum(1 for m in spoken if found.count(m.code)["not_met"])
        children.append(Child(head, asked.url("area", code), len(spoken), counts, behind))
    return sorted(children, key=lambda c: (-c.counts["not_met"], -c.counts["unknown"], c.unit.path))


def _spoken_of(counts: Counter[str]) -> bool:
    """Whether any standard applies to a unit."""
    return any(counts[each] for each in ("met", "not_met", "unknown", "waived"))


def shortfalls(found: Standing, asked: Asked, area: str) -> list[Shortfall]:
    """Every standard with its outcomes over the units, most units not met first."""
    by_standard: dict[tuple[str, str], list[Line]] = {}
    for line in found.lines:
        if line.counts and line.outcome != "not_applicable":
            by_standard.setdefault((line.pack.id, line.standard.id), []).append(line)
    made = [
        Shortfall(
            lines[0],
            asked.url("standards", area=area, pack=pack, standard=standard),
            Counter(line.outcome for line in lines),
        )
        for (pack, standard), lines in by_standard.items()
    ]
    return sorted(made, key=lambda s: (-s.counts["not_met"], -s.counts["unknown"]))


def crumbs_of(asked: Asked, area: Area) -> list[tuple[str, str]]:
    """Names and addresses of the areas above that the visitor may see."""
    codes = area.path.strip("/").split("/")[:-1]
    seen = rows(asked.actor, SEE, Area.objects.all()).filter(pk__in=codes).order_by("path")
    return [(above.name, asked.url("area", above.pk)) for above in seen]


def people_of(asked: Asked, area: Area) -> list[Person]:
    """People in post in the area's own bodies, as far as the visitor may see them."""
    if area.level not in ("county", "township", "village"):
        return []
    if not can_any(asked.actor, "orgs.see_people"):
        return []
    seen = rows(asked.actor, "orgs.see_people", Officer.objects.all()).values("pk")
    posts = (
        Appointment.objects.filter(holds(asked.on), agency__area=area, officer__in=seen)
        .select_related("officer", "agency")
        .order_by("agency__name", "pk")[:PEOPLE]
    )
    book = next((one for one in ledgers() if one.model is Officer), None)
    return [
        Person(
            post.officer.name,
            post.get_post_display(),
            post.agency.name,
            f"实际在{post.works_elsewhere}" if post.works_elsewhere else "",
            book.url("record", post.officer) if book is not None else "",
        )
        for post in posts
    ]


@dataclass(frozen=True)
class TrendScreen:
    """Staffing over time; ``core`` says whose numbers are added up."""

    core: str
    trend: Trend | None


def trend_screen(asked: Asked, area: Area, since: dt.date) -> TrendScreen:
    """The change of ``area`` and all below since a day: a part of the page of its own."""
    units = units_on(below(area.pk, asked.on, levels_below(area, active_packs())), asked.on)
    known = facts_on([unit.code for unit in units], asked.on, TREND)
    core = core_of(units, known)
    return TrendScreen(core.label, trend(core.codes, since, asked.on))
