"""What has been done of a plan or a campaign, by the visits that higher apps tell of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from angen.plans import registry
from angen.plans.models import AnnualPlan, Campaign, CampaignItem, PlanItem
from angen.plans.registry import Visit

# One array is bound, not a place for each of thousands of keys, which takes longer to write than to ask.
MONTHS = "SELECT id::text, month FROM plans_planitem WHERE id = ANY(%s::uuid[])"
Item = tuple[int, UUID, UUID]  # month, primary key, enterprise


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
    """Plan against done: an enterprise due in a month counts as done by a visit since January.

    One visit fulfils one item; the earlier items are fulfilled first, so doing more elsewhere never
    makes up for an enterprise that was not visited.
    """
    rows = plan.items.filter(merged_into=None).order_by("month", "pk")
    items: list[Item] = list(rows.values_list("month", "pk", "enterprise"))
    fulfilled = done_items(plan, items)
    due, done = Counter(month for month, _, _ in items), Counter[int]()
    for month, pk, _ in items:
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


def done_items(plan: AnnualPlan, items: Sequence[Item]) -> set[UUID] | None:
    """Which of a plan's items (in order) are done; None where nobody records visits.

    A visit made for an item, or for a campaign's visit that became part of one, fulfils this one.
    A visit made for something else fulfils no item; one of the plan's own body that says nothing,
    the enterprise's first.
    The number ``plan_completion`` looks at enterprises alone: there a visit made for a draw or a
    campaign fulfils the enterprise's first item too.
    """
    if not registry.connected():
        return None
    first, last = dt.date(plan.year, 1, 1), dt.date(plan.year, 12, 31)
    found = registry.visits(first, last, [enterprise for _, _, enterprise in items])
    visits = [visit for visit in found if visit.counts]
    merged = _merged(plan)
    named = [visit.plan_item or merged.get((visit.campaign, visit.enterprise)) for visit in visits]
    done, free = _named(plan, items, {pk for pk in named if pk is not None})
    own = (visit for visit in visits if visit.agency in (None, plan.agency_id))
    free.update(visit.enterprise for visit in own if not visit.linked)
    for _, pk, enterprise in items:
        if pk not in done and free[enterprise] > 0:
            free[enterprise] -= 1
            done.add(pk)
    return done


def _named(
    plan: AnnualPlan, items: Sequence[Item], named: set[UUID]
) -> tuple[set[UUID], Counter[UUID]]:
    """Items done by name, and how many visits are left to enterprises.

    An item of another version of the plan stands for the same month's item of this one; where that
    is gone, the visit is one to the enterprise.
    """
    mine = {pk for _, pk, _ in items}
    places = {(month, enterprise): pk for month, pk, enterprise in items}
    done, free = named & mine, Counter[UUID]()
    others = PlanItem.objects.filter(pk__in=named - mine, plan__agency=plan.agency_id)
    for place in others.filter(plan__year=plan.year).values_list("month", "enterprise"):
        if place in places:
            done.add(places[place])
        else:
            free[place[1]] += 1
    return done, free


def _merged(plan: AnnualPlan) -> dict[tuple[UUID | None, UUID], UUID]:
    """Campaign and enterprise to the visit of the plan that the campaign's became part of."""
    rows = CampaignItem.objects.filter(
        merged_into__plan__agency=plan.agency_id, merged_into__plan__year=plan.year
    )
    found = rows.values_list("campaign", "enterprise", "merged_into")
    return {(campaign, enterprise): item for campaign, enterprise, item in found if item}


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
