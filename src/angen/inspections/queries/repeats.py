"""Repeat hazards: the same line of a checklist, or nearly the same words, in one enterprise."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from angen.desk.search import normal
from angen.enterprises.models import Enterprise
from angen.inspections.models import Hazard
from angen.inspections.queries.levels import limit
from angen.inspections.states import HazardState

LOOKED_AT = 500  # the latest hazards of an enterprise that are compared; more would tell no more
NAME = "repeat_similarity"


def pairs(text: str) -> set[str]:
    """The bigrams of a text as the search index sees it."""
    plain = normal(text)
    return {plain[n : n + 2] for n in range(len(plain) - 1)} or {plain}


def likeness(one: str, other: str) -> Decimal:
    """How alike two texts are: twice the bigrams in common by those of both (Dice), 0 to 1."""
    first, second = pairs(one), pairs(other)
    return Decimal(2 * len(first & second)) / (len(first) + len(second))


def earlier(
    enterprise: Enterprise,
    *,
    item: str,
    description: str,
    found_on: dt.date,
    besides: Q | None = None,
) -> Hazard | None:
    """The hazard that is found again; None where this one is new.

    The same line of a checklist counts whatever was written; without one, words at least as alike
    as the packs say. ``besides`` leaves out what was found on the same occasion.
    """
    known = Hazard.objects.filter(enterprise=enterprise, found_on__lte=found_on)
    known = known.exclude(state=HazardState.DISMISSED)
    if besides is not None:
        known = known.exclude(besides)
    if item:
        same = known.filter(item=item).order_by("-found_on", "-id").first()
        if same is not None:
            return same
    bound = limit(NAME, enterprise.area, found_on)
    if bound is None:
        return None
    found = known.order_by("-found_on", "-id")
    if item:
        found = found.filter(item="")  # another line of a checklist is another hazard
    best: Hazard | None = None
    highest = bound
    for one in found[:LOOKED_AT]:
        alike = likeness(description, one.description)
        if alike > highest or (best is None and alike == bound):
            best, highest = one, alike
    return best


def repeaters(seen: QuerySet[Hazard], most: int = 200) -> list[dict[str, Any]]:
    """Enterprises with repeat hazards among ``seen``: how many, how many open, the latest day."""
    found = seen.filter(repeats__isnull=False).exclude(state=HazardState.DISMISSED)
    counted = found.values("enterprise", "enterprise__name", "area__name").annotate(
        count=Count("pk"),
        open=Count("pk", Q(state__in=["found", "rectifying", "reported"])),
        latest=Max("found_on"),
    )
    return [dict(one) for one in counted.order_by("-count", "enterprise__name")[:most]]
