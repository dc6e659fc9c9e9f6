"""Every expression of a pack with its place and what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from angen.policy.expressions import SPECIAL_NAMES, Expression
from angen.policy.pack import Pack
from angen.policy.problems import Spot
from angen.policy.schema import Dated
from angen.policy.schema_scores import Item, Rating

Role = Literal["standard", "milestone", "item", "condition", "gate", "grade", "consequence"]


@dataclass(frozen=True)
class Use:
    """An expression in its entry; ``since`` is the first day it may be evaluated."""

    role: Role
    says: str
    expression: Expression
    spot: Spot
    since: date
    gate: bool = False  # only says to whom a rule applies: it rewards nothing

    @property
    def names(self) -> tuple[str, ...]:
        """Indicators and values that it reads."""
        return tuple(each for each in self.expression.names if each not in SPECIAL_NAMES)


def uses(pack: Pack) -> Iterator[Use]:
    """Every expression of ``pack``, file by file."""

    def since(entry: Dated) -> date:
        return max(pack.since(entry), pack.head.since)

    for each in pack.standards:
        at = since(each)
        yield Use("standard", each.says, each.requires, each.spot("requires"), at)
        if each.where is not None:
            yield Use("standard", each.says, each.where, each.spot("where"), at, gate=True)
    for line in pack.milestones:
        at = since(line)
        yield Use("milestone", line.says, line.done_when, line.spot("done_when"), at)
        if line.where is not None:
            yield Use("milestone", line.says, line.where, line.spot("where"), at, gate=True)
    for rating in pack.ratings:
        yield from _of_rating(rating, since(rating))
    for follow in pack.consequences:
        yield Use("consequence", follow.says or "", follow.when, follow.spot("when"), since(follow))


def _of_rating(rating: Rating, at: date) -> Iterator[Use]:
    if rating.where is not None:
        yield Use("condition", rating.says, rating.where, rating.spot("where"), at)
    if rating.sample is not None:
        yield Use("condition", rating.says, rating.sample.count, rating.sample.spot("count"), at)
    for item in rating.items:
        yield from _of_item(item, at)
    for extra in rating.adjustments:
        if extra.points is not None:
            yield Use("item", extra.says, extra.points, extra.spot("points"), at)
        if extra.when is not None:
            yield Use("condition", extra.says, extra.when, extra.spot("when"), at)
    for gate in rating.gates:
        yield Use("gate", gate.says or rating.says, gate.when, gate.spot("when"), at)
    for grade in rating.grades:
        if grade.when is not None:
            yield Use("grade", rating.says, grade.when, grade.spot("when"), at)


def _of_item(item: Item, at: date) -> Iterator[Use]:
    if item.score is not None:
        yield Use("item", item.says, item.score, item.spot("score"), at)
    if item.when is not None:
        yield Use("condition", item.says, item.when, item.spot("when"), at)
    if item.sample is not None:
        yield Use("condition", item.says, item.sample.count, item.sample.spot("count"), at)
