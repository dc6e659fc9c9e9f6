"""Points that people give: a first hand, a second hand where asked, a decision where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from angen.assess.events import ItemScored, ScoringSettled
from angen.assess.models import Cycle, Scoring
from angen.assess.queries.cycles import rating_of
from angen.assess.states import CycleState, ScoringState
from angen.assess.states import scoring as machine
from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.policy.schema_scores import Rating
from angen.worklist.queries.days import now

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Sheet:
    """What a person may give for an item: the most by line, and whether a second hand is asked."""

    says: str
    lines: tuple[tuple[str, Decimal], ...]
    second: bool = False
    difference: Decimal = Decimal(0)


def sheet_of(rating: Rating, item: str) -> Sheet:
    """The rubric of an item or addition. Refused for one that is computed."""
    for each in rating.items:
        if each.id == item and each.scored_by == "people":
            lines = tuple((line.says, line.points) for line in each.rubric)
            return Sheet(each.says, lines, each.second_scorer, each.max_difference or Decimal(0))
    for extra in rating.adjustments:
        if extra.id == item and extra.scored_by == "people":
            return Sheet(extra.says, ((extra.says, extra.cap),))
    raise Refused(f"评分项“{item}”不由人评分，请核对。")


@transaction.atomic
def give_points(
    cycle: Cycle,
    unit: Area,
    *,
    item: str,
    marks: Sequence[Decimal],
    note: str = "",
    by: Actor,
) -> Scoring:
    """Give a unit points for an item, line by line; the second hand scores without the first.

    The first scorer may change the own score until a second one has scored.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("area").get(pk=cycle.pk)
    require(by, "assess.score_item", unit)
    if cycle.state != CycleState.DRAFT:
        raise Refused("结果已经确认，不能再评分；需要改的请先退回重评。")
    sheet = sheet_of(rating_of(cycle), item)
    points = checked(sheet, marks)
    if not cycle.results.filter(current=True, unit=unit).exists():
        raise Refused(f"{unit.name}不在这次评定的范围里。")
    known = Scoring.objects.select_for_update().filter(cycle=cycle, unit=unit, item=item).first()
    if known is None or known.scorer_id == by.pk:
        return _first(known, cycle, unit, item, sheet, marks, points, note, by)
    if not sheet.second:
        raise Refused(f"“{sheet.says}”已由{known.scorer.display_name}评分。")
    return _second(known, sheet, marks, points, note, by)


def checked(sheet: Sheet, marks: Sequence[Decimal]) -> Decimal:
    """The sum of marks that fit a sheet. Raises Refused."""
    if len(marks) != len(sheet.lines):
        raise Refused(f"“{sheet.says}”有{len(sheet.lines)}行评分，请逐行填写。")
    for (says, most), given in zip(sheet.lines, marks, strict=True):
        if not given.is_finite() or not 0 <= given <= most or given != given.quantize(CENT):
            raise Refused(f"“{says}”要填0到{most}分，最多两位小数。")
    return sum(marks, Decimal(0))


def _first(
    known: Scoring | None,
    cycle: Cycle,
    unit: Area,
    item: str,
    sheet: Sheet,
    marks: Sequence[Decimal],
    points: Decimal,
    note: str,
    by: Actor,
) -> Scoring:
    state = ScoringState.AWAITING if sheet.second else ScoringState.GIVEN
    if known is not None and known.state != state:
        raise Refused("已经复评，不能再改自己的评分。")
    made = known or Scoring(cycle=cycle, unit=unit, item=item, scorer_id=by.pk, state=state)
    made.marks, made.points = [format(each, "f") for each in marks], points
    made.note, made.scored_at = note.strip()[:500], now()
    made.agreed = None if sheet.second else points
    made.save()
    event = ItemScored(
        unit=unit.pk, item=item, points=format(points, "f"), second=False, difference=""
    )
    record(event, by=by, subject=made)
    return made


def _second(
    known: Scoring,
    sheet: Sheet,
    marks: Sequence[Decimal],
    points: Decimal,
    note: str,
    by: Actor,
) -> Scoring:
    apart = abs(points - known.points)
    machine.move(known, "agree" if apart <= sheet.difference else "dispute")
    known.second_marks, known.second_points = [format(each, "f") for each in marks], points
    known.second_note, known.second_scorer_id = note.strip()[:500], by.pk
    known.second_at = now()
    if known.state == ScoringState.AGREED:
        known.agreed = ((known.points + points) / 2).quantize(CENT, ROUND_HALF_UP)
    known.save()
    event = ItemScored(
        unit=known.unit_id,
        item=known.item,
        points=format(points, "f"),
        second=True,
        difference=format(apart, "f"),
    )
    record(event, by=by, subject=known)
    return known


@transaction.atomic
def settle_points(scoring: Scoring, *, points: Decimal, reason: str, by: Actor) -> Scoring:
    """Decide between two scorers too far apart; by a third hand, within what both gave."""
    scoring = (
        Scoring.objects.select_for_update(of=("self",))
        .select_related("cycle", "unit")
        .get(pk=scoring.pk)
    )
    require(by, "assess.settle_score", scoring)
    if by.pk in (scoring.scorer_id, scoring.second_scorer_id):
        raise Refused("评分人不能自己裁定，请第三位同志裁定。")
    machine.move(scoring, "settle")
    assert scoring.second_points is not None
    low, high = sorted((scoring.points, scoring.second_points))
    if not low <= points <= high:
        raise Refused(f"裁定的分数要在两次评分之间（{low}至{high}）。")
    if not reason.strip():
        raise Refused("请写明裁定理由。")
    scoring.agreed, scoring.settled_by = points, by.display_name
    scoring.settled_for = reason.strip()[:300]
    scoring.save()
    event = ScoringSettled(points=format(points, "f"), reason=scoring.settled_for)
    record(event, by=by, subject=scoring)
    return scoring
