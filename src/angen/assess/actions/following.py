"""Opening what follows from published results, and putting it right after a correction."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse

from angen.assess import kinds
from angen.assess.events import ConsequenceMoved, ConsequenceOpened
from angen.assess.models import Consequence, Cycle
from angen.assess.offices import offices_of
from angen.assess.queries.cycles import standing_snapshot
from angen.assess.queries.following import follows_of
from angen.assess.states import LIVE, ConsequenceState, Deed
from angen.assess.states import consequence as machine
from angen.audit.actions import record, record_many
from angen.kernel.access import Actor
from angen.kernel.calendar import Due, deadline
from angen.kernel.states import Natural, Working
from angen.policy.calculate import Follows
from angen.policy.schema import Within
from angen.worklist import actions as worklist
from angen.worklist.queries.days import local_days


@transaction.atomic
def open_following(cycle: Cycle, *, on: dt.date, by: Actor) -> list[Consequence]:
    """Open every consequence of the results that stand and is not there yet, with its deadline."""
    snapshot = standing_snapshot(cycle)
    assert snapshot is not None
    known = set(cycle.consequences.values_list("unit", "deed"))
    made = []
    for each in follows_of(cycle, snapshot, cycle.results.filter(current=True)):
        if (each.unit, each.consequence.do) not in known:
            made.append(_row(cycle, each, on))
    Consequence.objects.bulk_create(made, batch_size=500)
    record_many(
        [
            (
                ConsequenceOpened(unit=row.unit_id, cycle=cycle.key, deed=row.deed, cite=row.cite),
                row,
            )
            for row in made
        ],
        by=by,
    )
    _expect(cycle, made, on, by)
    return made


def _row(cycle: Cycle, each: Follows, on: dt.date) -> Consequence:
    found = each.consequence
    row = Consequence(
        cycle=cycle,
        unit_id=each.unit,
        deed=found.do,
        says=found.says or "",
        cite=found.cite or "",
        basis=found.basis,
        due_on=None if found.within is None else _due(cycle, found.within, on).day,
        opened_on=on,
    )
    if row.deed == Deed.RECTIFY:
        machine.move(row, "order")
    return row


def _due(cycle: Cycle, within: Within, on: dt.date) -> Due:
    if within.working_days is not None:
        return deadline(on, Working(within.working_days), local_days(cycle.area))
    assert within.natural_days is not None
    return deadline(on, Natural(within.natural_days))


def _expect(cycle: Cycle, rows: list[Consequence], on: dt.date, by: Actor) -> None:
    """A rectification is the unit's to do, everything else that has a term the office's."""
    offices = offices_of({cycle.area_id, *(row.unit_id for row in rows)}, on)
    expected = []
    for row in rows:
        own = row.deed == Deed.RECTIFY
        office = offices.get(row.unit_id if own else cycle.area_id)
        if row.due_on is not None and office is not None:
            expected.append(
                worklist.Expected(
                    row,
                    (kinds.RECTIFY if own else kinds.HANDLE).name,
                    Due(row.due_on),
                    agency=office,
                    title=f"{cycle}：{row.unit.name}{row.get_deed_display()}",
                    url=reverse("assess:consequence", args=[row.pk]),
                    article=row.cite[:200],
                )
            )
    worklist.expect_many(expected, by=by)


def deadline_kind(row: Consequence) -> str:
    """The kind of the deadline that a consequence may have."""
    return (kinds.RECTIFY if row.deed == Deed.RECTIFY else kinds.HANDLE).name


@transaction.atomic
def settle_following(cycle: Cycle, *, on: dt.date, reason: str, by: Actor) -> None:
    """After a correction: revoke what no longer follows, open what now does."""
    snapshot = standing_snapshot(cycle)
    assert snapshot is not None
    results = list(cycle.results.filter(current=True))
    wanted = {(x.unit, x.consequence.do) for x in follows_of(cycle, snapshot, results)}
    for row in cycle.consequences.exclude(state=ConsequenceState.REVOKED).select_for_update():
        if (row.unit_id, row.deed) not in wanted:
            revoke(row, reason=reason, on=on, by=by)
    open_following(cycle, on=on, by=by)


@transaction.atomic
def revoke(row: Consequence, *, reason: str, on: dt.date, by: Actor) -> Consequence:
    """Take a consequence back because what it followed from was corrected."""
    live = row.state in LIVE
    machine.move(row, "revoke")
    row.revoked_for, row.closed_on = reason[:300], on
    row.save(update_fields=["state", "revoked_for", "closed_on"])
    record(ConsequenceMoved(move="revoke", state=row.state, reason=reason), by=by, subject=row)
    if live:
        worklist.cancel(row, deadline_kind(row), reason=f"结果已更正：{reason}", by=by)
    return row
