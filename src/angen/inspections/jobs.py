"""Periodic duties about hazards: self-checks asked for, delays reported up, closed ones settled."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from angen.inspections.actions.overdue import escalate, settle
from angen.inspections.actions.self_checks import ask_self_checks
from angen.inspections.queries.hazards import late, unsettled


@app.periodic(cron="10 6 * * *")
@app.task(name="inspections.ask_self_checks", queueing_lock="inspections.ask_self_checks")
def ask_for_self_checks(timestamp: int) -> None:
    """Expect this period's check of every enterprise that has an account."""
    ask_self_checks(timezone.localdate(), by=None)


@app.periodic(cron="20 6 * * *")
@app.task(name="inspections.escalate_overdue", queueing_lock="inspections.escalate_overdue")
def escalate_overdue(timestamp: int) -> None:
    """Report overdue hazards one level up, each in a transaction of its own."""
    on = timezone.localdate()
    for hazard in late(on):
        escalate(hazard, on=on, by=None)
    for hazard in unsettled():
        settle(hazard, by=None)
