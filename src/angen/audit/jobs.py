"""Duties in the background: the daily seal, and verifications that somebody asked for."""

from __future__ import annotations

import logging
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from angen.audit import actions, queries
from angen.audit.events import CheckDone
from angen.audit.models import Check

log = logging.getLogger(__name__)


# An import may be writing at ten past midnight; the seal then waits for its end.
@app.periodic(cron="10 0 * * *")
@app.task(
    name="audit.seal_day",
    queueing_lock="audit.seal_day",
    retry=RetryStrategy(max_attempts=30, wait=120),
)
def seal_day(timestamp: int) -> None:
    """Seal the log every day at ten past midnight; the line goes to the server's own log too."""
    made = actions.seal()
    if made is not None:
        log.warning("%s", queries.seal_line(made))


@app.task(name="audit.run_check")
def run_check(check_id: int) -> None:
    """Verify the log and keep what was found; a second run of a finished check does nothing."""
    check = Check.objects.filter(pk=check_id, finished_at=None).first()
    if check is None:
        return
    report = queries.verify()
    with transaction.atomic():
        check.finished_at = timezone.now()
        check.entries, check.seconds = report.entries, report.seconds
        check.problems = report.problems
        check.findings = [asdict(finding) for finding in report.findings]
        check.save()
        done = CheckDone(entries=report.entries, problems=report.problems)
        actions.record(done, by=None, subject=check)
