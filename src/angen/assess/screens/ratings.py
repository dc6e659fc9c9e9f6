"""What the pages of ratings show: rows of the ranking, items in words, county heat, trend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from django.db.models import Avg, Count, Q
from django.urls import reverse

from angen.assess.models import Cycle, Result
from angen.assess.models.cycles import Outcome
from angen.assess.queries.figures import RunFigures, UnitFigures
from angen.assess.states import SETTLED
from angen.assess.unscored import (
    NOTHING,
    fact_words,
    item_reason,
    number,
    unknown_words,
)
from angen.desk.sheets import Sheet, book
from angen.policy.pack import Pack
from angen.policy.schema_scores import Item, Rating
from angen.rulebook.words import BASIS, in_words, label_of

TREND = 8


@dataclass(frozen=True)
class ItemShown:
    """One item of a result in words."""

    id: str
    aspect: str
    says: str
    points: str
    earned: str
    counted: str
    share: Decimal | None
    outcome: str
    unknown: str
    reason: str
    sample: str
    by_people: bool
    words: str
    expression: str
    cite: str
    basis: str
    facts: Sequence[tuple[str, str]]
    values: Sequence[tuple[str, str, str, str]]
    url: str


def items_shown(cycle: Cycle, pack: Pack, rating: Rating, result: Result) -> list[ItemShown]:
    """Every item, addition and part of a result, in the order of the rating."""
    says = {item.id: (aspect.says, item) for aspect in rating.aspects for item in aspect.items}
    extras = {each.id: each for each in rating.adjustments}
    parts = {f"{p.rating}-{p.nth}" if p.nth else f"{p.rating}-part{n}": p
             for n, p in enumerate(rating.parts, 1)}  # fmt: skip
    found = []
    for each in result.items:
        aspect, entry = says.get(each["id"], ("", None))
        extra, part = extras.get(each["id"]), parts.get(each["id"])
        formula = entry.score if entry else extra.points if extra else None
        source: Any = entry or extra or part
        people = source is not None and getattr(source, "scored_by", "") == "people"
        title = getattr(source, "says", "")
        if part is not None:
            other = next((r for r in pack.ratings if r.id == part.rating), None)
            title = f"{other.says if other else part.rating}" + (
                f"（第{part.nth}次）" if part.nth else ""
            )
        if extra is not None:
            aspect = "加分" if extra.kind == "bonus" else "扣分"
        earned = None if each["earned"] is None else Decimal(each["earned"])
        points = Decimal(each["points"])
        found.append(
            ItemShown(
                id=each["id"],
                aspect=aspect or ("合成" if part else ""),
                says=title or each["id"],
                points=f"比重{points:.0%}" if part else number(each["points"]),
                earned=number(each["earned"]),
                counted=number(each["counted"]) if each["counted"] != each["earned"] else "",
                share=None if earned is None or part else earned / points,
                outcome=each["outcome"],
                unknown=unknown_words(each),
                reason=item_reason(pack, entry or extra, each),
                sample=_sample(entry, each),
                by_people=people,
                words=in_words(formula, pack) if formula else "",
                expression=formula.text if formula else "",
                cite=getattr(source, "cite", None) or "",
                basis=BASIS.get(getattr(source, "basis", ""), ""),
                facts=[(label_of(name), fact_of(each, name, value)) for name, value in each["facts"]],
                values=[(value_says(pack, v[0]), f"{number(v[1])}{v[2]}", v[3], BASIS.get(v[4], ""))
                        for v in each["values"]],
                url=reverse("assess:rating_why", args=[cycle.pk, result.unit_id, each["id"]]),
            )
        )  # fmt: skip
    return found


def _sample(entry: Item | None, stored: Mapping[str, Any]) -> str:
    """The clause of the minimum sample that an item missed."""
    if entry is None or entry.sample is None or stored["outcome"] != "below_sample":
        return ""
    sample = entry.sample
    return " · ".join(each for each in (sample.cite, BASIS.get(sample.basis, "")) if each)


def fact_of(item: Mapping[str, Any], name: str, value: str | None) -> str:
    """A fact of an item; of one that does not apply, a ratio over nothing is no unknown."""
    if value is None and item["outcome"] == "not_applicable":
        return NOTHING
    return fact_words(name, value)


def value_says(pack: Pack, name: str) -> str:
    """What a number of a pack is."""
    series = pack.values.get(name)
    return (series.says if series else None) or name


@dataclass(frozen=True)
class RankRow:
    """A row of the ranking."""

    unit: Any
    county: str
    url: str
    outcome_label: str
    reason: str
    changed: str


def rank_rows(cycle: Cycle, rating: Rating, found: RunFigures) -> list[RankRow]:
    """Units by rank; those without one after them, in order of the tree."""
    ordered = sorted(found.units, key=lambda u: (u.rank is None, u.rank or 0, u.path))
    return [
        RankRow(
            unit,
            unit.above,
            reverse("assess:rating_unit", args=[cycle.pk, unit.code]),
            Outcome(unit.outcome).label,
            unit.why or _alone(rating, unit),
            _climbed(unit.climbed),
        )
        for unit in ordered
    ]


def _alone(rating: Rating, unit: UnitFigures) -> str:
    """Why a scored unit has no rank: its peer group is too small; empty where it has one."""
    if unit.rank is not None:
        return ""
    return f"同组已评单位{unit.peers}个，至少{rating.minimum_sample}个才排名次"


def _climbed(places: int | None) -> str:
    if not places:
        return "" if places is None else "不变"
    return f"升{places}" if places > 0 else f"降{-places}"


def county_code(path: str) -> str:
    """The area above a unit."""
    steps = path.strip("/").split("/")
    return steps[-2] if len(steps) > 1 else steps[-1]


def heat(rating: Rating, found: RunFigures) -> dict[str, Any] | None:
    """Counties down, items across: the mean share of an item's points, for ECharts."""
    names = {county_code(unit.path): unit.above for unit in found.units}
    items = [item for item in rating.items]
    if not items or len(names) < 2:
        return None
    by_county: dict[str, list[Any]] = defaultdict(list)
    for unit in found.units:
        by_county[county_code(unit.path)].append(unit)
    codes = sorted(by_county)
    data: list[list[Any]] = []
    for y, code in enumerate(codes):
        for x, item in enumerate(items):
            earned = [u.items.get(item.id) for u in by_county[code]]
            known = [each for each in earned if each is not None]
            share = sum(known, Decimal(0)) / len(known) / item.points * 100 if known else None
            data.append([x, y, "-" if share is None else round(float(share), 1)])
    return {
        "tooltip": {"position": "top"},
        "grid": {"top": 10, "right": 10, "bottom": 90, "left": 90},
        "xAxis": {
            "type": "category",
            "data": [item.says for item in items],
            "axisLabel": {"rotate": 35, "width": 110, "overflow": "truncate"},
        },
        "yAxis": {"type": "category", "data": [names[code] for code in codes]},
        "visualMap": {
            "min": 0,
            "max": 100,
            "calculable": False,
            "show": False,
            "inRange": {"color": ["#f3c9bd", "#f7efd8", "#bcdcc6"]},
        },
        "series": [{"type": "heatmap", "name": "得分率", "data": data, "label": {"show": True}}],
        # A phone has no room for the figures: they show at a touch, and in the table.
        "media": [{"query": {"maxWidth": 560}, "option": {"series": [{"label": {"show": False}}]}}],
    }


def trend(cycle: Cycle) -> dict[str, Any] | None:
    """Mean score and number of failing units over the last cycles, for ECharts."""
    rows = (
        Cycle.objects.filter(
            Q(state__in=SETTLED) | Q(pk=cycle.pk),
            area=cycle.area_id,
            pack=cycle.pack,
            rating=cycle.rating,
            end__lte=cycle.end,
        )
        .annotate(
            mean=Avg("results__score", filter=Q(results__current=True)),
            failing=Count("results", filter=Q(results__current=True, results__failing=True)),
        )
        .order_by("-end")[:TREND]
    )
    found = list(rows)[::-1]
    if len(found) < 2:
        return None
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"top": 40, "right": 40, "bottom": 30, "left": 40},
        "xAxis": {"type": "category", "data": [each.key for each in found]},
        "yAxis": [{"type": "value"}, {"type": "value", "minInterval": 1}],
        "series": [
            {
                "name": "平均分",
                "type": "line",
                "data": [None if e.mean is None else round(float(e.mean), 2) for e in found],
            },
            {
                "name": "不合格单位",
                "type": "bar",
                "yAxisIndex": 1,
                "barMaxWidth": 28,
                "data": [each.failing for each in found],
            },
        ],
    }


def history_chart(results: Sequence[Result]) -> dict[str, Any] | None:
    """Scores of a unit over cycles of one rating; a gap where it was not scored."""
    if len(results) < 2:
        return None
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"top": 20, "right": 20, "bottom": 30, "left": 40},
        "xAxis": {"type": "category", "data": [each.cycle.key for each in results]},
        "yAxis": {"type": "value", "min": 0, "max": 100},
        "series": [
            {
                "name": "得分",
                "type": "line",
                "data": [None if r.score is None else float(r.score) for r in results],
            }
        ],
    }


def sheet_of_run(rating: Rating, found: RunFigures) -> IO[bytes]:
    """The ranking with every item, as a spreadsheet."""
    made, file = book()
    page = Sheet(made, "评定结果")
    items = [(each.id, each.says) for each in rating.items]
    items += [(each.id, each.says) for each in rating.adjustments]
    head = [
        "名次",
        "所属",
        "单位",
        "代码",
        "得分",
        "等次",
        "评定情况",
        "连续不合格",
        "不计分的原因",
    ]
    page.head(
        [*head, *(says for _, says in items)],
        [8, 14, 20, 14, 10, 10, 10, 10, 44, *(16 for _ in items)],
    )
    ordered = sorted(found.units, key=lambda u: (u.rank is None, u.rank or 0, u.path))
    for row, unit in enumerate(ordered, 1):
        earned = [unit.items.get(id) for id, _ in items]
        page.put(
            row,
            [
                "不排名" if unit.rank is None else unit.rank,
                unit.above,
                unit.name,
                unit.code,
                Outcome(unit.outcome).label if unit.score is None else unit.score,
                unit.grade or Outcome(unit.outcome).label,
                Outcome(unit.outcome).label,
                unit.failing_streak,
                unit.why or _alone(rating, unit),
                *["" if each is None else each for each in earned],
            ],
        )
    notes = Sheet(made, "说明")
    notes.head(["说明"], [100])
    for row, note in enumerate(found.notes, 1):
        notes.put(row, [note])
    made.close()
    file.seek(0)
    return file
