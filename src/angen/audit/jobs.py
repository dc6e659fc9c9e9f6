"""Periodic duty: the daily seal."""

from __future__ import annotations

import logging

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from angen.audit import actions, queries

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
