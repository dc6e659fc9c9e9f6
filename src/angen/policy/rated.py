"""What a rating takes of each unit, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from angen.policy.evaluate import Unit, UsedFact
from angen.policy.pack import PackValue
from angen.policy.ranks import Ranked

RatingOutcome = Literal["scored", "unknown", "not_applicable", "below_sample"]
ItemOutcome = RatingOutcome


@dataclass(frozen=True)
class Past:
    """What a unit got in an earlier cycle, or in a cycle that is a part of this one.

    ``key`` is that of the cycle ("2021Q2"); ``adjacent`` counts how many cycles back it lies.
    """

    key: str
    outcome: RatingOutcome
    score: Decimal | None = None
    grade: str = ""
    failing: bool = False
    last: bool = False


@dataclass(frozen=True)
class Candidate:
    """A unit with all that its rating reads beside the facts.

    ``groups`` names its peer group by level (area codes of the areas above). ``people`` are points
    by item that people gave. ``before`` are the cycles right before, the latest first, None where
    the unit was in none. ``parts`` are, by rating, the cycles within this one in order. ``empty``
    names the ratios that had nothing to count.
    """

    unit: Unit
    groups: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Decimal] = field(default_factory=dict)
    before: Sequence[Past | None] = ()
    parts: Mapping[str, Sequence[Past | None]] = field(default_factory=dict)
    yellow_cards: int = 0
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ItemResult:
    """One item of one unit.

    ``earned`` are points of the table, ``counted`` what they contribute to the score after those
    that do not apply were shared out. ``missing`` says what was unknown.
    """

    id: str
    outcome: ItemOutcome
    points: Decimal
    earned: Decimal | None = None
    counted: Decimal | None = None
    facts: tuple[UsedFact, ...] = ()
    values: tuple[PackValue, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class GateResult:
    """A gate by its place: hit, not hit, or None for unknown, with the facts it read."""

    place: int
    hit: bool | None
    facts: tuple[UsedFact, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Aside:
    """Why a unit is not scored although all that was asked is known.

    ``where``: outside of what the rating is for; ``sample``: fewer than the minimum sample;
    ``nothing``: no item applies; ``few``: ``points`` of items apply, fewer than the least.
    ``facts`` are those of the condition or of the sample.
    """

    kind: Literal["where", "sample", "nothing", "few"]
    facts: tuple[UsedFact, ...] = ()
    points: Decimal | None = None


@dataclass(frozen=True)
class RatingResult:
    """A rating of one unit. ``ranked.rank`` is None for whatever is not scored."""

    unit: str
    outcome: RatingOutcome
    score: Decimal | None = None
    earned_grade: str = ""
    grade: str = ""
    failing: bool = False
    items: tuple[ItemResult, ...] = ()
    extras: tuple[ItemResult, ...] = ()
    parts: tuple[ItemResult, ...] = ()
    gates: tuple[GateResult, ...] = ()
    missing: tuple[str, ...] = ()
    failing_streak: int = 0
    last_streak: int = 0
    ranked: Ranked = field(default_factory=Ranked)
    aside: Aside | None = None

    @property
    def item(self) -> Mapping[str, ItemResult]:
        """Items, additions and parts by id."""
        return {each.id: each for each in (*self.items, *self.extras, *self.parts)}
