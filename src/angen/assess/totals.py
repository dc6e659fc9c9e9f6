"""Facts of many units taken together; what is unknown is counted as such and never as zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from angen.assess.compiled import compiled
from angen.assess.facts import SCALE, UnitFact, UnitFacts


@dataclass(frozen=True)
class Total:
    """An indicator over units: ``value`` over those known, None where none is.

    Of a ratio it is all parts over all wholes. ``known`` and ``unknown`` are numbers of units.
    """

    name: str
    value: Decimal | None
    known: int
    unknown: int
    part: int | None = None
    whole: int | None = None


def total(facts: Mapping[str, UnitFacts], units: Iterable[str], name: str) -> Total | None:
    """The indicator ``name`` over ``units``; None where adding up has no meaning (least, greatest)."""
    ready = compiled(name)
    if ready is None or ready.how in ("min", "max"):
        return None
    found: Sequence[UnitFact] = [
        facts.get(unit, {}).get(name, UnitFact(name, None)) for unit in units
    ]
    values = [fact.value for fact in found if fact.value is not None]
    unknown = len(found) - len(values)
    if ready.kind != "ratio":
        summed = sum(values, Decimal(0)) if values else None
        return Total(name, summed, len(values), unknown)
    part, whole = sum(f.part or 0 for f in found), sum(f.whole or 0 for f in found)
    share = (Decimal(part) / Decimal(whole)).quantize(SCALE) if whole else None
    return Total(name, share, len(values), unknown, part, whole)


def totals(facts: Mapping[str, UnitFacts], units: Sequence[str]) -> dict[str, Total]:
    """Every indicator that was asked for and can be added up, by name."""
    names = sorted({name for each in facts.values() for name in each})
    found = {name: total(facts, units, name) for name in names}
    return {name: each for name, each in found.items() if each is not None}
