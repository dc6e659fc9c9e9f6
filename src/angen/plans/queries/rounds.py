"""What the pairs of a cross-inspection round brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from angen.plans import registry
from angen.plans.models import CrossPair, CrossRound
from angen.plans.registry import Outcome

Line = tuple[CrossPair, Outcome]


def results(found: CrossRound) -> list[Line]:
    """Every pair by visitor, with what is known of it."""
    pairs = list(found.pairs.select_related("visitor", "visited").order_by("visitor__code"))
    known = registry.outcomes([pair.pk for pair in pairs])
    return [(pair, known[pair.pk]) for pair in pairs]


def total(lines: Sequence[Line]) -> Outcome:
    """The sums; a number that is unknown of one pair is unknown of the round."""
    sums: dict[str, int | None] = {}
    for field in fields(Outcome):
        given = [getattr(one, field.name) for _, one in lines]
        sums[field.name] = None if not given or None in given else sum(given)
    return Outcome(**sums)
