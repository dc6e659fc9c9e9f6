"""The periodic duty: each morning, months that ended with visits not made ask for a reason."""

from __future__ import annotations

from procrastinate.contrib.django import app

from angen.plans.actions.shortfalls import find_shortfalls
from angen.plans.models import AnnualPlan
from angen.plans.states import IN_FORCE
from angen.worklist.queries.days import now


@app.periodic(cron="20 5 * * *")
@app.task(name="plans.find_shortfalls", queueing_lock="plans.find_shortfalls")
def look_for_shortfalls(timestamp: int) -> None:
    """Plans of this year and of the last, each in a transaction of its own."""
    today = now().date()
    years = (today.year - 1, today.year)
    for plan in AnnualPlan.objects.filter(state__in=IN_FORCE, year__in=years).iterator():
        find_shortfalls(plan, on=today)
