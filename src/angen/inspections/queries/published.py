"""What everybody may know of visits: where, when, by whom, and what came of it; no person, no address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from angen.inspections.models import Hazard, Inspection, Order, Sheet
from angen.inspections.states import Grade, HazardState, InspectionState, OrderState
from angen.orgs.models import Agency
from angen.policy.pack import PackValue
from angen.rulebook.queries import active_packs

TERM: Final = "result_publication_working_days"


@dataclass(frozen=True)
class Result:
    """One visit with the hazards it found by grade, and whether anything was ordered.

    ``checked``: lines of a checklist were answered; without any, that nothing was found says
    nothing.
    """

    visit: Inspection
    general: int
    major: int
    ordered: bool
    checked: bool


def recorded() -> QuerySet[Inspection]:
    """Signed visits, the newest first; those not yet made, unannounced ones too, are no result."""
    found = Inspection.objects.filter(state=InspectionState.RECORDED)
    return found.order_by("-visited_on", "-pk")


def years() -> list[int]:
    """From the newest to the oldest visit."""
    ends = recorded().order_by().aggregate(first=Min("visited_on"), last=Max("visited_on"))
    if ends["first"] is None:
        return []
    return list(range(ends["last"].year, ends["first"].year - 1, -1))


def results(year: int, words: str, most: int) -> list[Result]:
    """The latest of a year, by bodies whose name has ``words``; a few queries however many."""
    found: Any = recorded().filter(visited_on__year=year)
    if words:
        bodies = Agency.objects.filter(name__contains=words).values("pk")
        found = found.filter(agency__in=bodies)
    return list(_told(list(found.select_related("agency")[:most])))


def _told(visits: list[Inspection]) -> Iterable[Result]:
    keys = [one.pk for one in visits]
    grades: Counter[tuple[Any, str]] = Counter()
    hazards = Hazard.objects.filter(inspection__in=keys).exclude(state=HazardState.DISMISSED)
    rows = hazards.order_by().values_list("inspection", "grade").annotate(n=Count("pk"))
    for visit, grade, n in rows:
        grades[visit, grade] = n
    orders = Order.objects.filter(inspection__in=keys).exclude(state=OrderState.VOIDED)
    ordered = set(orders.values_list("inspection", flat=True))
    answered = Sheet.objects.filter(inspection__in=keys).exclude(answers={})
    checked = set(answered.values_list("inspection", flat=True))
    for one in visits:
        general, major = grades[one.pk, Grade.GENERAL], grades[one.pk, Grade.MAJOR]
        yield Result(one, general, major, one.pk in ordered, one.pk in checked)


def term() -> PackValue | None:
    """Within how many working days a result is made public; None where no policy says."""
    today = timezone.localdate()
    said = (pack.value(TERM, today) for pack in active_packs())
    return next((one for one in said if one is not None), None)
