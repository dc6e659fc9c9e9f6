"""How often a visitor may ask the public verification page."""

from __future__ import annotations

import datetime as dt
import hmac
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from angen.kernel.refusal import Refused
from angen.papers.models import Lookup

# One person types a few codes a minute; who guesses needs 10**16 tries.
A_MINUTE: Final = 20
_COUNT: Final = """
insert into papers_lookup (visitor, minute, count) values (%s, %s, 1)
on conflict (visitor, minute) do update set count = papers_lookup.count + 1
returning count
"""


class TooOften(Refused):
    """The visitor asked more often than people do."""


def admit(address: str) -> None:
    """Count a question from ``address``; raises ``TooOften``. All server processes count together."""
    now = timezone.now()
    day = now.date().isoformat()
    visitor = hmac.digest(settings.SECRET_KEY.encode(), f"{day} {address}".encode(), "sha256").hex()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [visitor, now.replace(second=0, microsecond=0)])
        (count,) = cursor.fetchone()
    if count > A_MINUTE:
        raise TooOften("查验过于频繁，请一分钟后再试。")


def sweep() -> int:
    """Delete what is older than a day; returns how many rows."""
    old = timezone.now() - dt.timedelta(days=1)
    return Lookup.objects.filter(minute__lt=old).delete()[0]
