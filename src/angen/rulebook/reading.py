"""A pack as people read it: every line with its clause, dates, formula in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from angen.orgs.models import Area
from angen.policy.pack import Pack
from angen.policy.schema import Dated, Step, Within
from angen.rulebook.queries import EVERYWHERE, written
from angen.rulebook.words import applies_words, in_words

BASIS = {"unverified": "待核", "design": "设计"}
SEVERITY = {"blocking": "关键", "major": "一般", "minor": "次要"}
CYCLES = {"month": "月", "quarter": "季度", "half_year": "半年", "year": "年"}
MODES = {"delegated": "委托", "empowered": "赋权", "supervision_only": "仅监督检查"}
STEPS = {
    "circular": "通报",
    "rectify": "限期整改",
    "accountability": "问责",
    "statement": "作出说明",
    "fail_year": "年度考核不合格",
}


@dataclass(frozen=True)
class Read:
    """One line of a pack. ``notes`` are label and text of what else it says."""

    id: str
    says: str
    cite: str
    dates: str
    basis: str
    notes: Sequence[tuple[str, str]]
    formula: str = ""
    source: str = ""
    level: str = ""


@dataclass(frozen=True)
class Section:
    """A kind of line with its heading."""

    title: str
    lines: Sequence[Read]


def sections(pack: Pack) -> list[Section]:
    """Everything a pack says, kind by kind; empty kinds left out."""
    found = [
        Section("标准", [_standard(pack, each) for each in pack.standards]),
        Section("数值", list(_values(pack))),
        Section("时间表", [_milestone(pack, each) for each in pack.milestones]),
        Section("重点名单", list(_key_lists(pack))),
        Section("权限", [_authority(pack, each) for each in pack.authority]),
        Section("职责", [_duty(pack, each) for each in pack.duties]),
        Section("评级", [_rating(pack, each) for each in pack.ratings]),
    ]
    return [section for section in found if section.lines]


def _dates(pack: Pack, entry: Dated) -> str:
    return span(pack.since(entry), entry.until or pack.head.until)


def span(since: dt.date, until: dt.date | None) -> str:
    """From when to when."""
    return f"{since}至{until}" if until else f"{since}起"


def within_words(within: Within | None) -> str:
    """A time limit in words."""
    if within is None:
        return ""
    if within.working_days:
        return f"{within.working_days}个工作日内"
    return f"{within.natural_days}日内"


def step_words(step: Step) -> str:
    """What follows, in words."""
    return within_words(step.within) + STEPS.get(step.do, step.do)


def _standard(pack: Pack, each: Any) -> Read:
    notes = [("适用", applies_words(each.applies_to))]
    if each.where is not None:
        notes.append(("条件", in_words(each.where, pack)))
    if each.if_not:
        notes.append(("不达标", "；".join(step_words(step) for step in each.if_not)))
    if each.overrides is not None:
        notes.append(("替代", f"{each.overrides.standard}（{each.overrides.cite}）"))
    return Read(
        each.id,
        each.says,
        each.cite or "",
        _dates(pack, each),
        BASIS.get(each.basis, ""),
        notes,
        formula=in_words(each.requires, pack),
        source=each.requires.text,
        level=SEVERITY[each.severity],
    )


def _values(pack: Pack) -> Iterable[Read]:
    for name, series in pack.values.items():
        days = sorted(series.versions)
        for place, day in enumerate(days):
            version = series.versions[day]
            ends = days[place + 1] - dt.timedelta(days=1) if place + 1 < len(days) else None
            stricter = {"higher": "数大的严", "lower": "数小的严"}.get(series.stricter or "", "")
            yield Read(
                name,
                series.says or name,
                version.cite or "",
                span(day, ends or pack.head.until),
                BASIS.get(version.basis, ""),
                [("比较", stricter)] if stricter else [],
                formula=f"{written(version.value)}{version.unit}",
            )


def _milestone(pack: Pack, each: Any) -> Read:
    return Read(
        each.id,
        each.says,
        each.cite or "",
        _dates(pack, each),
        BASIS.get(each.basis, ""),
        [("适用", applies_words(each.applies_to)), ("期限", str(each.due))],
        formula=in_words(each.done_when, pack),
        source=each.done_when.text,
    )


def _key_lists(pack: Pack) -> Iterable[Read]:
    names = area_names(code for each in pack.key_lists for code in each.areas)
    for each in pack.key_lists:
        areas = "、".join(names.get(code, code) for code in each.areas)
        yield Read(
            each.id,
            each.says,
            each.cite or "",
            _dates(pack, each),
            BASIS.get(each.basis, ""),
            [(f"名单（{len(each.areas)}个）", areas), ("批准", each.approved_by or "未写明")],
        )


def _authority(pack: Pack, each: Any) -> Read:
    limits = []
    for act, name in each.up_to.items():
        series = pack.values.get(name)
        latest = series.versions[max(series.versions)] if series is not None else None
        words = f"{written(latest.value)}{latest.unit}" if latest is not None else name
        limits.append(f"{act}：{words}")
    return Read(
        each.id,
        each.says,
        each.cite or "",
        _dates(pack, each),
        BASIS.get(each.basis, ""),
        [
            ("方式", MODES[each.mode]),
            ("授权方", applies_words(each.by)),
            ("受权方", applies_words(each.to)),
            ("处罚种类", "、".join(each.acts)),
            *([("限额", "；".join(limits))] if limits else []),
        ],
    )


def _duty(pack: Pack, each: Any) -> Read:
    cycles = f"{each.cycles}个" if each.cycles > 1 else ""
    return Read(
        each.id,
        each.says,
        each.cite or "",
        _dates(pack, each),
        BASIS.get(each.basis, ""),
        [
            ("适用", applies_words(each.applies_to)),
            ("频次", f"每{cycles}{CYCLES[each.every]}{each.times}次"),
        ],
    )


def _rating(pack: Pack, each: Any) -> Read:
    items = [item for aspect in each.aspects for item in aspect.items]
    return Read(
        each.id,
        each.says,
        each.cite or "",
        _dates(pack, each),
        BASIS.get(each.basis, ""),
        [
            ("周期", CYCLES[each.cycle]),
            ("评分项", "；".join(f"{item.says}{written(item.points)}分" for item in items)),
            ("等次", "、".join(grade.name for grade in each.grades)),
        ],
    )


def area_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Names of areas by code."""
    return dict(Area.objects.filter(pk__in=set(codes)).values_list("pk", "name"))


def governs_words(governs: Sequence[str], names: Mapping[str, str]) -> str:
    """Where a pack is in force."""
    return "、".join("全国" if c == EVERYWHERE else names.get(c, c) for c in governs)
