"""Periodic duties of assessment: patterns that ask for a look, months that ask for a visit."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from angen.assess.actions.hints import raise_hints


@app.periodic(cron="40 3 * * *")
@app.task(name="assess.raise_hints", queueing_lock="assess.raise_hints")
def look_for_hints(timestamp: int) -> None:
    """Raise what nobody was told of yet."""
    raise_hints(timezone.localdate(), by=None)
