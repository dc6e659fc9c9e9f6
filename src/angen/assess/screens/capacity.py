"""Capacity of a unit or of all units below an area: figures, their change, their trend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from angen.assess.facts import Facts, UnitFacts, facts, quarters
from angen.assess.totals import Total, total
from angen.assess.units import UnitOn
from angen.kernel.indicators import registered
from angen.rulebook.words import amount, label_of, unit_of

TREND = ("posts", "officers_in_post", "officers_certified_on_post")
# What the page shows, by heading. An indicator that is not registered is left out.
SHOWN: Mapping[str, Sequence[str]] = {
    "编制与人员": (
        *("posts", "officers_in_post", "officers_full_time", "officers_part_time"),
        *("leaders_in_charge", "professional_share"),
    ),
    "持证": ("officers_certified_on_post", "certified_share", "holders_elsewhere"),
    "村（社区）": ("village_officers", "villages_covered", "grid_workers"),
    "培训": ("trained_people", "officers_untrained", "training_sessions_held"),
    "装备、经费、场所": (
        *("equipment_items", "vehicles", "terminals", "premises_count"),
        *("budget_total", "funds_received", "funds_spent"),
    ),
}
NAMES = tuple(name for names in SHOWN.values() for name in names)


@dataclass(frozen=True)
class Figure:
    """A number for a card; None is unknown. ``hint`` says what the number leaves out."""

    label: str
    value: Decimal | str | None
    unit: str
    hint: str


@dataclass(frozen=True)
class Change:
    """An indicator on two days and by how much it changed; empty where that cannot be said."""

    label: str
    before: str
    after: str
    by: str


TOWNSHIPS = ("town", "township", "street")
COUNTIES = ("county",)


@dataclass(frozen=True)
class Core:
    """The units whose numbers are added up: never a county's own together with its townships'."""

    label: str
    codes: Sequence[str]


def core_of(units: Sequence[UnitOn], known: Mapping[str, UnitFacts]) -> Core:
    """Townships, or counties where no township has a known number; else all units."""
    for kinds, label in ((TOWNSHIPS, "个乡镇（街道）"), (COUNTIES, "个县（市、区）")):
        codes = [unit.code for unit in units if unit.kind in kinds]
        if any(_spoken(known.get(code, {})) for code in codes):
            return Core(f"{len(codes)}{label}" if len(units) > 1 else "", codes)
    return Core("", [unit.code for unit in units])


def _spoken(facts: UnitFacts) -> bool:
    return any(name in facts and facts[name].value is not None for name in TREND)


def asked_names() -> list[str]:
    """The indicators of the page that exist."""
    return [name for name in NAMES if name in registered()]


def figures(known: Mapping[str, UnitFacts], units: Sequence[str]) -> list[tuple[str, list[Figure]]]:
    """Figures by heading over ``units`` together."""
    found = [(heading, cards(known, units, names)) for heading, names in SHOWN.items()]
    return [(heading, shown) for heading, shown in found if shown]


def cards(
    known: Mapping[str, UnitFacts], units: Sequence[str], names: Sequence[str]
) -> list[Figure]:
    """The named indicators over ``units`` together, as far as they are registered."""
    totals = (total(known, units, name) for name in names if name in registered())
    return [_figure(each, len(units)) for each in totals if each is not None]


def _figure(each: Total, units: int) -> Figure:
    unit = unit_of(each.name)
    hint = f"{each.unknown}个单位未知" if units > 1 and each.unknown and each.known else ""
    if unit == "比例":
        hint = hint or (f"{each.part}/{each.whole}" if each.value is not None else "")
        text = None if each.value is None else amount(each.value, unit)
        return Figure(label_of(each.name), text, "", hint)
    if unit == "元" and each.value is not None and each.value >= 10_000:
        return Figure(
            label_of(each.name), (each.value / 10_000).quantize(Decimal("0.1")), "万元", hint
        )
    return Figure(label_of(each.name), each.value, unit, hint)


@dataclass(frozen=True)
class Trend:
    """Staffing over quarters: ECharts option of the lines, and the change from end to end."""

    since: dt.date
    option: Mapping[str, Any]
    changes: Sequence[Change]


def default_since(on: dt.date) -> dt.date:
    """The first day of the year before."""
    return dt.date(on.year - 1, 1, 1)


def trend(units: Sequence[str], since: dt.date, on: dt.date) -> Trend | None:
    """Posts, people in post and holders at the quarter ends between two days; two queries."""
    names = [name for name in TREND if name in registered()]
    if not units or not names or since >= on:
        return None
    days = quarters(since, on)[-40:]
    found: Facts = facts(units, days, names)
    series = {name: [_value(found[day], units, name) for day in days] for name in names}
    return Trend(days[0], _option(days, series), [_change(n, s) for n, s in series.items()])


def _value(known: Mapping[str, UnitFacts], units: Sequence[str], name: str) -> Decimal | None:
    found = total(known, units, name)
    return found.value if found is not None else None


def _option(days: Sequence[dt.date], series: Mapping[str, Sequence[Decimal | None]]) -> Any:
    return {
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 24, "top": 48, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [day.isoformat() for day in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "line",
                "name": label_of(name),
                "data": [None if value is None else int(value) for value in values],
            }
            for name, values in series.items()
        ],
    }


def _change(name: str, values: Sequence[Decimal | None]) -> Change:
    before, after, unit = values[0], values[-1], unit_of(name)
    by = "未知，不能比较"
    if before is not None and after is not None:
        by = share_of_change(before, after)
    return Change(label_of(name), amount(before, unit), amount(after, unit), by)


def share_of_change(before: Decimal, after: Decimal) -> str:
    """By how many percent a number changed: "+21%"; from nothing there is no percentage."""
    if before == after:
        return "不变"
    if not before:
        return "原来为0"
    share = ((after - before) / before * 100).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{share:+}%"
