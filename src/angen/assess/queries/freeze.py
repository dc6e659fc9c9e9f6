"""What a run is made of: facts frozen as canonical JSON, and the results computed from them alone.

The same bytes give the same results, whenever and wherever they are computed again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from angen.assess.facts import UnitFact, UnitFacts, facts_on
from angen.assess.queries.cycles import before_of, parts_of, yellow_cards_of
from angen.assess.sources import LIVE, Source
from angen.assess.units import UnitOn, below, levels_of_rule, units_on
from angen.orgs.models import Area
from angen.policy.calculate import indicators_of
from angen.policy.evaluate import Unit, matches
from angen.policy.pack import Pack
from angen.policy.periods import Span, span_named
from angen.policy.rate import rate
from angen.policy.rated import Candidate, GateResult, ItemResult, Past, RatingResult
from angen.policy.schema_scores import Rating
from angen.rulebook.queries import depth

FORMAT = 1
Content = dict[str, Any]
People = Mapping[str, Mapping[str, Decimal]]


def rated_units(
    pack: Pack, rating: Rating, area: str, on: dt.date, only: Collection[str] | None = None
) -> list[UnitOn]:
    """The units of an area that a rating is meant for on a day, in order of the tree.

    ``only`` are codes of units known to lie in the area; the others are left out.
    """
    if only is None:
        areas = below(area, on, levels_of_rule(rating.applies_to))
    else:
        # Units that were rated already; where they hung on the day need not be found out again.
        areas = Area.objects.filter(pk__in=list(only))
    found = []
    for unit in units_on(areas, on):
        lists = unit.key_lists | pack.key_lists_of(unit.code, on)
        if depth(pack, unit.path) > -2 and matches(rating.applies_to, unit.as_policy(), lists):
            found.append(unit)
    return found


def frozen(
    pack: Pack,
    rating: Rating,
    area: str,
    span: Span,
    people: People,
    only: Collection[str] | None = None,
    source: Source = LIVE,
) -> Content:
    """Everything that the results of a cycle depend on; ``only`` narrows the units.

    ``source`` is where records are counted; units, cycles and cards are those of the base.
    """
    units = rated_units(pack, rating, area, span.end, only)
    codes = [unit.code for unit in units]
    names = indicators_of(pack, rating)
    known = facts_on(codes, span.end, names, span.start, source=source) if codes else {}
    before = before_of(area, pack.id, rating, span, codes)
    parts = parts_of(area, pack, rating, span, codes)
    cards = yellow_cards_of(area, pack.id, span, codes)
    levels = _levels(units)
    return {
        "format": FORMAT,
        "pack": pack.id,
        "version": pack.digest,
        "rating": rating.id,
        "cycle": span.key,
        "area": area,
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "level": unit.level,
                "kind": unit.kind,
                "path": unit.path,
                "key_lists": sorted(unit.key_lists),
                "features": sorted(unit.features),
                "groups": {levels[c]: c for c in unit.path.strip("/").split("/") if c in levels},
                "facts": _facts(known[unit.code], names),
                "people": {k: text(v) for k, v in sorted(people.get(unit.code, {}).items())},
                "before": pasts(before[unit.code]),
                "parts": {k: pasts(v) for k, v in parts[unit.code].items()},
                "yellow_cards": cards.get(unit.code, 0),
            }
            for unit in units
        ],
    }


def _levels(units: Sequence[UnitOn]) -> dict[str, str]:
    codes = {code for unit in units for code in unit.path.strip("/").split("/")}
    return dict(Area.objects.filter(pk__in=codes).values_list("code", "level"))


def _facts(found: UnitFacts, names: Collection[str]) -> Content:
    return {name: _fact(found.get(name, UnitFact(name, None))) for name in sorted(names)}


def _fact(fact: UnitFact) -> Content:
    """A fact with how it was counted, what is empty left out."""
    held: Content = {"value": None if fact.value is None else text(fact.value)}
    for key in ("part", "whole", "recorded"):
        if (number := getattr(fact, key)) is not None:
            held[key] = number
    if fact.short:
        held["short"] = fact.short
    return held


def pasts(found: Sequence[Past | None]) -> list[Content | None]:
    """Earlier results as plain data."""
    return [
        None
        if past is None
        else {**asdict(past), "score": None if past.score is None else text(past.score)}
        for past in found
    ]


def text(value: Decimal) -> str:
    """A number as text without trailing zeros, whatever its exponent."""
    if value == 0:
        return "0"
    return format(value.normalize(), "f")


def bytes_of(content: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return said.encode()


def sha256(content: bytes) -> str:
    """The hash that names these bytes."""
    return hashlib.sha256(content).hexdigest()


def content_of(stored: bytes | memoryview) -> Content:
    """A snapshot read back."""
    found: Content = json.loads(bytes(stored).decode())
    return found


def candidate_of(unit: Content) -> Candidate:
    """A frozen unit as the engine takes it."""
    return Candidate(
        unit=Unit(
            unit["code"],
            unit["level"],
            unit["kind"],
            frozenset(unit["key_lists"]),
            frozenset(unit["features"]),
            {name: _number(fact["value"]) for name, fact in unit["facts"].items()},
        ),
        groups=unit["groups"],
        people={name: Decimal(value) for name, value in unit["people"].items()},
        before=[_past(each) for each in unit["before"]],
        parts={name: [_past(each) for each in cycles] for name, cycles in unit["parts"].items()},
        yellow_cards=unit["yellow_cards"],
        empty=frozenset(n for n, f in unit["facts"].items() if f.get("whole") == 0),
    )


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _past(found: Content | None) -> Past | None:
    return None if found is None else Past(**{**found, "score": _number(found["score"])})


def rated(content: Content, pack: Pack, rating: Rating) -> list[RatingResult]:
    """The results of frozen facts, in order of their units."""
    span = span_named(content["cycle"])
    assert span is not None
    return rate(pack, rating, span.end, [candidate_of(unit) for unit in content["units"]])


def outcome_of(found: RatingResult) -> Content:
    """A result as plain data."""
    return {
        "unit": found.unit,
        "outcome": found.outcome,
        "score": None if found.score is None else text(found.score),
        "earned_grade": found.earned_grade,
        "grade": found.grade,
        "failing": found.failing,
        "failing_streak": found.failing_streak,
        "last_streak": found.last_streak,
        "group": found.ranked.group,
        "peers": found.ranked.peers,
        "rank": found.ranked.rank,
        "rank_from_last": found.ranked.rank_from_last,
        "items": [
            *[_item(each, "item") for each in found.items],
            *[_item(each, "extra") for each in found.extras],
            *[_item(each, "part") for each in found.parts],
        ],
        "gates": [_gate(each) for each in found.gates],
        "missing": list(found.missing),
    }


def _item(each: ItemResult, kind: str) -> Content:
    return {
        "id": each.id,
        "kind": kind,
        "outcome": each.outcome,
        "points": text(each.points),
        "earned": None if each.earned is None else text(each.earned),
        "counted": None if each.counted is None else text(each.counted),
        "facts": [[f.name, None if f.value is None else text(f.value)] for f in each.facts],
        "values": [[v.name, text(v.value), v.unit, v.cite, v.basis] for v in each.values],
        "missing": list(each.missing),
    }


def _gate(each: GateResult) -> Content:
    return {
        "place": each.place,
        "hit": each.hit,
        "facts": [[f.name, None if f.value is None else text(f.value)] for f in each.facts],
        "missing": list(each.missing),
    }
