"""What is looked at and found: sheets of the checklist library, by sector and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from angen.enterprises.states import Sector
from angen.inspections import library
from angen.inspections.library import Item
from angen.inspections.states import Answer

# The first list is looked at always, the second often; both hold on the days of 2018 and later.
LISTS = {
    Sector.MACHINERY: ("small", "electricity"),
    Sector.LIGHT: ("fire", "small"),
    Sector.BUILDING_MATERIALS: ("small", "electricity"),
    Sector.TEXTILE: ("fire", "small"),
    Sector.METALLURGY: ("small", "hot_work"),
    Sector.CHEMICALS: ("chemicals", "fire"),
    Sector.MINE: ("small", "electricity"),
    Sector.COMMERCE: ("crowded", "fire"),
}
OTHERWISE = ("small", "fire")
# A checklist on its own may be too short for many findings; these fill it up.
GENERAL = ("small", "fire", "electricity")
PLACES = ("生产车间", "原料仓库", "成品仓库", "配电室", "办公楼", "厂区通道", "值班室", "维修间")
# Major hazards of industry and trade before the order of 2023 (2017 edition): own sentences.
OLD_STANDARD = "工贸行业重大生产安全事故隐患判定标准（2017版）"
OLD_MAJORS = (
    "有限空间作业场所没有辨识，也没有设置警示标志。",
    "未经审批即进入有限空间作业，没有先通风、再检测。",
    "除尘系统没有可靠的防火防爆措施，积尘没有按规定清理。",
    "铝镁等金属粉尘与可燃粉尘共用一套除尘系统。",
    "煤气管道与生活设施相连，没有可靠隔断。",
    "使用液氨制冷的车间，人员密集区采用直接蒸发制冷空调。",
)
NEW_STANDARD = "工贸企业重大事故隐患判定标准（应急管理部令第10号）"
NEW_SINCE = dt.date(2023, 5, 15)


@dataclass(frozen=True)
class Finding:
    """A hazard as it is written down; ``item`` is None where no checklist names it."""

    item: Item | None
    description: str
    major: bool
    standard: str
    clause: str
    basis: str
    spot: bool


@dataclass
class Look:
    """What a visit looked at: answers by checklist, and what was found."""

    answers: dict[str, dict[str, str]]
    found: list[Finding]


@cache
def _list(sector: str, on: dt.date) -> tuple[Item, ...]:
    return tuple(library.checklist(sector, on))


@cache
def _pools(lists: tuple[str, ...], month: dt.date) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    items = {i.id: i for name in (*lists, *GENERAL) for i in _list(name, month)}
    everything = tuple(items.values())
    return (
        tuple(i for i in everything if i.severity == "general"),
        tuple(i for i in everything if i.severity == "major" and i.sector in lists),
    )


def look(random: Random, sector: str, on: dt.date, general: int, majors: int) -> Look:
    """Sheets on which ``general`` and ``majors`` items are violated.

    Items of one month are those of its first day: no standard changes within one of the months the
    demo writes except in September 2026, when nothing is written.
    """
    lists = LISTS.get(Sector(sector), OTHERWISE)
    month = on.replace(day=1)
    few, grave = _pools(lists, month)
    chosen = random.sample(few, min(general, len(few)))
    found = [_of_item(random, item) for item in chosen]
    for _ in range(majors):
        found.append(_major(random, grave, on))
    bad = {one.item.id for one in found if one.item is not None}
    names = list(lists) if general > 3 or random.random() < 0.3 else [lists[0]]
    # A line that is violated stands on a sheet, whichever list it is from.
    for name in (*lists, *GENERAL):
        if name not in names and any(item.id in bad for item in _list(name, month)):
            names.append(name)
    answers: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    for name in names:
        items = [item for item in _list(name, month) if item.id not in seen]
        seen.update(item.id for item in items)
        if items:
            answers[name] = _answers(random, items, bad)
    return Look(answers, found)


def _answers(random: Random, items: Sequence[Item], bad: set[str]) -> dict[str, str]:
    found = {}
    for item in items:
        if item.id in bad:
            found[item.id] = Answer.VIOLATING.value
        else:
            rest = Answer.NOT_APPLICABLE if random.random() < 0.12 else Answer.COMPLIANT
            found[item.id] = rest.value
    return found


def _of_item(random: Random, item: Item) -> Finding:
    return Finding(
        item,
        item.violating,
        item.severity == "major",
        item.standard,
        item.clause,
        item.basis,
        item.measure == "spot" or (item.severity == "general" and random.random() < 0.1),
    )


def _major(random: Random, grave: Sequence[Item], on: dt.date) -> Finding:
    if grave and random.random() < 0.7:
        return _of_item(random, random.choice(grave))
    standard = OLD_STANDARD if on < NEW_SINCE else NEW_STANDARD
    return Finding(None, random.choice(OLD_MAJORS), True, standard, "", "unverified", False)
