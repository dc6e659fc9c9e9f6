"""The figures of a run as plain data: for the circular, the pages, the command line and reports."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from angen.assess.models import Consequence, Cycle, Result
from angen.assess.queries.cycles import pack_of, rating_of
from angen.assess.queries.unscored import ASIDE, reasons
from angen.assess.states import ConsequenceState
from angen.assess.unscored import Reason, missing_words
from angen.policy.pack import Pack

Data = dict[str, Any]


@dataclass(frozen=True)
class UnitFigures:
    """One unit in a run. ``items`` are points earned by item id; None where not scored.

    ``above`` is the name of the area that it lies in; ``reason`` why it was set aside.
    """

    code: str
    name: str
    path: str
    outcome: str
    score: Decimal | None
    grade: str
    failing: bool
    rank: int | None
    rank_from_last: int | None
    peers: int
    failing_streak: int
    last_streak: int
    missing: tuple[str, ...]
    gates: tuple[str, ...]
    items: Mapping[str, Decimal | None]
    above: str = ""
    rank_before: int | None = None
    score_before: Decimal | None = None
    reason: Reason | None = None

    @property
    def why(self) -> str:
        """Why there is no score, in a sentence; empty for a scored unit."""
        if self.outcome == "scored":
            return ""
        return self.reason.text if self.reason else f"未知：{missing_words(self.missing)}"

    @property
    def climbed(self) -> int | None:
        """Places gained since the last cycle, negative for lost; None where one is unknown."""
        if self.rank is None or self.rank_before is None:
            return None
        return self.rank_before - self.rank


@dataclass(frozen=True)
class Case:
    """Something that follows from the run."""

    pk: int
    unit: str
    name: str
    deed: str
    label: str
    cite: str
    basis: str
    state: str
    state_label: str
    due_on: dt.date | None


@dataclass(frozen=True)
class RunFigures:
    """A cycle in full. ``by_grade`` is in the order of the grades, the best first.

    ``notes`` are sentences that page and circular must carry: on unknowns, small samples and
    indicators that reward volume.
    """

    cycle: int
    pack: str
    pack_title: str
    document: str
    issuer: str
    version: str
    rating: str
    title: str
    key: str
    label: str
    area: str
    area_name: str
    start: dt.date
    end: dt.date
    state: str
    state_label: str
    published_on: dt.date | None
    number: int
    facts_sha256: str
    results_sha256: str
    units: tuple[UnitFigures, ...]
    by_grade: Mapping[str, int]
    by_outcome: Mapping[str, int]
    cases: tuple[Case, ...]
    notes: tuple[str, ...]
    corrections: int

    @property
    def unqualified(self) -> list[UnitFigures]:
        """Units whose grade is a failure."""
        return [each for each in self.units if each.failing]

    @property
    def streaks(self) -> list[UnitFigures]:
        """Units that failed at least twice on end."""
        return [each for each in self.units if each.failing_streak >= 2]

    def following(self, deed: str) -> list[Case]:
        """What follows of one kind and was not revoked."""
        gone = ConsequenceState.REVOKED
        return [each for each in self.cases if each.deed == deed and each.state != gone]


def run_figures(
    cycle: Cycle, among: QuerySet[Result] | None = None, pack: Pack | None = None
) -> RunFigures:
    """The figures of the run that stands; ``among`` narrows the results to those one may see.

    ``pack`` is that of the cycle, where it is at hand.
    """
    pack = pack or pack_of(cycle)
    rating = rating_of(cycle, pack)
    snapshot = (
        cycle.snapshots.defer("content")
        .annotate(corrections=Count("cycle__corrections", distinct=True))
        .order_by("-number")
        .first()
    )
    results, before = _results(cycle, Result.objects.all() if among is None else among)
    words = [gate.says or gate.grade or "" for gate in rating.gates]
    aside = {each.unit_id for each in results if each.outcome in ASIDE}
    why = reasons(cycle, pack, rating, aside)
    units = tuple(
        _unit(each, before.get(each.unit_id), words, why.get(each.unit_id)) for each in results
    )
    grades = Counter(each.grade for each in units if each.outcome == "scored")
    return RunFigures(
        cycle=cycle.pk,
        pack=pack.id,
        pack_title=pack.title,
        document=pack.head.document,
        issuer=pack.head.issuer,
        version=cycle.digest,
        rating=rating.id,
        title=cycle.title,
        key=cycle.key,
        label=cycle.span.label,
        area=cycle.area_id,
        area_name=cycle.area.name,
        start=cycle.start,
        end=cycle.end,
        state=cycle.state,
        state_label=cycle.get_state_display(),
        published_on=cycle.published_on,
        number=snapshot.number if snapshot else 0,
        facts_sha256=snapshot.sha256 if snapshot else "",
        results_sha256=snapshot.outcome_sha256 if snapshot else "",
        units=units,
        by_grade={each.name: grades[each.name] for each in rating.grades},
        by_outcome=dict(Counter(each.outcome for each in units)),
        cases=tuple(_cases(cycle, [each.code for each in units])),
        notes=tuple(_notes(cycle, units)),
        corrections=snapshot.corrections if snapshot else 0,
    )


def _results(cycle: Cycle, among: QuerySet[Result]) -> tuple[list[Result], dict[str, Result]]:
    """The results of a cycle in order of the tree, and those of the one before by unit."""
    earlier = Q(
        cycle__area=cycle.area_id,
        cycle__pack=cycle.pack,
        cycle__rating=cycle.rating,
        cycle__key=cycle.span.before().key,
    )
    rows = among.filter(Q(cycle=cycle) | earlier, current=True)
    found = list(rows.select_related("unit__parent").order_by("unit__path"))
    return (
        [each for each in found if each.cycle_id == cycle.pk],
        {each.unit_id: each for each in found if each.cycle_id != cycle.pk},
    )


def _unit(
    row: Result, before: Result | None, words: Sequence[str], reason: Reason | None
) -> UnitFigures:
    return UnitFigures(
        code=row.unit_id,
        name=row.name,
        path=row.unit.path,
        outcome=row.outcome,
        score=row.score,
        grade=row.grade,
        failing=row.failing,
        rank=row.rank,
        rank_from_last=row.rank_from_last,
        peers=row.peers,
        failing_streak=row.failing_streak,
        last_streak=row.last_streak,
        missing=tuple(row.missing),
        gates=tuple(words[each["place"]] for each in row.gates if each["hit"]),
        items={each["id"]: earned(each) for each in row.items},
        above=row.unit.parent.name if row.unit.parent else row.unit.name,
        rank_before=before.rank if before else None,
        score_before=before.score if before else None,
        reason=reason,
    )


def earned(item: Data) -> Decimal | None:
    """The points of an item; None where it was not scored."""
    return None if item["earned"] is None else Decimal(item["earned"])


def _cases(cycle: Cycle, codes: Sequence[str]) -> list[Case]:
    rows = Consequence.objects.filter(cycle=cycle, unit__in=codes).select_related("unit")
    return [
        Case(
            row.pk,
            row.unit_id,
            row.unit.name,
            row.deed,
            row.get_deed_display(),
            row.cite,
            row.basis,
            row.state,
            row.get_state_display(),
            row.due_on,
        )
        for row in rows.order_by("deed", "unit__path")
    ]


def _notes(cycle: Cycle, units: Sequence[UnitFigures]) -> list[str]:
    """What a reader must know before comparing."""
    counted = Counter(each.outcome for each in units)
    found = []
    words = {"unknown": "缺少数据", "below_sample": "样本不足", "not_applicable": "本期不适用"}
    unscored = [f"{counted[key]}个单位{label}" for key, label in words.items() if counted[key]]
    if unscored:
        found.append(f"{'，'.join(unscored)}：不计分、不排名，原因逐个列出。")
    found += [f"“{each['says']}”：{each['sentence']}" for each in cycle.warnings]
    return found


def as_data(found: RunFigures) -> Data:
    """The figures for JSON: totals, units, what follows."""
    return {
        "pack": {"id": found.pack, "title": found.pack_title, "version": found.version},
        "rating": found.rating,
        "title": found.title,
        "cycle": found.key,
        "start": found.start.isoformat(),
        "end": found.end.isoformat(),
        "area": found.area,
        "state": found.state,
        "published_on": found.published_on.isoformat() if found.published_on else None,
        "snapshot": {
            "number": found.number,
            "facts_sha256": found.facts_sha256,
            "results_sha256": found.results_sha256,
        },
        "totals": {
            "units": len(found.units),
            "outcomes": dict(found.by_outcome),
            "grades": dict(found.by_grade),
            "unqualified": len(found.unqualified),
            "statements": len(found.following("statement")),
            "failing_twice": len(found.streaks),
            "accountability": len(found.following("accountability")),
        },
        "units": [_unit_data(each) for each in found.units],
        "follows": [
            {
                "unit": each.unit,
                "name": each.name,
                "do": each.deed,
                "state": each.state,
                "cite": each.cite,
                "basis": each.basis,
            }
            for each in found.cases
        ],
        "notes": list(found.notes),
        "corrections": found.corrections,
    }


def _unit_data(each: UnitFigures) -> Data:
    return {
        "code": each.code,
        "name": each.name,
        "outcome": each.outcome,
        "score": None if each.score is None else str(each.score.normalize()),
        "grade": each.grade or None,
        "rank": each.rank,
        "rank_from_last": each.rank_from_last,
        "peers": each.peers,
        "failing_streak": each.failing_streak,
        "missing": list(each.missing),
        "why": each.why or None,
        "clause": each.reason.cite if each.reason else None,
        "gates": list(each.gates),
        "items": {k: None if v is None else format(v, "f") for k, v in each.items.items()},
    }
