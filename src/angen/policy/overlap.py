"""Several packs over one unit: all apply, and of two limits on the same thing the stricter stands.

A pack may say, with its clause, that its standard takes the place of another pack's (``overrides``);
then that one gives way even if it is stricter. What gives way is still shown, with what stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date

from angen.policy.evaluate import Result
from angen.policy.measures import canonical
from angen.policy.pack import Pack, PackValue

Key = tuple[str, str]
Limit = tuple[PackValue, str | None]


def settle(packs: Iterable[Pack], on: date, results: Sequence[Result]) -> list[Result]:
    """The same results in the same order, each that gives way marked ``superseded_by``.

    ``results`` are those of all ``packs`` on ``on``, of any number of units. Standards that do not
    apply to a unit neither give way nor take a place. Equal limits both stand, and so do limits
    that cannot be compared (other unit of measure, or no ``stricter`` in values.yaml).
    """
    by_id = {pack.id: pack for pack in packs}
    by_unit: dict[str, list[Result]] = defaultdict(list)
    for each in results:
        if each.outcome != "not_applicable" and each.pack in by_id:
            by_unit[each.unit].append(each)
    marks: dict[tuple[str, str, str], str] = {}
    settled: dict[frozenset[Key], dict[Key, str]] = {}  # units mostly meet the same standards
    for unit, found in by_unit.items():
        present = frozenset((each.pack, each.standard) for each in found)
        if present not in settled:
            settled[present] = _settle_unit(by_id, on, present)
        for key, winner in settled[present].items():
            marks[(unit, *key)] = winner
    return [
        each._replace(superseded_by=marks.get((each.unit, each.pack, each.standard)))
        for each in results
    ]


def _settle_unit(packs: Mapping[str, Pack], on: date, present: Set[Key]) -> dict[Key, str]:
    marks: dict[Key, str] = {}
    limits: dict[str, list[Key]] = defaultdict(list)
    for pack_id, standard_id in sorted(present):
        standard = packs[pack_id].standard(standard_id, on)
        if standard is None:
            continue
        if standard.overrides is not None:
            other_pack, _, other = standard.overrides.standard.partition("/")
            # Of two that name each other the first stands; else nothing would.
            mutual = marks.get((pack_id, standard_id)) == standard.overrides.standard
            if (other_pack, other) in present and other_pack != pack_id and not mutual:
                marks[(other_pack, other)] = f"{pack_id}/{standard_id}"
        if standard.limit is not None:
            limits[standard.limit].append((pack_id, standard_id))
    for keys in limits.values():
        standing = [key for key in keys if key not in marks]
        marks.update(_strictest(packs, on, standing))
    return marks


def _strictest(packs: Mapping[str, Pack], on: date, keys: Sequence[Key]) -> dict[Key, str]:
    """Those of ``keys`` that give way to a stricter one, with the one that stands."""
    limits = {key: _limit_of(packs[key[0]], key[1], on) for key in keys}
    marks: dict[Key, str] = {}
    for key in keys:
        best = key
        for other in keys:
            if other[0] != best[0] and _stricter(limits[other], limits[best]):
                best = other
        if best != key:
            marks[key] = f"{best[0]}/{best[1]}"
    return marks


def _limit_of(pack: Pack, standard_id: str, on: date) -> Limit | None:
    standard = pack.standard(standard_id, on)
    return None if standard is None else _limit(pack, pack.limit_name(standard), on)


def _limit(pack: Pack, name: str | None, on: date) -> Limit | None:
    value = None if name is None else pack.value(name, on)
    return None if value is None else (value, pack.values[value.name].stricter)


def _stricter(one: Limit | None, two: Limit | None) -> bool:
    """Whether the first limit is the stricter; never if they cannot be compared."""
    if one is None or two is None:
        return False
    directions = {each for each in (one[1], two[1]) if each is not None}
    if canonical(one[0].unit) != canonical(two[0].unit) or len(directions) != 1:
        return False
    if directions == {"higher"}:
        return one[0].value > two[0].value
    return one[0].value < two[0].value


def stricter_of(first: Pack, second: Pack, name: str, on: date) -> str | None:
    """The id of the pack whose value ``name`` is the stricter; None if equal or not comparable."""
    one, two = _limit(first, name, on), _limit(second, name, on)
    if _stricter(one, two):
        return first.id
    return second.id if _stricter(two, one) else None


def limit(packs: Iterable[Pack], name: str, on: date) -> tuple[Pack, PackValue] | None:
    """The strictest value ``name`` among the packs on ``on``, and the pack that sets it.

    Of values that cannot be compared the first pack's stands; give the nearest pack first.
    """
    best: tuple[Pack, PackValue] | None = None
    for pack in packs:
        value = pack.value(name, on)
        if value is None:
            continue
        if best is None or stricter_of(pack, best[0], name, on) == pack.id:
            best = (pack, value)
    return best
