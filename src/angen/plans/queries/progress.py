"""What has been done of a plan or a campaign, as higher apps tell."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from angen.plans import registry
from angen.plans.models import AnnualPlan, Campaign
from angen.plans.registry import Visit
from angen.plans.states import IN_FORCE

# One array is bound, not a place for each of thousands of keys, which takes longer to write than to ask.
MONTHS = "SELECT id::text, month FROM plans_planitem WHERE id = ANY(%s::uuid[])"


def months_of(items: Iterable[str]) -> dict[str, int]:
    """The months of planned visits by their keys as text; one query however many."""
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, [list(items)])
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Month:
    """Visits due in a month and those of them made by now; ``done`` None: nobody records visits."""

    number: int
    due: int
    done: int | None
    reason: str = ""
    asked: bool = False

    @property
    def missing(self) -> int | None:
        """Due and not made."""
        return None if self.done is None else self.due - self.done


@dataclass(frozen=True)
class Quarter:
    """Three months together."""

    number: int
    months: tuple[Month, ...]

    @property
    def due(self) -> int:
        """Visits due."""
        return sum(month.due for month in self.months)

    @property
    def done(self) -> int | None:
        """Those of them made."""
        known = [month.done for month in self.months if month.done is not None]
        return sum(known) if len(known) == len(self.months) else None

    @property
    def missing(self) -> int | None:
        """Due and not made."""
        return None if self.done is None else self.due - self.done


def months(plan: AnnualPlan) -> list[Month]:
    """Plan against done: an enterprise due in a month counts as done by a visit since January."""
    items = list(plan.items.filter(merged_into=None).values_list("month", "pk"))
    fulfilled = done_items(plan)
    due, done = Counter(month for month, _ in items), Counter[int]()
    for month, pk in items:
        done[month] += pk in (fulfilled or ())
    said = {one.month: one for one in plan.shortfalls.all()}
    return [
        Month(
            number,
            due[number],
            None if fulfilled is None else done[number],
            said[number].reason if number in said else "",
            number in said,
        )
        for number in range(1, 13)
    ]


def quarters(found: Sequence[Month]) -> list[Quarter]:
    """The twelve months by threes."""
    return [Quarter(n + 1, tuple(found[3 * n : 3 * n + 3])) for n in range(4)]


def done_items(plan: AnnualPlan) -> Set[UUID] | None:
    """Which planned visits of a plan's body were made in its year; None where nobody can say.

    They are the records that the number ``plan_completion`` counts, whose description says how.
    A plan that is not in force promises nothing, so that nothing of it is done or left undone.
    """
    if plan.state not in IN_FORCE:
        return None
    return registry.fulfilled(plan.agency.area_id, plan.year)


def ended_months(plan: AnnualPlan, on: dt.date) -> range:
    """The months of the plan's year that are over on a day."""
    if on.year != plan.year:
        return range(1, 13) if on.year > plan.year else range(0)
    return range(1, on.month)


def unfinished(plan: AnnualPlan, on: dt.date) -> list[Month]:
    """Months that are over and were not done; empty where nobody records visits."""
    over = ended_months(plan, on)
    return [one for one in months(plan) if one.number in over and one.missing]


def done_of_campaign(campaign: Campaign) -> set[UUID] | None:
    """Enterprises of a campaign's list that were visited; None where nobody records visits.

    A visit made for the campaign counts, one made for the annual plan's visit that the campaign's
    became part of, and one within the campaign's days that says nothing of what it was for.
    """
    if not registry.connected():
        return None
    items = dict(campaign.items.values_list("enterprise", "merged_into"))
    return {
        visit.enterprise
        for visit in _around(campaign, list(items))
        if visit.campaign == campaign.pk
        or (visit.plan_item is not None and visit.plan_item == items[visit.enterprise])
        or (not visit.linked and campaign.starts_on <= visit.on <= campaign.ends_on)
    }


def _around(campaign: Campaign, among: list[UUID]) -> Iterable[Visit]:
    """Visits of the campaign's years: a merged one may lie outside its days."""
    first = dt.date(campaign.starts_on.year, 1, 1)
    last = max(dt.date(campaign.ends_on.year, 12, 31), timezone.localdate())
    return registry.visits(first, last, among)
