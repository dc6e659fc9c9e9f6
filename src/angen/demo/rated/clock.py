"""The day on which the demo's people act: what they did in 2021 carries days of 2021."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def acting_on(day: dt.date) -> Iterator[dt.date]:
    """Let ``worklist.queries.days.now`` say ``day`` within the block."""
    before = getattr(settings, "DEMO_DAY", None)
    settings.DEMO_DAY = day
    try:
        yield day
    finally:
        settings.DEMO_DAY = before
