"""Putting published figures right: old beside new, here and wherever they were carried on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from angen.assess.actions.following import settle_following
from angen.assess.actions.runs import store_run
from angen.assess.events import ResultCorrected
from angen.assess.models import Correction, Cycle, Result
from angen.assess.queries import freeze
from angen.assess.queries.cycles import (
    before_of,
    pack_of,
    parts_of,
    rating_of,
    standing_snapshot,
    yellow_cards_of,
)
from angen.assess.states import PUBLIC, SETTLED, AppealState
from angen.assess.states import cycle as machine
from angen.audit.actions import record_many
from angen.kernel.access import Actor
from angen.worklist.queries.days import now

COMPARED = (
    *("outcome", "score", "grade", "rank", "rank_from_last", "failing_streak", "last_streak"),
    *("failing", "peers"),
)
LABELS: Mapping[str, str] = {
    "outcome": "评定情况",
    "score": "得分",
    "grade": "等次",
    "rank": "名次",
    "failing_streak": "连续不合格",
}


@transaction.atomic
def correct(cycle: Cycle, *, unit: str, changes: Mapping[str, str], reason: str, by: Actor) -> None:
    """Rate a published cycle again with a unit's facts or points put right.

    ``changes`` are as an appeal keeps them. The later cycles that look back on this one follow.
    Called inside the act that decides the appeal.
    """
    snapshot = standing_snapshot(cycle)
    assert snapshot is not None
    content = freeze.content_of(snapshot.content)
    row = next(each for each in content["units"] if each["code"] == unit)
    for key, new in changes.items():
        kind, _, name = key.partition(":")
        if kind == "people":
            row["people"][name] = new
        else:
            row["facts"][name] = {"value": new or None, "corrected": True}
    today = now().date()
    _again(cycle, content, reason, today, by)
    _carry_on(cycle, reason, today, by)


def _again(cycle: Cycle, content: freeze.Content, reason: str, today: dt.date, by: Actor) -> None:
    """Store the run, the corrections it brings, and what follows from them."""
    old = {each.unit_id: each for each in cycle.results.filter(current=True)}
    store_run(cycle, content, reason=reason, by=by)
    if cycle.state not in PUBLIC:
        return
    made = [
        Correction(
            cycle=cycle,
            unit_id=new.unit_id,
            before=old[new.unit_id],
            after=new,
            reason=reason,
            made_on=today,
        )
        for new in cycle.results.filter(current=True)
        if new.unit_id in old and differences(old[new.unit_id], new)
    ]
    Correction.objects.bulk_create(made)
    record_many(
        [
            (
                ResultCorrected(
                    unit=each.unit_id,
                    cycle=cycle.key,
                    changes=_said(each.before, each.after),
                    reason=reason,
                ),
                each,
            )
            for each in made
        ],
        by=by,
    )
    if not cycle.appeals.filter(state=AppealState.ASKED).exists():
        machine.move(cycle, "correct")
        cycle.save(update_fields=["state"])
    settle_following(cycle, on=today, reason=reason, by=by)


def differences(old: Result, new: Result) -> list[str]:
    """The figures that differ."""
    return [name for name in COMPARED if getattr(old, name) != getattr(new, name)]


def _said(old: Result, new: Result) -> dict[str, list[str]]:
    return {
        LABELS[name]: [_word(getattr(old, name)), _word(getattr(new, name))]
        for name in differences(old, new)
        if name in LABELS
    }


def _word(found: object) -> str:
    return "" if found is None else str(found)


def _carry_on(cycle: Cycle, reason: str, today: dt.date, by: Actor) -> None:
    """Streaks, years and yellow cards of the cycles that look back on this one."""
    later = (
        Cycle.objects.select_for_update(of=("self",))
        .select_related("area")
        .filter(area=cycle.area_id, pack=cycle.pack, state__in=SETTLED, end__gte=cycle.end)
        .exclude(pk=cycle.pk)
    )
    for each in later.order_by("end", "-start"):
        snapshot = standing_snapshot(each)
        if snapshot is None:
            continue
        content = freeze.content_of(snapshot.content)
        looked_back(each, content)
        if freeze.bytes_of(content) != bytes(snapshot.content):
            _again(each, content, reason, today, by)


def looked_back(cycle: Cycle, content: freeze.Content) -> None:
    """Bring what a snapshot holds of other cycles up to date."""
    pack = pack_of(cycle)
    rating = rating_of(cycle, pack)
    codes = [each["code"] for each in content["units"]]
    before = before_of(cycle.area_id, pack.id, rating, cycle.span, codes)
    parts = parts_of(cycle.area_id, pack, rating, cycle.span, codes)
    cards = yellow_cards_of(cycle.area_id, pack.id, cycle.span, codes)
    for each in content["units"]:
        each["before"] = freeze.pasts(before[each["code"]])
        each["parts"] = {k: freeze.pasts(v) for k, v in parts[each["code"]].items()}
        each["yellow_cards"] = cards.get(each["code"], 0)
