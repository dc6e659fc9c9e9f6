"""What the files of a pack may say.

Every entry knows the line of each of its keys (``spot``). Text stays as written; dates are ISO;
``since`` and ``until`` are both inclusive, and an open ``until`` runs on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from angen.policy.expressions import (
    CONSEQUENCE_NAMES,
    GATE_NAMES,
    GRADE_NAMES,
    ITEM_NAMES,
    NAME,
    UNIT_NAMES,
    Expression,
    ExpressionRefused,
    Kind,
    parse,
)
from angen.policy.nodes import Path, nearest
from angen.policy.problems import Spot
from angen.policy.sql import render

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
OUTCOMES = ("met", "not_met", "unknown", "not_applicable")
LEVELS = ("province", "prefecture", "county", "township", "village")

KINDS = (
    "province",
    "prefecture",
    "county",
    "town",
    "township",
    "street",
    "park",
    "development_zone",
    "farm",
    "forest_farm",
    "village",
    "community",
    "other",
)

Outcome = Literal["met", "not_met", "unknown", "not_applicable"]
Level = Literal["province", "prefecture", "county", "township", "village"]
Severity = Literal["blocking", "major", "minor"]
Basis = Literal["source", "design", "unverified"]
Cycle = Literal["month", "quarter", "half_year", "year"]


def _one_line(value: Any) -> Any:
    if isinstance(value, str):
        value = value.strip()
        if not value:
            raise ValueError("这里不能空着，请写上内容。")
    return value


def _iso(value: Any) -> Any:
    if isinstance(value, str) and not ISO_DATE.fullmatch(value):
        raise ValueError(f"日期“{value}”请写成2021-01-31这样。")
    return value


def _slug(value: Any) -> Any:
    if isinstance(value, str) and not SLUG.fullmatch(value):
        raise ValueError(f"编号“{value}”请只用小写英文字母、数字和连字符，如certificate-holders。")
    return value


def _word(value: Any) -> Any:
    if isinstance(value, str) and not NAME.fullmatch(value):
        raise ValueError(f"名称“{value}”请只用小写英文字母、数字和下划线，如fine_cap_entity。")
    return value


def listed(value: Any) -> Any:
    """A single word stands for a list of one."""
    return [value] if isinstance(value, str) else value


def _expression(kind: Kind, special: Mapping[str, Kind]) -> BeforeValidator:
    def check(value: Any) -> Any:
        if isinstance(value, Expression):
            return value
        if not isinstance(value, str):
            raise ValueError("这里要写一个表达式，如“officers_in_post >= 2”。")
        try:
            expression = parse(value, kind=kind, special=special)
            # A formula may be short and still unfold beyond measure.
            render(expression.tree, lambda name: name)
        except ExpressionRefused as error:
            raise ValueError(str(error)) from error
        return expression

    return BeforeValidator(check)


Text = Annotated[str, BeforeValidator(_one_line)]
Id = Annotated[str, BeforeValidator(_slug)]
Name = Annotated[str, BeforeValidator(_word)]
Day = Annotated[date, BeforeValidator(_iso)]
Many = Annotated[tuple[Text, ...], BeforeValidator(listed), Field(min_length=1)]
Number = Annotated[Decimal, Field(max_digits=27, decimal_places=9)]
Condition = Annotated[Expression, _expression("boolean", UNIT_NAMES)]
Amount = Annotated[Expression, _expression("number", UNIT_NAMES)]
Score = Annotated[Expression, _expression("number", {**UNIT_NAMES, **ITEM_NAMES})]
GateCondition = Annotated[Expression, _expression("boolean", {**UNIT_NAMES, **GATE_NAMES})]
GradeCondition = Annotated[Expression, _expression("boolean", {**UNIT_NAMES, **GRADE_NAMES})]
AnyCondition = Annotated[Expression, _expression("boolean", {**UNIT_NAMES, **CONSEQUENCE_NAMES})]


class Entry(BaseModel):
    """A mapping in a file of a pack."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, str_strip_whitespace=True
    )

    _file: str = PrivateAttr("")
    _at: Path = PrivateAttr(())
    _lines: Mapping[Path, int] = PrivateAttr(default_factory=dict)

    def placed(self, file: str, at: Path, lines: Mapping[Path, int]) -> None:
        """Note where the entry stands; the loader does this once."""
        self._file, self._at, self._lines = file, at, lines

    def spot(self, *path: str | int) -> Spot:
        """File and line of a key inside this entry, or of the nearest thing around it."""
        return Spot(self._file, nearest(self._lines, (*self._at, *path)))


class Dated(Entry):
    """An entry that holds from a day to a day; without them, as long as its pack."""

    since: Day | None = None
    until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.since and self.until and self.until < self.since:
            raise ValueError("until早于since，请改正日期。")
        return self

    def holds(self, on: date) -> bool:
        """Whether the entry's own dates include ``on``."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class Named(Dated):
    """An entry with an id and its clause; the linter asks for the clause."""

    id: Id
    says: Text
    cite: Text | None = None
    basis: Basis = "source"


class PackHead(Dated):
    """pack.yaml. ``governs``: area codes, each with all below it; "*" is the whole country."""

    id: Id
    title: Text
    issuer: Text
    document: Text
    source: Text
    governs: Many
    since: Day
    basis: Basis = "source"


class AppliesTo(Entry):
    """Which units: each key given must match, and a list means any one of its words."""

    level: Annotated[tuple[Level, ...], BeforeValidator(listed), Field(min_length=1)] | None = None
    kind: Many | None = None
    key_list: Many | None = None
    features: Many | None = None


class Within(Entry):
    """A time limit in natural or in working days."""

    natural_days: Annotated[int, Field(gt=0)] | None = None
    working_days: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Within:
        if (self.natural_days is None) == (self.working_days is None):
            raise ValueError("期限请写natural_days或working_days其中一个。")
        return self


class Step(Entry):
    """What follows when a standard is not met."""

    do: Name
    to: Text | None = None
    within: Within | None = None
    cite: Text | None = None


class Override(Entry):
    """This standard replaces one of another pack ("pack/standard"), by its own clause."""

    standard: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
    cite: Text


class Rule(Named):
    """An entry about units of a sort."""

    applies_to: AppliesTo = AppliesTo()


class Standard(Rule):
    """A requirement on units. Several entries may share an id if their dates do not meet."""

    where: Condition | None = None
    requires: Condition
    severity: Severity = "major"
    if_not: tuple[Step, ...] = ()
    overrides: Override | None = None
    limit: Name | None = None


class Milestone(Rule):
    """A line of a reform timetable: ``done_when`` should hold for each unit by ``due``."""

    due: Day
    done_when: Condition
    where: Condition | None = None


class ValueVersion(Entry):
    """A number from a day on, until the next version."""

    value: Number
    unit: Text
    cite: Text | None = None
    basis: Basis = "source"


class ValueSeries(Entry):
    """A named number by date. ``stricter`` says which of two is the stricter limit."""

    name: Name
    versions: Mapping[date, ValueVersion]
    stricter: Literal["higher", "lower"] | None = None
    says: Text | None = None

    def since(self, on: date) -> date | None:
        """The day from which the version valid on ``on`` holds; None before the first."""
        return max((day for day in self.versions if day <= on), default=None)


class KeyList(Named):
    """A list of key units (重点名单) that a document names."""

    areas: Many
    level: Level
    approved_by: Text | None = None


class Authority(Named):
    """What may be delegated, by whom, to whom; ``up_to`` names values of the pack by act."""

    mode: Literal["delegated", "empowered", "supervision_only"] = "delegated"
    by: AppliesTo = AppliesTo()
    to: AppliesTo = AppliesTo()
    acts: Many
    up_to: Mapping[Name, Name] = Field(default_factory=dict)


class Duty(Rule):
    """A recurring obligation: ``times`` within every ``cycles`` of ``every`` (3 of year: 三年)."""

    what: Name
    every: Cycle
    cycles: Annotated[int, Field(gt=0)] = 1
    times: Annotated[int, Field(gt=0)] = 1


class ExampleUnit(Entry):
    """The unit of an example; like ``applies_to``, but it has one level and one kind."""

    code: Text = "example"
    level: Level = "township"
    kind: Text = "town"
    key_list: Annotated[tuple[Text, ...], BeforeValidator(listed)] = ()
    features: Annotated[tuple[Text, ...], BeforeValidator(listed)] = ()


class Rated(Entry):
    """What an example expects of a rating; ``people`` are points given by people, by item.

    ``items`` expects an outcome, or the points of an item before anything is shared out.
    """

    rating: Id
    cycle: Text | None = None
    people: Mapping[Id, Number] = Field(default_factory=dict)
    outcome: Literal["scored", "unknown", "not_applicable", "below_sample"] | None = None
    score: Number | None = None
    grade: Text | None = None
    items: Mapping[Id, Text] = Field(default_factory=dict)
    follows: Annotated[tuple[Name, ...], BeforeValidator(listed)] | None = None
    failed_before: Annotated[int, Field(ge=0)] = 0
    yellow_cards: Annotated[int, Field(ge=0)] = 0


class Example(Entry):
    """Facts in (null: unknown), outcomes out by id of standard or milestone, or of a rating."""

    says: Text
    on: Day
    unit: ExampleUnit = ExampleUnit()
    facts: Mapping[Name, Number | None] = Field(default_factory=dict)
    expect: Mapping[Id, Outcome] = Field(default_factory=dict)
    rated: Rated | None = None

    @model_validator(mode="after")
    def _expects(self) -> Example:
        if not self.expect and self.rated is None:
            raise ValueError("例子要写expect（标准、节点的结果）或rated（评级的结果）。")
        return self
