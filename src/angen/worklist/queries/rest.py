"""Numbers of a place: when it rests, and how early it warns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from angen.orgs.models import Area
from angen.rulebook.queries import active_packs, governing, value
from angen.worklist.kinds import Kind
from angen.worklist.queries.days import local_days
from angen.worklist.timing import Quiet, is_quiet

QUIET_SINCE = "notice_quiet_since_hour"
QUIET_UNTIL = "notice_quiet_until_hour"
NEVER = Quiet(0, 0)  # where no pack sets the hours


class Rest:
    """Tells for many areas at one moment whether they rest; each set of packs is asked once."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self._packs = active_packs()
        self._quiet: dict[tuple[str, ...], Quiet] = {}

    def resting(self, areas: Iterable[Area]) -> list[str]:
        """Codes of the areas in which nobody is disturbed now."""
        found = []
        for area in areas:
            local = local_days(area, (self.now.year,))
            if is_quiet(self.now, self.quiet(area), local):
                found.append(area.pk)
        return found

    def quiet(self, area: Area) -> Quiet:
        """The quiet hours of an area."""
        on = self.now.date()
        packs = tuple(pack.id for pack in governing(self._packs, area.path, on))
        if packs not in self._quiet:
            self._quiet[packs] = Quiet(
                _hour(QUIET_SINCE, area, on, NEVER.since),
                _hour(QUIET_UNTIL, area, on, NEVER.until),
            )
        return self._quiet[packs]


def _hour(name: str, area: Area, on: dt.date, otherwise: int) -> int:
    ruling = value(name, area, on)
    return otherwise if ruling is None else int(ruling.value) % 24


def warn_days(kind: Kind, area: Area, on: dt.date) -> list[int]:
    """So many days before the end people are warned, the earliest first."""
    rulings = [value(name, area, on) for name in kind.warn_values]
    return sorted({int(ruling.value) for ruling in rulings if ruling is not None}, reverse=True)
