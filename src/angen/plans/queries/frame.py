"""The list a draw is made from: who is in, who is left out, and why."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from angen.desk.dated import holds
from angen.enterprises.models import Enterprise
from angen.enterprises.states import WORKING
from angen.orgs.models import Agency, Area
from angen.orgs.queries.enforcers import Unfit, enforcers
from angen.plans import framing, registry
from angen.plans.models import Conflict
from angen.plans.queries.rules import caps, whole
from angen.plans.states import Reason

Left = tuple[UUID | None, int | None, Reason]
MEMORY = "draw_memory_years"


@dataclass(frozen=True)
class Scope:
    """What to draw from: bodies, places and days."""

    agency: Agency
    area: Area
    starts_on: dt.date
    ends_on: dt.date
    sectors: Sequence[str] = ()
    risks: Sequence[str] = ()


@dataclass(frozen=True)
class Prepared:
    """A frame, the officers' keys (officer to key), and what was left out."""

    frame: framing.Frame
    keys: Mapping[int, str]
    left: Sequence[Left]


def prepare(scope: Scope, *, want: int, each: int) -> Prepared:
    """The frame of a scope with every exclusion applied; Refused where too few are left."""
    objects = dict(_objects(scope).values_list("pk", "risk"))
    tails, out_officers = _officers(scope)
    keys = _keys(tails)
    left: list[Left] = list(out_officers)
    capped = _over_cap(scope, objects)
    left += [(one, None, Reason.CAP) for one in sorted(capped)]
    inside = objects.keys() - capped
    pairs = list(_pairs(scope, inside, keys.keys()))
    barred = Counter(one for one, _, _ in pairs)
    lonely = {one for one, count in barred.items() if len(keys) - count < each}
    left += [(one, None, Reason.NO_TEAM) for one in sorted(lonely)]
    pairs = [pair for pair in pairs if pair[0] not in lonely]
    left += pairs
    frame = framing.build(
        [str(one) for one in inside - lonely],
        list(keys.values()),
        want=want,
        each=each,
        conflicts=[(str(one), keys[person]) for one, person, _ in pairs],
        excluded=list(_said(left, pairs)),
    )
    return Prepared(frame, keys, left)


def _objects(scope: Scope) -> QuerySet[Enterprise]:
    found = Enterprise.objects.live().filter(
        business__in=WORKING, area__path__startswith=scope.area.path
    )
    if scope.sectors:
        found = found.filter(sector__in=scope.sectors)
    return found.filter(risk__in=scope.risks) if scope.risks else found


def _officers(scope: Scope) -> tuple[dict[int, str], list[Left]]:
    """Tail of the certificate of each officer in post who may enforce, and those who may not."""
    found = enforcers(scope.starts_on, scope.ends_on, agency=scope.agency)
    left: list[Left] = [
        (None, officer, Reason.ELSEWHERE if why == Unfit.ELSEWHERE else Reason.EXPIRED)
        for officer, why in sorted(found.unfit.items())
    ]
    good = {
        officer: re.sub(r"[^0-9A-Za-z]", "", certificate.number)[-4:]
        for officer, certificate in sorted(found.good.items())
    }
    return good, left


def _keys(tails: Mapping[int, str]) -> dict[int, str]:
    """A number within the draw and the tail of the certificate: nothing else of a person is shown."""
    return {pk: f"{n:03}-{tail}" for n, (pk, tail) in enumerate(sorted(tails.items()), 1)}


def _over_cap(scope: Scope, objects: Mapping[UUID, str]) -> set[UUID]:
    """Those whose visits this year, made or arranged, are as many as their risk allows.

    It is the count by which a visit is refused (国办发〔2024〕54号): nobody is drawn in vain.
    """
    limits = caps(scope.area, scope.starts_on)
    if not limits:
        return set()
    return {
        one
        for one, count in registry.arranged(scope.starts_on.year).items()
        if one in objects and objects[one] in limits and count >= limits[objects[one]]
    }


def _pairs(
    scope: Scope, objects: Collection[UUID], officers: Collection[int]
) -> Iterator[tuple[UUID, int, Reason]]:
    """Who must not meet whom: kinship and interest, and whoever came last time."""
    rows = Conflict.objects.filter(holds(scope.starts_on), officer__in=officers)
    known = {pair for pair in rows.values_list("enterprise", "officer") if pair[0] in objects}
    yield from ((one, person, Reason.CONFLICT) for one, person in sorted(known))
    last: dict[UUID, tuple[int, ...]] = {}
    years = whole(MEMORY, scope.area, scope.starts_on)
    since = scope.starts_on - dt.timedelta(days=366 * (years or 0))
    for visit in registry.visits(since, scope.starts_on) if years else ():
        last[visit.enterprise] = visit.officers
    for one, people in sorted(last.items()):
        for person in sorted(set(people) & set(officers)):
            if one in objects and (one, person) not in known:
                yield one, person, Reason.LAST_VISIT


def _said(left: Sequence[Left], pairs: Sequence[Left]) -> Iterator[tuple[str, str, str]]:
    """Exclusions as the frame carries them; of officers only how many, for they have no key."""
    meetings = set(pairs)
    people: dict[Reason, int] = defaultdict(int)
    for one, person, reason in left:
        if one is not None and (one, person, reason) not in meetings:
            yield "object", str(one), reason.value
        elif one is None:
            people[reason] += 1
            yield "officer", str(people[reason]), reason.value
