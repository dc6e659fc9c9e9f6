"""The first screen: what matters to whoever opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from angen.assess.screens.area import (
    Child,
    Shortfall,
    children_of,
    shortfalls,
    standing_below,
)
from angen.assess.screens.asked import Asked
from angen.assess.screens.capacity import Figure, cards, core_of
from angen.assess.screens.lines import Group, groups_of
from angen.assess.standing import Standing
from angen.assess.units import UnitOn
from angen.kernel.access import can_any, rows
from angen.orgs.models import Area, VillageOfficer
from angen.orgs.states import VillageOfficerState

STAFFING = ("posts", "officers_in_post", "officers_certified_on_post")
WORST = 10
PEOPLE = 100


@dataclass(frozen=True)
class HomeScreen:
    """``kind``: village, unit (one township or body) or wide (an area with units below)."""

    kind: str
    area: Area
    unit: UnitOn
    found: Standing
    groups: Sequence[Group] = ()
    children: Sequence[Child] = ()
    shortfalls: Sequence[Shortfall] = ()
    units: Sequence[Child] = ()
    figures: Sequence[Figure] = ()
    core: str = ""
    chart: dict[str, Any] | None = None
    officers: Sequence[VillageOfficer] = field(default_factory=list)

    @property
    def single(self) -> bool:
        """Whether every child is one unit, so that counting units would say nothing."""
        return all(child.units <= 1 for child in self.children)


def home_screen(asked: Asked, area: Area) -> HomeScreen:
    """The first screen over ``area``; at most six queries of its own."""
    own, found = standing_below(area, asked.on, STAFFING)
    if area.level == "village" or _only_villager(asked.actor):
        groups = groups_of(found.by_unit.get(own.code, []), asked)
        return HomeScreen("village", area, own, found, groups, officers=_officers(asked, area))
    if area.level == "township":
        groups = groups_of(found.by_unit.get(own.code, []), asked)
        return HomeScreen(
            "unit", area, own, found, groups, figures=cards(found.facts, [own.code], STAFFING)
        )
    core = core_of(found.units, found.facts)
    faults = shortfalls(found, asked, area.pk)
    return HomeScreen(
        "wide",
        area,
        own,
        found,
        groups=groups_of(found.by_unit.get(own.code, []), asked),
        children=children_of(own, found, asked),
        shortfalls=faults,
        units=_worst(own, found, asked),
        figures=cards(found.facts, core.codes, STAFFING),
        core=core.label,
        chart=_chart(faults),
    )


def _only_villager(actor: Any) -> bool:
    """Whether the actor is a village safety officer and nothing else."""
    return {role.key for role in actor.roles} == {"village_officer"}


def _worst(own: UnitOn, found: Standing, asked: Asked) -> list[Child]:
    """The single units with most standards not met."""
    made = []
    for unit in found.units:
        counts = found.count(unit.code)
        if unit.code != own.code and counts["not_met"]:
            made.append(Child(unit, asked.url("area", unit.code), 1, counts, 1))
    made.sort(key=lambda c: (-c.counts["not_met"], -c.counts["unknown"], c.unit.path))
    return made[:WORST]


def _chart(faults: Sequence[Shortfall]) -> dict[str, Any] | None:
    """Stacked bars: of each standard, units not met and unknown; a click leads to the list."""
    shown = [each for each in faults if each.counts["not_met"] or each.counts["unknown"]][:12]
    if not shown:
        return None
    bars = [("not_met", "未达标"), ("unknown", "未知")]
    return {
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 24, "top": 40, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {
            "type": "category",
            "data": [_short(each.line.standard.says) for each in shown],
        },
        "series": [
            {
                "type": "bar",
                "stack": "all",
                "name": name,
                "outcome": key,
                "data": [{"value": each.counts[key], "href": each.url} for each in shown],
            }
            for key, name in bars
        ],
    }


def _short(text: str) -> str:
    return text if len(text) <= 16 else f"{text[:15]}…"


def _officers(asked: Asked, area: Area) -> list[VillageOfficer]:
    if not can_any(asked.actor, "orgs.see_village_officers"):
        return []
    seen = rows(asked.actor, "orgs.see_village_officers", VillageOfficer.objects.all())
    inside = seen.filter(area__path__startswith=area.path, state=VillageOfficerState.APPROVED)
    return list(inside.select_related("area").order_by("area__path", "name")[:PEOPLE])
