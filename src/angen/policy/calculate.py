"""The formulas of a rating over many units, in one query each for conditions and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from angen.policy import engine
from angen.policy.evaluate import WORDS, Unit, UsedFact, exact
from angen.policy.expressions import CONSEQUENCE_NAMES, SPECIAL_NAMES, UNIT_NAMES, Expression
from angen.policy.pack import Pack, PackValue
from angen.policy.schema_scores import Consequence, Rating
from angen.policy.sql import UNKNOWN, number, render

Key = tuple[str, ...]
# A unit and the numbers beside its facts that its formulas may read.
Row = tuple[Unit, Mapping[str, Decimal | None]]


@dataclass(frozen=True)
class Asked:
    """An answer: ``value`` None is unknown, and ``missing`` says by what."""

    value: Any
    facts: tuple[UsedFact, ...] = ()
    values: tuple[PackValue, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Formula:
    """An expression ready for the engine. ``points`` stands for the name of that word."""

    key: Key
    expression: Expression
    points: Decimal | None = None


@dataclass
class Answers:
    """Answers by unit and formula."""

    found: dict[tuple[str, Key], Asked] = field(default_factory=dict)

    def condition(self, unit: str, key: Key) -> Asked:
        """The truth of a condition."""
        return self.found[(unit, key)]

    def number(self, unit: str, key: Key) -> Asked:
        """The value of a number."""
        return self.found[(unit, key)]


def formulas(rating: Rating) -> tuple[list[Formula], list[Formula]]:
    """Conditions and numbers of a rating, each with the key it is asked for by."""
    conditions = [Formula(("gate", str(n)), gate.when) for n, gate in enumerate(rating.gates)]
    numbers = []
    if rating.where is not None:
        conditions.append(Formula(("where",), rating.where))
    if rating.sample is not None:
        numbers.append(Formula(("sample",), rating.sample.count))
    for item in rating.items:
        if item.when is not None:
            conditions.append(Formula(("when", item.id), item.when))
        if item.sample is not None:
            numbers.append(Formula(("sample", item.id), item.sample.count))
        if item.score is not None:
            numbers.append(Formula(("item", item.id), item.score, item.points))
    for extra in rating.adjustments:
        if extra.when is not None:
            conditions.append(Formula(("when", extra.id), extra.when))
        if extra.points is not None:
            numbers.append(Formula(("item", extra.id), extra.points))
    return conditions, numbers


def indicators_of(pack: Pack, rating: Rating) -> frozenset[str]:
    """Every indicator that a rating and what follows from it read."""
    conditions, numbers = formulas(rating)
    texts = [each.expression for each in (*conditions, *numbers)]
    texts += [each.when for each in rating.grades if each.when is not None]
    texts += [each.when for each in pack.consequences if each.rating in (None, rating.id)]
    names = {name for text in texts for name in text.names}
    return frozenset(names - set(pack.values) - SPECIAL_NAMES)


def answers(pack: Pack, rating: Rating, on: date, rows: Sequence[Row]) -> Answers:
    """Every formula of a rating, over all units."""
    conditions, numbers = formulas(rating)
    found = Answers()
    for wanted, ask in ((conditions, engine.conditions), (numbers, engine.numbers)):
        _ask(pack, on, rows, wanted, ask, found)
    return found


def _ask(
    pack: Pack, on: date, rows: Sequence[Row], wanted: Sequence[Formula], ask: Any, into: Answers
) -> None:
    if not wanted or not rows:
        return
    plan = _plan(pack, on, tuple((each.key, each.expression, each.points) for each in wanted))
    given = [_numbers(plan.facts, row) for row in rows]
    replies = ask(plan.queries, given)
    for (unit, beside), reply in zip(rows, replies, strict=True):
        for place, each in enumerate(wanted):
            facts, values, absent = plan.reads[place]
            used = tuple([UsedFact(name, _fact(unit, beside, name)) for name in facts])
            missing: tuple[str, ...] = ()
            if reply[place] is None:
                missing = (*[x.name for x in used if x.value is None], *absent)
            into.found[(unit.code, each.key)] = Asked(reply[place], used, values, missing)


def _fact(unit: Unit, beside: Mapping[str, Decimal | None], name: str) -> Decimal | None:
    return beside[name] if name in beside else unit.facts.get(name)


def _numbers(names: Sequence[str], row: Row) -> tuple[list[Decimal | None], tuple[str, str]]:
    unit, beside = row
    return [exact(_fact(unit, beside, name), name) for name in names], (unit.level, unit.kind)


@dataclass(frozen=True)
class _Plan:
    """Queries of a set of formulas; ``reads`` gives facts, values and absent values of each."""

    queries: tuple[str, ...]
    facts: tuple[str, ...]
    reads: tuple[tuple[tuple[str, ...], tuple[PackValue, ...], tuple[str, ...]], ...]


@lru_cache(maxsize=256)
def _plan(
    pack: Pack, on: date, wanted: tuple[tuple[Key, Expression, Decimal | None], ...]
) -> _Plan:
    values, places = pack.values_on(on), dict[str, int]()
    queries, reads = [], []

    def naming(points: Decimal | None) -> Any:
        def name(word: str) -> str:
            if word in UNIT_NAMES:
                return engine.word_at(WORDS.index(word))
            if word == "points" and points is not None:
                return number(format(points, "f"))
            if word in values:
                return number(format(values[word].value, "f"))
            if word in pack.values:
                return UNKNOWN
            return engine.number_at(places.setdefault(word, len(places)))

        return name

    for _, expression, points in wanted:
        queries.append(render(expression.tree, naming(points)))
        names = [x for x in expression.names if x not in UNIT_NAMES and x != "points"]
        reads.append(
            (
                tuple(x for x in names if x not in pack.values),
                tuple(values[x] for x in names if x in values),
                tuple(x for x in names if x in pack.values and x not in values),
            )
        )
    return _Plan(tuple(queries), tuple(places), tuple(reads))


def grades(
    pack: Pack, rating: Rating, on: date, rows: Sequence[Row], scores: Mapping[str, Decimal]
) -> dict[str, int]:
    """The place of the first grade whose condition holds, by unit.

    A unit is left out where a grade before is unknown, or where none holds.
    """
    scored = [
        (unit, {**beside, "score": scores[unit.code]})
        for unit, beside in rows
        if unit.code in scores
    ]
    asked = [Formula(("grade", str(n)), x.when) for n, x in enumerate(rating.grades) if x.when]
    answered = Answers()
    _ask(pack, on, scored, asked, engine.conditions, answered)
    found: dict[str, int] = {}
    for unit, _ in scored:
        for place, grade in enumerate(rating.grades):
            holds = grade.when is None or answered.condition(unit.code, ("grade", str(place))).value
            if holds is None:
                break
            if holds:
                found[unit.code] = place
                break
    return found


@dataclass(frozen=True)
class Follows:
    """A consequence that holds for a unit; ``place`` is its place among those of the rating."""

    unit: str
    consequence: Consequence
    place: int


def following(
    pack: Pack, rating: Rating, on: date, results: Sequence[tuple[Unit, Mapping[str, Any]]]
) -> list[Follows]:
    """The consequences that hold; one that is unknown does not follow.

    ``results`` are units with the words of CONSEQUENCE_NAMES: ``grade`` text, the rest numbers.
    """
    wanted = pack.consequences_on(on, rating.id)
    found = []
    by_grade: dict[str, list[tuple[Unit, Mapping[str, Any]]]] = {}
    for unit, words in results:
        by_grade.setdefault(str(words["grade"]), []).append((unit, words))
    for grade, members in by_grade.items():
        asked = [
            Formula(("follow", str(n), grade), _with_grade(each.when, grade))
            for n, each in enumerate(wanted)
        ]
        rows = [(unit, _beside(words)) for unit, words in members]
        answered = Answers()
        _ask(pack, on, rows, asked, engine.conditions, answered)
        for unit, _ in members:
            for place, (formula, each) in enumerate(zip(asked, wanted, strict=True)):
                if answered.condition(unit.code, formula.key).value:
                    found.append(Follows(unit.code, each, place))
    order = {unit.code: n for n, (unit, _) in enumerate(results)}
    return sorted(found, key=lambda each: (order[each.unit], each.place))


def _beside(words: Mapping[str, Any]) -> dict[str, Decimal | None]:
    names = [name for name, kind in CONSEQUENCE_NAMES.items() if kind == "number"]
    return {name: None if words.get(name) is None else Decimal(str(words[name])) for name in names}


def _with_grade(expression: Expression, grade: str) -> Expression:
    """The condition with the word ``grade`` replaced by the very grade."""
    if "grade" not in expression.names:
        return expression
    return expression.worded("grade", grade)
