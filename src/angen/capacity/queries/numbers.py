"""Numbers of the rulebook for many areas at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from angen.desk.dated import holds
from angen.orgs.models import Area, KeyListEntry
from angen.orgs.states import KeyListState
from angen.policy.evaluate import Unit, matches
from angen.policy.overlap import limit
from angen.policy.pack import Pack
from angen.policy.schema import AppliesTo
from angen.rulebook.queries import Ruling, active_packs, governing, value

Numbers = dict[str, Ruling | None]


def numbers(names: Iterable[str], areas: Iterable[Area], on: dt.date) -> dict[str, Numbers]:
    """For each name: by area code the number that stands there on the day.

    A number binds the units that the rules reading it speak of; one that no rule reads binds all.
    Areas for which the same packs speak have the same number, so each set of packs is asked once.
    """
    inside = list(areas)
    listed = _key_lists(inside, on)
    active = active_packs()
    packs = {area.pk: governing(active, area.path, on) for area in inside}
    found: dict[str, Numbers] = {}
    for name in names:
        asked: dict[tuple[str, ...], Ruling | None] = {}
        found[name] = {}
        for area in inside:
            unit = Unit(area.pk, area.level, area.kind, listed[area.pk])
            speaking = [
                p for p in packs[area.pk] if p.value(name, on) and _binds(p, name, unit, on)
            ]
            key = tuple(pack.id for pack in speaking)
            if key not in asked:
                asked[key] = _standing(name, area, speaking, on)
            found[name][area.pk] = asked[key]
    return found


def _standing(name: str, area: Area, speaking: Sequence[Pack], on: dt.date) -> Ruling | None:
    """The number among the packs that speak for the area; what the rulebook says where it can."""
    if not speaking:
        return None
    ruling = value(name, area, on)
    if ruling is not None and any(pack.id == ruling.pack.id for pack in speaking):
        return ruling
    found = limit(speaking, name, on)
    if found is None:
        return None
    pack, number = found
    return Ruling(
        number.name, number.value, number.unit, number.cite, number.since, number.basis, pack
    )


def _binds(pack: Pack, name: str, unit: Unit, on: dt.date) -> bool:
    """Whether a rule of the pack that reads the number speaks of the unit, or none reads it."""
    readers = _readers(pack, name)
    lists = unit.key_lists | pack.key_lists_of(unit.code, on)
    return not readers or any(matches(rule, unit, lists) for rule in readers)


def _readers(pack: Pack, name: str) -> list[AppliesTo]:
    """Of whom the standards and milestones speak that read a number, of whatever day."""
    standards = [each.applies_to for each in pack.standards if name in each.requires.names]
    return standards + [m.applies_to for m in pack.milestones if name in m.done_when.names]


def _key_lists(areas: Sequence[Area], on: dt.date) -> Mapping[str, frozenset[str]]:
    """Key lists by area, spelled as packs may: "key_county" and "key-county"."""
    states = (KeyListState.APPROVED, KeyListState.ENDED)
    entries = KeyListEntry.objects.filter(holds(on), state__in=states, area__in=areas)
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for code, key in entries.values_list("area_id", "list"):
        found[code] |= {key, key.replace("_", "-")}
    return found
