"""Several packs over one unit: all apply, and of two limits on the same thing the stricter stands.

A pack may say, with its clause, that its standard takes the place of another pack's (``overrides``);
then that one gives way even if it is stricter. What gives way is still shown, with what stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from angen.policy.evaluate import Result
from angen.policy.pack import Pack, PackValue

Key = tuple[str, str]


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
    for unit, found in by_unit.items():
        for key, winner in _settle_unit(by_id, on, found).items():
            marks[(unit, *key)] = winner
    return [
        each._replace(superseded_by=marks.get((each.unit, each.pack, each.standard)))
        for each in results
    ]


def _settle_unit(packs: Mapping[str, Pack], on: date, found: Sequence[Result]) -> dict[Key, str]:
    present = {(each.pack, each.standard) for each in found}
    marks: dict[Key, str] = {}
    limits: dict[str, list[Key]] = defaultdict(list)
    for pack_id, standard_id in sorted(present):
        standard = packs[pack_id].standard(standard_id, on)
        if standard is None:
            continue
        if standard.overrides is not None:
            other_pack, _, other = standard.overrides.standard.partition("/")
            if (other_pack, other) in present and other_pack != pack_id:
                marks[(other_pack, other)] = f"{pack_id}/{standard_id}"
        if standard.limit is not None:
            limits[standard.limit].append((pack_id, standard_id))
    for name, keys in limits.items():
        standing = [key for key in keys if key not in marks]
        marks.update(_strictest(packs, on, name, standing))
    return marks


def _strictest(
    packs: Mapping[str, Pack], on: date, name: str, keys: Sequence[Key]
) -> dict[Key, str]:
    """Those of ``keys`` that give way to a stricter one, with the one that stands."""
    marks: dict[Key, str] = {}
    for key in keys:
        best = key
        for other in keys:
            if stricter_of(packs[other[0]], packs[best[0]], name, on) == other[0]:
                best = other
        if best != key:
            marks[key] = f"{best[0]}/{best[1]}"
    return marks


def stricter_of(first: Pack, second: Pack, name: str, on: date) -> str | None:
    """The id of the pack whose value ``name`` is the stricter; None if equal or not comparable."""
    one, two = first.value(name, on), second.value(name, on)
    if one is None or two is None or one.unit != two.unit or one.value == two.value:
        return None
    directions = {
        pack.values[name].stricter for pack in (first, second) if pack.values[name].stricter
    }
    if len(directions) != 1:
        return None
    higher = first.id if one.value > two.value else second.id
    lower = second.id if higher == first.id else first.id
    return higher if directions == {"higher"} else lower


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
