"""What ratings.yaml and consequences.yaml may say."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from angen.policy.schema import (
    Amount,
    AnyCondition,
    Basis,
    Condition,
    Cycle,
    Dated,
    Entry,
    GateCondition,
    GradeCondition,
    Id,
    Name,
    Number,
    Rule,
    Score,
    Text,
    Within,
    listed,
)

PEERS = ("province", "prefecture", "county", "township", "kind", "key_list")

Peer = Literal["province", "prefecture", "county", "township", "kind", "key_list"]
Positive = Annotated[Number, Field(gt=0)]
LeftOut = Literal["redistribute", "leave_out", "full"]


class Sample(Entry):
    """A minimum sample: with fewer than ``at_least`` of ``count`` nothing is scored."""

    count: Amount
    at_least: Positive
    cite: Text | None = None
    basis: Basis = "source"


class RubricLine(Entry):
    """One line of what a person judges; ``points`` is the most it may earn."""

    says: Text
    points: Positive


class Item(Entry):
    """A line of a rating, worth at most ``points``.

    Computed by ``score``, or with ``scored_by: people`` given by a person along ``rubric``.
    ``empty`` says what a ratio over nothing makes of it: unknown, or not applicable.
    ``when`` says to which units it applies. Two scorers may differ by at most ``max_difference``.
    """

    id: Id
    says: Text
    points: Positive
    score: Score | None = None
    when: Condition | None = None
    sample: Sample | None = None
    empty: Literal["unknown", "not_applicable"] = "unknown"
    scored_by: Literal["records", "people"] = "records"
    rubric: tuple[RubricLine, ...] = ()
    second_scorer: bool = False
    max_difference: Annotated[Number, Field(ge=0)] | None = None
    cite: Text | None = None
    basis: Basis = "source"

    @model_validator(mode="after")
    def _computed_or_judged(self) -> Item:
        judged = self.scored_by == "people"
        if judged == (self.score is not None):
            raise ValueError(
                "由人评分的项写rubric，不写score。" if judged else "按记录计算的项要写score。"
            )
        if judged and not self.rubric:
            raise ValueError("由人评分的项要写rubric，每行说明和最高分。")
        if not judged and (self.rubric or self.second_scorer or self.max_difference is not None):
            raise ValueError("rubric、second_scorer、max_difference只用于scored_by: people的项。")
        if (self.max_difference is not None) != self.second_scorer:
            raise ValueError("second_scorer和max_difference（允许的分差）要一起写。")
        return self


class Aspect(Entry):
    """A group of items; ``points``, if written, is their sum."""

    says: Text
    points: Positive | None = None
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Adjustment(Entry):
    """Points on top (bonus) or off (deduction), at most ``cap``: by records, or given by people.

    Nobody's award is no bonus; a deduction that cannot be computed leaves the score unknown.
    """

    id: Id
    says: Text
    kind: Literal["bonus", "deduction"]
    points: Amount | None = None
    when: Condition | None = None
    cap: Positive
    scored_by: Literal["records", "people"] = "records"
    cite: Text | None = None
    basis: Basis = "source"

    @model_validator(mode="after")
    def _computed_or_given(self) -> Adjustment:
        if (self.scored_by == "people") == (self.points is not None):
            raise ValueError("按记录计算的加减分要写points；由人给分的只写cap。")
        return self


class Gate(Entry):
    """A condition that bounds the grade whatever the score: a gate, a veto or a yellow card.

    ``grade`` is the best that may still be had; ``lower`` takes the grade down by steps;
    ``ranks_last`` ranks the unit after all that no such gate has caught.
    """

    when: GateCondition
    grade: Text | None = None
    lower: Annotated[int, Field(gt=0)] | None = None
    ranks_last: bool = False
    kind: Literal["gate", "veto", "yellow_card"] = "gate"
    says: Text | None = None
    cite: Text | None = None
    basis: Basis = "source"

    @model_validator(mode="after")
    def _does_something(self) -> Gate:
        if self.grade is None and self.lower is None and not self.ranks_last:
            raise ValueError("否决项要写后果：grade（最高等次）、lower（降几等）或ranks_last。")
        if self.grade is not None and self.lower is not None:
            raise ValueError("grade和lower只能写一个。")
        return self


class Grade(Entry):
    """Grades are tried in order, the best first; one without ``when`` takes what is left.

    ``fails`` marks what counts as a failure; where no grade says so, the last one does.
    """

    name: Text
    when: GradeCondition | None = None
    fails: bool | None = None


class Part(Entry):
    """A share of a rating taken from the results of another one within the same time.

    ``nth`` picks one cycle (1 is the first of the time); without it the mean of all that were
    scored counts, of which there must be ``at_least`` (by default all).
    """

    rating: Id
    weight: Annotated[Number, Field(gt=0, le=1)]
    nth: Annotated[int, Field(gt=0)] | None = None
    at_least: Annotated[int, Field(gt=0)] | None = None
    cite: Text | None = None
    basis: Basis = "source"


class Rating(Rule):
    """A score and the grade it earns; ranked among peers of ``rank_within``.

    Made of ``aspects`` with their items, of ``parts`` from other ratings, or of both:
    ``own_weight`` is then the share of the items. ``where`` narrows the units. ``not_applicable``
    says what becomes of the points of items that do not apply or lack a sample: shared out, left
    out, or given in full. With fewer than ``least_points`` that apply nothing is scored. Peer
    groups with fewer than ``minimum_sample`` scored units are not ranked. With ``self_report``
    units report points of their own, with evidence, before those who assess.
    """

    cycle: Cycle
    self_report: bool = False
    where: Condition | None = None
    rank_within: (
        Annotated[tuple[Peer, ...], BeforeValidator(listed), Field(min_length=1)] | None
    ) = None
    minimum_sample: Annotated[int, Field(gt=0)] = 1
    sample: Sample | None = None
    not_applicable: LeftOut = "redistribute"
    least_points: Annotated[Number, Field(ge=0)] = Decimal(0)
    decimals: Annotated[int, Field(ge=0, le=4)] = 2
    streak_gap: Literal["breaks", "skips"] = "breaks"
    total: Positive = Decimal(100)
    parts: tuple[Part, ...] = ()
    own_weight: Annotated[Number, Field(gt=0, lt=1)] | None = None
    aspects: tuple[Aspect, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    bonus_cap: Positive | None = None
    gates: tuple[Gate, ...] = ()
    grades: Annotated[tuple[Grade, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _made_of_something(self) -> Rating:
        if not self.aspects and not self.parts:
            raise ValueError("评级要写aspects（评分项）或parts（由其他评级合成）。")
        if bool(self.parts and self.aspects) != (self.own_weight is not None):
            raise ValueError("既有aspects又有parts时写own_weight（本表所占比重），否则不写。")
        return self

    @property
    def items(self) -> list[Item]:
        """Every item, in order."""
        return [item for aspect in self.aspects for item in aspect.items]

    @property
    def failing(self) -> frozenset[str]:
        """The names of the grades that count as a failure."""
        if all(each.fails is None for each in self.grades):
            return frozenset({self.grades[-1].name})
        return frozenset(each.name for each in self.grades if each.fails)


class Consequence(Dated):
    """What follows from a grade, a rank or a streak of failures."""

    when: AnyCondition
    do: Name
    cite: Text | None = None
    rating: Id | None = None
    says: Text | None = None
    to: Text | None = None
    within: Within | None = None
    basis: Basis = "source"
