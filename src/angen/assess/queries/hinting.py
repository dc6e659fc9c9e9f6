"""Patterns in visits, hazards and scores that a person should look at (核查提示).

Every detector gives hints for one quarter. A pattern may have an honest reason, so none of them is
read by an indicator, a rating or a pack; the limits are the platform's own (``hint_*`` values).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count
from django.db.models.functions import MD5, Length

from angen.assess.models import Scoring
from angen.assess.states import HintKind
from angen.capacity.queries.numbers import Numbers, numbers
from angen.desk.models import StoredFile
from angen.inspections.models import Hazard, Inspection, InspectionOfficer
from angen.inspections.states import InspectionState, Origin
from angen.orgs.models import Area
from angen.policy.periods import Span

VISIT: Final = "inspections.inspection"
SCORING: Final = "assess.scoring"
LIMITS: Final = (
    *("hint_visit_minutes", "hint_text_length", "hint_text_times", "hint_burst_days"),
    *("hint_burst_share", "hint_visits_least", "hint_scores_least"),
)


@dataclass(frozen=True)
class Seen:
    """A pattern. ``key`` tells it from every other; ``subjects`` are primary keys."""

    kind: HintKind
    area: str
    key: str
    subjects: tuple[str, ...]
    details: dict[str, Any] = field(default_factory=dict)
    subject_type: str = VISIT


@dataclass(frozen=True)
class Visit:
    """A recorded visit as detectors need it; ``lead`` is the officer who answers for it."""

    pk: str
    area: str
    on: dt.date
    start: dt.datetime | None
    end: dt.datetime | None
    again: bool
    text: str
    length: int
    lead: int | None
    lead_name: str


class Limits:
    """The numbers of an area; a detector whose number no pack gives stays silent there."""

    def __init__(self, areas: Sequence[Area], on: dt.date) -> None:
        self._found: dict[str, Numbers] = numbers(LIMITS, areas, on)

    def __call__(self, name: str, area: str) -> Decimal | None:
        ruling = self._found[name].get(area)
        return None if ruling is None else ruling.value


def patterns(span: Span, on: dt.date) -> list[Seen]:
    """Everything in the records of a quarter that asks for a look, as known on a day."""
    visits = _visits(span)
    scored = list(_scored(span))
    codes = {each.area for each in visits} | {each["cycle__area"] for each in scored}
    areas = list(Area.objects.filter(pk__in=codes))
    limits = Limits(areas, min(on, span.end))
    found = [
        *_short(visits, limits),
        *_same_texts(visits, span, limits),
        *_same_photos(visits, span),
        *_overlaps(visits),
        *_alike(scored, limits),
    ]
    if on > span.end:  # the shape of a quarter shows when it is over
        found += [*_bursts(visits, span, limits), *_clean(visits, span, limits)]
    return found


def _visits(span: Span) -> list[Visit]:
    rows = Inspection.objects.filter(
        state=InspectionState.RECORDED, visited_on__range=(span.start, span.end)
    )
    leads = {
        visit: (officer, name)
        for visit, officer, name in InspectionOfficer.objects.filter(
            lead=True, inspection__in=rows.order_by().values("pk")
        ).values_list("inspection", "officer", "officer__name")
    }
    found = rows.order_by("visited_on", "pk").values_list(
        *("pk", "agency__area", "visited_on", "started_at", "ended_at", "origin"),
        *(MD5("narrative"), Length("narrative")),
    )
    return [
        Visit(
            str(pk), area, on, start, end, origin == Origin.RECHECK, text, length,
            *leads.get(pk, (None, "")),
        )
        for pk, area, on, start, end, origin, text, length in found.iterator(5000)
    ]  # fmt: skip


def _short(visits: Sequence[Visit], limits: Limits) -> Iterator[Seen]:
    """Visits shorter than the limit; a recheck may be short."""
    for visit in visits:
        least = limits("hint_visit_minutes", visit.area)
        if visit.start is None or visit.end is None or visit.again or least is None:
            continue
        minutes = int((visit.end - visit.start).total_seconds() // 60)
        if minutes < least:
            details = {"minutes": minutes, "limit": int(least), "officer": visit.lead_name}
            yield Seen(HintKind.SHORT, visit.area, visit.pk, (visit.pk,), details)


def _same_texts(visits: Sequence[Visit], span: Span, limits: Limits) -> Iterator[Seen]:
    """The same words on several visits led by one officer, of the record and of findings."""
    told = [(visit, visit.text, visit.length) for visit in visits]
    yield from _repeated(HintKind.SAME_NARRATIVE, told, span, limits)
    by_pk = {visit.pk: visit for visit in visits}
    rows = Hazard.objects.filter(
        inspection__state=InspectionState.RECORDED,
        inspection__visited_on__range=(span.start, span.end),
    ).values_list("inspection", MD5("description"), Length("description"))
    found = [
        (by_pk[str(visit)], text, length)
        for visit, text, length in rows.order_by().iterator(5000)
        if str(visit) in by_pk
    ]
    yield from _repeated(HintKind.SAME_FINDING, found, span, limits)


def _repeated(
    kind: HintKind, texts: Sequence[tuple[Visit, str, int]], span: Span, limits: Limits
) -> Iterator[Seen]:
    groups: dict[tuple[int, str], dict[str, Visit]] = defaultdict(dict)
    for visit, text, length in texts:
        least = limits("hint_text_length", visit.area)
        if visit.lead is not None and least is not None and length >= least:
            groups[visit.lead, text][visit.pk] = visit
    for (lead, text), members in groups.items():
        one = next(iter(members.values()))
        times = limits("hint_text_times", one.area)
        if times is not None and len(members) >= times:
            details = {"officer": one.lead_name, "visits": len(members)}
            yield Seen(kind, one.area, f"{span.key}:{lead}:{text}", tuple(members), details)


def _same_photos(visits: Sequence[Visit], span: Span) -> Iterator[Seen]:
    """One picture under the hazards of different visits, one of them of this quarter."""
    doubled = (
        StoredFile.objects.filter(owner_ledger="hazards", kind__startswith="image/")
        .order_by()
        .values("sha256")
        .annotate(owners=Count("owner_id", distinct=True))
        .filter(owners__gt=1)
        .values("sha256")
    )
    owners: dict[str, set[str]] = defaultdict(set)
    for sha, owner in StoredFile.objects.filter(
        owner_ledger="hazards", sha256__in=doubled
    ).values_list("sha256", "owner_id"):
        owners[sha].add(owner)
    visit_of = {
        str(pk): str(visit)
        for pk, visit in Hazard.objects.filter(
            pk__in=set().union(*owners.values()), inspection__isnull=False
        ).values_list("pk", "inspection")
    }
    by_pk = {visit.pk: visit for visit in visits}
    for sha, of in owners.items():
        subjects = sorted({visit_of[one] for one in of if one in visit_of})
        here = [by_pk[one] for one in subjects if one in by_pk]
        if len(subjects) > 1 and here:
            details = {"officer": here[-1].lead_name, "visits": len(subjects)}
            yield Seen(HintKind.SAME_PHOTO, here[-1].area, sha, tuple(subjects), details)


def _overlaps(visits: Sequence[Visit]) -> Iterator[Seen]:
    """One officer in two visits at the same moment."""
    timed = {each.pk: each for each in visits if each.start is not None and each.end is not None}
    own: dict[int, list[Visit]] = defaultdict(list)
    names: dict[int, str] = {}
    parts = InspectionOfficer.objects.filter(inspection__in=list(timed))
    for officer, name, visit in parts.values_list("officer", "officer__name", "inspection"):
        own[officer].append(timed[str(visit)])
        names[officer] = name
    for officer, members in own.items():
        ordered = sorted(members, key=_start)
        for one, other in itertools.pairwise(ordered):
            assert one.end is not None and other.start is not None
            if other.start < one.end:
                key = f"{officer}:{one.pk}:{other.pk}"
                details = {"officer": names[officer]}
                yield Seen(HintKind.OVERLAP, other.area, key, (one.pk, other.pk), details)


def _start(visit: Visit) -> tuple[dt.datetime, str]:
    assert visit.start is not None
    return visit.start, visit.pk


def _scored(span: Span) -> Iterator[Mapping[str, Any]]:
    """Points given by people for ratings that end in the quarter."""
    rows = Scoring.objects.filter(cycle__end__range=(span.start, span.end)).order_by("pk")
    yield from rows.values(
        *("pk", "cycle", "item", "points", "scorer", "scorer__name", "cycle__area")
    )


def _alike(scored: Sequence[Mapping[str, Any]], limits: Limits) -> Iterator[Seen]:
    """One scorer gave every unit the same points for an item."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for each in scored:
        groups[each["cycle"], each["item"], each["scorer"], each["cycle__area"]].append(each)
    for (cycle, item, scorer, area), members in groups.items():
        least = limits("hint_scores_least", area)
        if least is None or len(members) < least:
            continue
        if len({each["points"] for each in members}) == 1:
            details = {
                "officer": members[0]["scorer__name"],
                "units": len(members),
                "points": str(members[0]["points"]),
            }
            subjects = tuple(str(each["pk"]) for each in members)
            key = f"{cycle}:{item}:{scorer}:{area}"
            yield Seen(HintKind.ALIKE, area, key, subjects, details, SCORING)


def _bursts(visits: Sequence[Visit], span: Span, limits: Limits) -> Iterator[Seen]:
    """Most of a unit's visits of the quarter in its last days."""
    for area, members in _by(visits, lambda visit: visit.area).items():
        days, share = limits("hint_burst_days", area), limits("hint_burst_share", area)
        least = limits("hint_visits_least", area)
        if days is None or share is None or least is None or len(members) < least:
            continue
        since = span.end - dt.timedelta(int(days) - 1)
        late = [visit.pk for visit in members if visit.on >= since]
        if len(late) > share * len(members):
            details = {"late": len(late), "visits": len(members), "days": int(days)}
            yield Seen(HintKind.BURST, area, f"{span.key}:{area}", tuple(late), details)


def _clean(visits: Sequence[Visit], span: Span, limits: Limits) -> Iterator[Seen]:
    """An officer who led many visits in the quarter and found nothing on any of them."""
    first = [visit for visit in visits if not visit.again and visit.lead is not None]
    rows = Hazard.objects.filter(
        inspection__state=InspectionState.RECORDED,
        inspection__visited_on__range=(span.start, span.end),
    )
    found = {str(pk) for pk in rows.order_by().values_list("inspection", flat=True).distinct()}
    for lead, members in _by(first, lambda visit: visit.lead).items():
        least = limits("hint_visits_least", members[0].area)
        if least is None or len(members) < least or any(visit.pk in found for visit in members):
            continue
        details = {"officer": members[0].lead_name, "visits": len(members)}
        subjects = tuple(visit.pk for visit in members)
        yield Seen(HintKind.CLEAN, members[0].area, f"{span.key}:{lead}", subjects, details)


def _by(visits: Sequence[Visit], of: Any) -> dict[Any, list[Visit]]:
    groups: dict[Any, list[Visit]] = defaultdict(list)
    for visit in visits:
        groups[of(visit)].append(visit)
    return groups
