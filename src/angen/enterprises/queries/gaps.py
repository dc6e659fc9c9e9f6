"""What is missing: supervising bodies, links of the responsible chain, letters of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Func, OuterRef, Q, QuerySet, Subquery, Value

from angen.enterprises.models import Enterprise, Letter, Responsible, Supervision
from angen.enterprises.states import WORKING, LetterKind, Link
from angen.kernel.access import Actor, rows

WORKS = Q(business__in=WORKING)


class Missing(Func):
    """That a subquery finds nothing."""

    template = "%(expressions)s is not true"
    output_field = BooleanField()


def _without(rows: QuerySet[Any], order: str = "-valid_from") -> Q:
    """That an enterprise has none of ``rows``.

    Asked of one enterprise after another, by index. An EXISTS would become a join with the whole
    table, made before the first row of a page is known.
    """
    own = rows.filter(enterprise=OuterRef("pk")).order_by(order)
    return Q(Missing(Subquery(own.values_list(Value(True))[:1])))


def unsupervised(day: dt.date) -> Q:
    """Working enterprises that no body supervises on the day."""
    return WORKS & _without(Supervision.objects.on(day))


def without(link: str, day: dt.date) -> Q:
    """Working enterprises whose chain lacks one link on the day."""
    return WORKS & _without(Responsible.objects.on(day).filter(link=link))


def lacking(day: dt.date) -> Q:
    """Working enterprises whose chain lacks any link on the day (湘政办意见 第23条)."""
    found = Q()
    for link in Link.values:
        found |= _without(Responsible.objects.on(day).filter(link=link))
    return WORKS & found


def unlettered(year: int) -> Q:
    """Working enterprises without both letters of the year."""
    found = Q()
    for kind in LetterKind.values:
        found |= _without(Letter.objects.filter(year=year, kind=kind), "kind")
    return WORKS & found


@dataclass(frozen=True)
class Gap:
    """An enterprise and what it lacks."""

    enterprise: Enterprise
    missing: tuple[str, ...]


def gaps(actor: Actor, day: dt.date, *, within: Q | None = None, most: int = 200) -> Iterator[Gap]:
    """The first ``most`` enterprises of the actor with a gap of supervision or responsibility."""
    found = rows(actor, "enterprises.see").filter(unsupervised(day) | lacking(day))
    if within is not None:
        found = found.filter(within)
    chosen = list(found.select_related("area__parent").order_by("name", "pk")[:most])
    keys = [one.pk for one in chosen]
    supervised = set(
        Supervision.objects.on(day).filter(enterprise__in=keys).values_list("enterprise", flat=True)
    )
    held: dict[object, set[str]] = {}
    answering = Responsible.objects.on(day).filter(enterprise__in=keys)
    for key, link in answering.values_list("enterprise", "link"):
        held.setdefault(key, set()).add(link)
    for one in chosen:
        missing = [] if one.pk in supervised else ["监管主体"]
        missing += [str(x.label) for x in Link if x.value not in held.get(one.pk, set())]
        yield Gap(one, tuple(missing))
