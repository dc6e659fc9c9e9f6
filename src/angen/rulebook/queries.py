"""Which packs govern an area, and which number stands there on a day.

Packs are read once a process. A stamp of the table, one small query, tells every process when a
pack was installed elsewhere, so that a new pack shows without a restart.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db import connection
from django.db.models import Count, Max, Q

from angen.kernel.numbers import answered_by
from angen.orgs.models import Area
from angen.policy.loader import load_pack_from_files
from angen.policy.overlap import limit, stricter_of
from angen.policy.pack import Pack, PackValue
from angen.rulebook.models import InstalledPack

EVERYWHERE = "*"


@dataclass(frozen=True)
class Ruling:
    """A number that stands for an area on a day, with where it comes from."""

    name: str
    value: Decimal
    unit: str
    cite: str
    since: dt.date
    basis: str
    pack: Pack


@dataclass(frozen=True)
class Meeting:
    """Two packs that speak of the same: ``stands`` is the id of the pack whose word counts.

    ``stands`` is empty where both do. ``why`` tells a limit ("limit") from an override.
    """

    what: str
    why: str
    ours: str
    other: Pack
    theirs: str
    stands: str
    cite: str = ""


_lock = threading.Lock()
_kept: tuple[tuple[str, int, int], tuple[Pack, ...]] | None = None


def active_packs() -> Sequence[Pack]:
    """Every pack's version now in force, by id."""
    global _kept
    row = InstalledPack.objects.aggregate(newest=Max("pk"), active=Count("pk", Q(active=True)))
    stamp = (str(connection.settings_dict["NAME"]), row["newest"] or 0, row["active"])
    kept = _kept
    if kept is not None and kept[0] == stamp:
        return kept[1]
    rows = InstalledPack.objects.filter(active=True).order_by("pack_id")
    packs = tuple(read(row) for row in rows)
    with _lock:
        # Within a transaction that may yet be undone nothing is kept for others.
        if not connection.in_atomic_block:
            _kept = (stamp, packs)
    return packs


@lru_cache(maxsize=128)
def _parsed(digest: str, files: tuple[tuple[str, str], ...]) -> Pack:
    return load_pack_from_files(dict(files))


def read(installed: InstalledPack) -> Pack:
    """The pack of an installed version; parsed once a process."""
    return _parsed(installed.digest, tuple(sorted(installed.files.items())))


def pack_named(pack_id: str) -> Pack | None:
    """The version now in force of one pack."""
    return next((pack for pack in active_packs() if pack.id == pack_id), None)


def depth(pack: Pack, path: str) -> int:
    """How near a pack's area is to the area with ``path``; -1 the whole country, -2 not at all."""
    steps = path.strip("/").split("/")
    found = [steps.index(code) for code in pack.head.governs if code in steps]
    if found:
        return max(found)
    return -1 if EVERYWHERE in pack.head.governs else -2


def governing(packs: Iterable[Pack], path: str, on: dt.date) -> list[Pack]:
    """Those of ``packs`` in force on ``on`` for the area with ``path``, the nearest first."""
    near = [(depth(pack, path), pack) for pack in packs if pack.holds(on)]
    return [pack for far, pack in sorted(near, key=lambda p: (-p[0], p[1].id)) if far > -2]


def packs_governing(area: Area | str, on: dt.date) -> list[Pack]:
    """The packs in force on ``on`` for an area (or area code), the nearest first."""
    if not isinstance(area, Area):
        area = Area.objects.get(pk=area)
    return governing(active_packs(), area.path, on)


def value(name: str, area: Area | str, on: dt.date) -> Ruling | None:
    """The number ``name`` that stands for an area on a day; None where no pack sets it.

    Where several packs set it the stricter stands, unless a standard of one overrides, with its
    clause, a standard of the other that reads this number.
    """
    packs = packs_governing(area, on)
    overridden = _overridden(packs, name, on)
    found = limit([pack for pack in packs if pack.id not in overridden], name, on)
    if found is None:
        return None
    pack, number = found
    return _ruling(pack, number)


def nationwide(name: str, on: dt.date) -> Decimal | None:
    """The number ``name`` of the packs that govern the whole country on a day; None without one."""
    found = limit(governing(active_packs(), "/", on), name, on)
    return None if found is None else found[1].value


answered_by(nationwide)


def _ruling(pack: Pack, number: PackValue) -> Ruling:
    return Ruling(
        number.name, number.value, number.unit, number.cite, number.since, number.basis, pack
    )


def _overridden(packs: Sequence[Pack], name: str, on: dt.date) -> set[str]:
    """Packs whose number ``name`` gives way to a pack that overrides the standard reading it."""
    by_id = {pack.id: pack for pack in packs}
    gone: set[str] = set()
    for pack in packs:
        for standard in pack.standards_on(on):
            if standard.overrides is None or pack.value(name, on) is None:
                continue
            other_id, _, other = standard.overrides.standard.partition("/")
            theirs = by_id[other_id].standard(other, on) if other_id in by_id else None
            reads = theirs is not None and name in theirs.requires.names
            if reads and name in standard.requires.names and other_id != pack.id:
                gone.add(other_id)
    return gone


def share_ground(one: Pack, two: Pack, paths: dict[str, str]) -> bool:
    """Whether two packs govern an area in common; ``paths`` by area code."""
    for first in one.head.governs:
        for second in two.head.governs:
            if EVERYWHERE in (first, second):
                return True
            a, b = paths.get(first, f"/{first}/"), paths.get(second, f"/{second}/")
            if a.startswith(b) or b.startswith(a):
                return True
    return False


def meetings(pack: Pack, on: dt.date) -> list[Meeting]:
    """Where ``pack`` and another pack over common ground set the same limit, or override."""
    others = [each for each in active_packs() if each.id != pack.id]
    codes = {code for each in (pack, *others) for code in each.head.governs}
    paths = dict(Area.objects.filter(pk__in=codes).values_list("pk", "path"))
    found: list[Meeting] = []
    for other in others:
        if share_ground(pack, other, paths):
            found += _limits(pack, other, on)
            found += _overrides(pack, other, pack, on)
            found += _overrides(other, pack, pack, on)
    return found


def _limits(pack: Pack, other: Pack, on: dt.date) -> list[Meeting]:
    shared = [name for name in pack.values if name in other.values]
    pairs = [(name, pack.value(name, on), other.value(name, on)) for name in shared]
    return [
        Meeting(
            what=pack.values[name].says or other.values[name].says or name,
            why="limit",
            ours=f"{written(ours.value)}{ours.unit}",
            other=other,
            theirs=f"{written(theirs.value)}{theirs.unit}",
            stands=stricter_of(pack, other, name, on) or "",
            cite=theirs.cite,
        )
        for name, ours, theirs in pairs
        if ours is not None and theirs is not None
    ]


def _overrides(one: Pack, two: Pack, pack: Pack, on: dt.date) -> list[Meeting]:
    """Standards of ``one`` that take the place of standards of ``two``, seen from ``pack``."""
    found = []
    for standard in one.standards_on(on):
        if standard.overrides is None:
            continue
        target, _, name = standard.overrides.standard.partition("/")
        theirs = two.standard(name, on) if target == two.id else None
        if theirs is None:
            continue
        ours, other = (standard, theirs) if one is pack else (theirs, standard)
        found.append(
            Meeting(
                what=standard.says,
                why="override",
                ours=ours.says,
                other=two if one is pack else one,
                theirs=other.says,
                stands=one.id,
                cite=standard.overrides.cite,
            )
        )
    return found


def written(number: Decimal) -> str:
    """A number without trailing zeros, in groups of three."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
