"""Numbers of the rulebook for many areas at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from angen.orgs.models import Area
from angen.rulebook.queries import Ruling, active_packs, governing, value

Numbers = dict[str, Ruling | None]


def numbers(names: Iterable[str], areas: Iterable[Area], on: dt.date) -> dict[str, Numbers]:
    """For each name: by area code the number that stands there on the day.

    Areas under the same packs have the same numbers, so each set of packs is asked once.
    """
    packs = active_packs()
    ruled: dict[tuple[str, ...], Area] = {}
    sets: dict[str, tuple[str, ...]] = {}
    for area in areas:
        key = tuple(pack.id for pack in governing(packs, area.path, on))
        sets[area.pk] = key
        ruled.setdefault(key, area)
    found: dict[str, Numbers] = {}
    for name in names:
        by_set = {
            key: value(name, area, on)
            if any(p.value(name, on) for p in packs if p.id in key)
            else None
            for key, area in ruled.items()
        }
        found[name] = {code: by_set[key] for code, key in sets.items()}
    return found
