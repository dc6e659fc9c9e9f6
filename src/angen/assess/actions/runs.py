"""Freezing facts and storing what comes out of them; called inside the acts on cycles and appeals."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from angen.assess.events import CycleRun
from angen.assess.models import Cycle, Result, Snapshot
from angen.assess.queries import freeze
from angen.assess.queries.cycles import pack_of, rating_of
from angen.audit.actions import record
from angen.kernel.access import Actor
from angen.policy.rated import RatingResult
from angen.worklist.queries.days import now

FIELDS = (
    *("outcome", "earned_grade", "grade", "failing", "failing_streak", "last_streak", "group"),
    *("peers", "rank", "rank_from_last", "items", "gates", "missing"),
)


@transaction.atomic
def store_run(cycle: Cycle, content: freeze.Content, *, reason: str, by: Actor) -> Snapshot:
    """Rate frozen facts and let the outcome stand; earlier runs stay as they were."""
    pack = pack_of(cycle)
    found = freeze.rated(content, pack, rating_of(cycle, pack))
    rows = [freeze.outcome_of(each) for each in found]
    said = freeze.bytes_of(content)
    last = cycle.snapshots.aggregate(last=Max("number"))["last"] or 0
    snapshot = Snapshot.objects.create(
        cycle=cycle,
        number=last + 1,
        content=said,
        sha256=freeze.sha256(said),
        outcome_sha256=freeze.sha256(freeze.bytes_of(rows)),
        reason=reason,
        taken_by=by.display_name,
        taken_at=now(),
    )
    cycle.results.filter(current=True).update(current=False)
    names = {unit["code"]: unit["name"] for unit in content["units"]}
    Result.objects.bulk_create(
        [_row(cycle, snapshot, names[row["unit"]], row) for row in rows], batch_size=500
    )
    event = CycleRun(
        number=snapshot.number,
        facts=snapshot.sha256,
        results=snapshot.outcome_sha256,
        reason=reason,
    )
    record(event, by=by, subject=cycle)
    return snapshot


def _row(cycle: Cycle, snapshot: Snapshot, name: str, row: freeze.Content) -> Result:
    score = None if row["score"] is None else Decimal(row["score"])
    return Result(
        cycle=cycle,
        snapshot=snapshot,
        unit_id=row["unit"],
        name=name,
        score=score,
        **{field: row[field] for field in FIELDS},
    )


def same_again(snapshot: Snapshot) -> bool:
    """Whether the frozen facts still give the stored results to the byte."""
    pack = pack_of(snapshot.cycle)
    content = freeze.content_of(snapshot.content)
    found: list[RatingResult] = freeze.rated(content, pack, rating_of(snapshot.cycle, pack))
    rows = [freeze.outcome_of(each) for each in found]
    unharmed = freeze.sha256(bytes(snapshot.content)) == snapshot.sha256
    return unharmed and freeze.sha256(freeze.bytes_of(rows)) == snapshot.outcome_sha256
