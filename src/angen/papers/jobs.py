"""Daily duties about papers."""

from __future__ import annotations

from procrastinate.contrib.django import app

from angen.papers import doorkeeper


@app.periodic(cron="40 2 * * *")
@app.task(name="papers.sweep_lookups", queueing_lock="papers.sweep_lookups")
def sweep_lookups(timestamp: int) -> None:
    """Forget who asked for verification."""
    doorkeeper.sweep()
