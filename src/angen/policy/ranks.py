"""Ranks within peer groups: equal scores share a rank, and only what is scored has one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from angen.policy.evaluate import Unit
from angen.policy.schema_scores import Rating


@dataclass(frozen=True)
class Ranked:
    """A place among ``peers`` scored units of ``group``; equal scores share it (1, 2, 2, 4).

    ``rank_from_last`` is 1 for the last; None where nothing is ranked.
    """

    group: str = ""
    peers: int = 0
    rank: int | None = None
    rank_from_last: int | None = None


class Ranking(Protocol):
    """What is ranked."""

    @property
    def outcome(self) -> str: ...
    @property
    def score(self) -> Decimal | None: ...
    @property
    def gates(self) -> Sequence[Gated]: ...


class Gated(Protocol):
    """A gate that may put a unit last."""

    @property
    def place(self) -> int: ...
    @property
    def hit(self) -> bool | None: ...


class Placed(Protocol):
    """A unit with the areas above it by level."""

    @property
    def unit(self) -> Unit: ...
    @property
    def groups(self) -> Mapping[str, str]: ...


def group_of(rating: Rating, candidate: Placed) -> str:
    """The peer group of a unit: one text of all that ``rank_within`` names."""
    if rating.rank_within is None:
        return ""
    words = []
    for each in rating.rank_within:
        if each == "kind":
            words.append(candidate.unit.kind)
        elif each == "key_list":
            words.append("+".join(sorted(candidate.unit.key_lists)))
        else:
            words.append(candidate.groups.get(each, ""))
    return "/".join(words)


def ranked(rating: Rating, candidates: Sequence[Placed], found: Sequence[Ranking]) -> list[Ranked]:
    """The place of each; groups below the rating's minimum sample have none."""
    groups: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
    keys = [group_of(rating, candidate) for candidate in candidates]
    scored = {}
    for number, (key, each) in enumerate(zip(keys, found, strict=True)):
        if each.outcome == "scored" and each.score is not None:
            last = any(g.hit and rating.gates[g.place].ranks_last for g in each.gates)
            scored[number] = (int(last), -each.score)
            groups[key].append(scored[number])
    placed = []
    for number, key in enumerate(keys):
        members = groups[key]
        if number not in scored or len(members) < rating.minimum_sample:
            placed.append(Ranked(key, len(members)))
            continue
        mine = scored[number]
        better = sum(each < mine for each in members)
        worse = sum(each > mine for each in members)
        placed.append(Ranked(key, len(members), better + 1, worse + 1))
    return placed
