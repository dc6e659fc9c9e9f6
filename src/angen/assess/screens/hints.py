"""What a hint says, and the records it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from angen.assess.models import Hint, Scoring
from angen.assess.queries.hinting import SCORING
from angen.assess.states import HintKind
from angen.inspections.models import Inspection
from angen.kernel.access import Actor, rows

SHOWN: Final = 100
SAYS: Final = {
    HintKind.SHORT: "{officer}主办的一次检查用了{minutes}分钟，短于{limit}分钟。",
    HintKind.SAME_NARRATIVE: "{officer}主办的{visits}次检查，检查情况一字不差。",
    HintKind.SAME_FINDING: "{officer}主办的{visits}次检查，有一条隐患描述一字不差。",
    HintKind.SAME_PHOTO: "{visits}次检查的隐患用了同一张照片。",
    HintKind.BURST: "全季{visits}次检查，有{late}次在最后{days}天。",
    HintKind.OVERLAP: "{officer}同一时间在两处检查。",
    HintKind.ALIKE: "{officer}给{units}个单位打的分都是{points}分。",
    HintKind.CLEAN: "{officer}主办的{visits}次检查都没有发现问题。",
}
# What may lie behind it, so that nobody is judged by a pattern.
MAY_BE: Final = {
    HintKind.SHORT: "企业停产、关门，或者补录时时间填错，都会这样。",
    HintKind.SAME_NARRATIVE: "同类小企业情况相近、使用规范用语，都会这样。",
    HintKind.SAME_FINDING: "用了检查表里的规范描述，会这样。",
    HintKind.SAME_PHOTO: "一次上传到了两项隐患、复查引用原照片，都会这样。",
    HintKind.BURST: "计划本来就排在季末、专项行动、补录记录，都会这样。",
    HintKind.OVERLAP: "时间填错、一人名义参加两组，都会这样。",
    HintKind.ALIKE: "几个单位情况确实相近，会这样。",
    HintKind.CLEAN: "检查的都是低风险企业，会这样。",
}


class _Blank(dict[str, Any]):
    """Leaves a figure that is missing as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentence(hint: Hint) -> str:
    """What the pattern is, in one sentence."""
    return SAYS[HintKind(hint.kind)].format_map(_Blank(hint.details))


@dataclass(frozen=True)
class Line:
    """A record a hint speaks of; ``url`` is empty where there is no page."""

    label: str
    note: str
    url: str = ""


def lines(hint: Hint, actor: Actor) -> list[Line]:
    """The records the actor sees, at most ``SHOWN``."""
    subjects = hint.subjects[:SHOWN]
    if hint.subject_type == SCORING:
        found: QuerySet[Scoring] = rows(actor, "assess.see_scorings").filter(pk__in=subjects)
        return [
            Line(each.unit.name, f"{each.item}：{each.points}分", _sheet(each))
            for each in found.select_related("unit", "cycle")
        ]
    visits: QuerySet[Inspection] = rows(actor, "inspections.see").filter(pk__in=subjects)
    return [
        Line(each.party, _times(each), reverse("inspections:visit", args=[each.pk]))
        for each in visits.select_related("agency").order_by("started_at", "pk")
    ]


def _sheet(each: Scoring) -> str:
    return reverse("assess:sheet", args=[each.cycle_id, each.unit_id, each.item])


def told(hint: Hint, actor: Actor) -> str:
    """The words that all its records share; empty for other kinds, and for whom sees none."""
    if hint.kind != HintKind.SAME_NARRATIVE:
        return ""
    visits: QuerySet[Inspection] = rows(actor, "inspections.see").filter(pk__in=hint.subjects)
    return str(visits.values_list("narrative", flat=True).first() or "")


def _times(visit: Inspection) -> str:
    """The body, the day, and from when to when."""
    day = f"{visit.visited_on:%Y-%m-%d}" if visit.visited_on else ""
    clock = [f"{localtime(at):%H:%M}" for at in (visit.started_at, visit.ended_at) if at]
    return " ".join(each for each in (visit.agency.name, day, "至".join(clock)) if each)
