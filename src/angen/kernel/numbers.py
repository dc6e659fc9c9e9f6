"""Numbers of policy for the apps below the rulebook: asked here, answered by it.

Nobody below may import the rulebook; it registers itself when the apps are ready. Without it, or
without a pack that sets the number, there is no number, and whoever asks says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

Answer = Callable[[str, dt.date], Decimal | None]


def _nobody(name: str, on: dt.date) -> Decimal | None:
    return None


_answer: Answer = _nobody


def answered_by(answer: Answer) -> None:
    """Have every number answered by ``answer`` from now on."""
    global _answer
    _answer = answer


def nationwide(name: str, on: dt.date) -> Decimal | None:
    """The number ``name`` that stands for the whole country on a day; None where no pack sets it."""
    return _answer(name, on)


def days(name: str, on: dt.date) -> dt.timedelta | None:
    """The same as a span of whole days."""
    found = nationwide(name, on)
    return None if found is None else dt.timedelta(int(found))
