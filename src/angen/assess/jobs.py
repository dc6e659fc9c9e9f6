"""Periodic duties of assessment: patterns that ask for a look, months that ask for a visit."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from angen.assess.actions.hints import raise_hints
from angen.assess.actions.tour_months import expect_months


@app.periodic(cron="40 3 * * *")
@app.task(name="assess.raise_hints", queueing_lock="assess.raise_hints")
def look_for_hints(timestamp: int) -> None:
    """Raise what nobody was told of yet."""
    raise_hints(timezone.localdate(), by=None)


@app.periodic(cron="30 6 * * *")
@app.task(name="assess.expect_months", queueing_lock="assess.expect_months")
def expect_monthly_visits(timestamp: int) -> None:
    """Put this month's visits of the townships on the worklist where a pack asks for them."""
    expect_months(timezone.localdate(), by=None)
