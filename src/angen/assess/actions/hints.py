"""Hints 核查提示: raised by the daily duty, checked by a person of the level above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.urls import reverse

from angen.assess import kinds
from angen.assess.events import HintChecked, HintRaised
from angen.assess.models import Hint
from angen.assess.offices import offices_of
from angen.assess.queries.hinting import Seen, patterns
from angen.assess.states import HintState
from angen.assess.states import hint as machine
from angen.audit.actions import record, record_many
from angen.kernel.access import Actor, require
from angen.kernel.calendar import Due, deadline
from angen.kernel.refusal import Refused
from angen.kernel.states import Working
from angen.orgs.models import Agency
from angen.policy.periods import Span, span_of
from angen.rulebook.queries import value
from angen.worklist import actions as worklist
from angen.worklist.queries.days import local_days, now

CHECK = "assess.check_hint"


@transaction.atomic
def raise_hints(on: dt.date, *, by: Actor | None) -> int:
    """Raise what the records of this quarter and the last one show and nobody was told of yet.

    A pattern that grew while it waits is not raised again; the records it has now are kept with it.
    """
    span = span_of("quarter", on)
    made: list[Hint] = []
    for each in (span.before(), span):
        made += _raise(each, on)
    _expect(made, on)
    acts = [
        (HintRaised(unit=h.area_id, kind=h.get_kind_display(), records=len(h.subjects)), h)
        for h in made
    ]
    record_many(acts, by=by)
    return len(made)


def _raise(span: Span, on: dt.date) -> list[Hint]:
    found = {f"{seen.kind}:{seen.key}": seen for seen in patterns(span, on)}
    known = Hint.objects.select_for_update().in_bulk(list(found), field_name="key")
    for key, hint in known.items():
        seen = found[key]
        if hint.state == HintState.RAISED and hint.subjects != list(seen.subjects):
            hint.subjects, hint.details = list(seen.subjects), seen.details
            hint.save(update_fields=["subjects", "details"])
    rows = [_hint(key, seen, span, on) for key, seen in found.items() if key not in known]
    # The unique key decides where two workers run at once.
    Hint.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    fresh = [row.key for row in rows]
    links = ("area__parent",)
    return list(Hint.objects.filter(key__in=fresh, found_on=on).select_related(*links))


def _hint(key: str, seen: Seen, span: Span, on: dt.date) -> Hint:
    return Hint(
        kind=seen.kind,
        area_id=seen.area,
        key=key,
        subject_type=seen.subject_type,
        subjects=list(seen.subjects),
        since=span.start,
        until=span.end,
        details=seen.details,
        found_on=on,
    )


def _expect(made: Sequence[Hint], on: dt.date) -> None:
    """A task of the office above each unit, as far as there is one and a term."""
    above = {hint.area.parent_id: hint.area.parent for hint in made if hint.area.parent}
    offices = offices_of([code for code in above if code], on)
    terms = {code: _due(offices[code], on) for code in offices}
    worklist.expect_many([one for hint in made for one in _expected(hint, offices, terms)], by=None)


def _due(office: Agency, on: dt.date) -> Due | None:
    term = value("hint_check_working_days", office.area, on)
    if term is None:
        return None
    days = local_days(office.area)
    return deadline(on, Working(int(term.value)), days, article=term.cite)


def _expected(
    hint: Hint, offices: Mapping[str, Agency], terms: Mapping[str, Due | None]
) -> list[worklist.Expected]:
    code = hint.area.parent_id or ""
    due = terms.get(code)
    if due is None:
        return []
    title = f"{hint.area.name}：{hint.get_kind_display()}"
    url = reverse("assess:hint", args=[hint.pk])
    return [
        worklist.Expected(
            hint, kinds.HINT.name, due, agency=offices[code], title=title, url=url, working=True
        )
    ]


@transaction.atomic
def check_hint(hint: Hint, move: str, *, said: str, by: Actor) -> Hint:
    """Write down what a look showed: ``move`` is "explain" or "confirm".

    What is confirmed is followed up elsewhere, by a person: nothing is deducted here.
    """
    hint = Hint.objects.select_for_update(of=("self",)).select_related("area").get(pk=hint.pk)
    require(by, CHECK, hint)
    if not said.strip():
        raise Refused("请写明核查的方式和结果。")
    machine.move(hint, move)
    hint.said, hint.checked_by_id, hint.checked_at = said.strip(), by.pk, now()
    hint.save(update_fields=["state", "said", "checked_by", "checked_at"])
    record(HintChecked(move=move, said=hint.said), by=by, subject=hint)
    worklist.meet(hint, kinds.HINT.name, by=by)
    return hint
