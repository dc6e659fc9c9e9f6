"""Where units stand on a day: every standard and milestone of a pack over all units at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from angen.policy import engine
from angen.policy.expressions import UNIT_NAMES, Expression
from angen.policy.pack import Pack, PackValue
from angen.policy.schema import AppliesTo, Milestone, Outcome, Standard
from angen.policy.sql import UNKNOWN, number, render

# Facts are held to the scale of the engine; a ratio of less than 10^9 records never rounds to 1.
SCALE = Decimal("1e-9")
LARGEST = Decimal(10) ** 18
WORDS = tuple(UNIT_NAMES)


@dataclass(frozen=True)
class Unit:
    """A unit of assessment. ``facts`` by indicator name; None, or no entry, is unknown."""

    code: str
    level: str
    kind: str
    key_lists: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    facts: Mapping[str, Decimal | None] = field(default_factory=dict)


class UsedFact(NamedTuple):
    """A fact that an expression read; ``value`` is None when unknown."""

    name: str
    value: Decimal | None


class Result(NamedTuple):
    """Where one unit stands on one standard or milestone.

    ``since`` begins the version of the standard that was used. ``missing`` names what was unknown:
    facts, and values that the pack does not have yet on the day. ``superseded_by`` is
    "pack/standard" when another limit stands in place of this one.
    """

    unit: str
    pack: str
    standard: str
    since: date
    outcome: Outcome
    expression: str
    cite: str
    values: tuple[PackValue, ...] = ()
    facts: tuple[UsedFact, ...] = ()
    missing: tuple[str, ...] = ()
    superseded_by: str | None = None


@dataclass(frozen=True)
class Progress:
    """A milestone over all units: ``applies`` = done + not_done + unknown.

    ``share`` is done over applies, and None when there is no unit or nothing is known;
    ``share_at_most`` what it would be if all unknown were done. ``late`` are the units not done
    after ``due``.
    """

    milestone: Milestone
    results: tuple[Result, ...]
    applies: int
    done: int
    not_done: int
    unknown: int
    share: Decimal | None
    share_at_most: Decimal | None
    late: tuple[str, ...]


@dataclass(frozen=True)
class _Rule:
    """A standard or milestone, ready: places of its two conditions in the query."""

    id: str
    since: date
    cite: str
    applies_to: AppliesTo
    expression: Expression
    facts: tuple[str, ...]
    where_facts: tuple[str, ...]
    values: tuple[PackValue, ...]
    absent: tuple[str, ...]
    answer: int
    condition: int | None


@dataclass(frozen=True)
class _Plan:
    rules: tuple[_Rule, ...]
    queries: tuple[str, ...]
    facts: tuple[str, ...]


def evaluate(pack: Pack, on: date, units: Sequence[Unit]) -> list[Result]:
    """Results of every standard valid on ``on`` for each unit, unit by unit.

    Units on one of the pack's own key lists need not name it. Raises ValueError for a fact that is
    not a finite number below 10^18.
    """
    return _evaluate(pack, on, units, _standards_plan(pack, on))


def evaluate_milestones(pack: Pack, on: date, units: Sequence[Unit]) -> list[Progress]:
    """How far each milestone valid on ``on`` is reached."""
    results = _evaluate(pack, on, units, _milestones_plan(pack, on))
    by_id: dict[str, list[Result]] = {}
    for each in results:
        by_id.setdefault(each.standard, []).append(each)
    return [_progress(each, on, by_id.get(each.id, [])) for each in pack.milestones_on(on)]


def _progress(milestone: Milestone, on: date, results: list[Result]) -> Progress:
    outcomes = [each.outcome for each in results]
    done, not_done = outcomes.count("met"), outcomes.count("not_met")
    unknown = outcomes.count("unknown")
    applies = done + not_done + unknown
    late = tuple(each.unit for each in results if each.outcome == "not_met" and on > milestone.due)
    known = done + not_done > 0
    return Progress(
        milestone=milestone,
        results=tuple(results),
        applies=applies,
        done=done,
        not_done=not_done,
        unknown=unknown,
        share=Decimal(done) / applies if known else None,
        share_at_most=Decimal(done + unknown) / applies if known else None,
        late=late,
    )


@lru_cache(maxsize=256)
def _standards_plan(pack: Pack, on: date) -> _Plan:
    return _plan(pack, on, [(each, each.requires) for each in pack.standards_on(on)])


@lru_cache(maxsize=256)
def _milestones_plan(pack: Pack, on: date) -> _Plan:
    return _plan(pack, on, [(each, each.done_when) for each in pack.milestones_on(on)])


def _plan(pack: Pack, on: date, rules: Iterable[tuple[Standard | Milestone, Expression]]) -> _Plan:
    """Write the query of a day: values become literals, facts columns."""
    values = pack.values_on(on)
    places: dict[str, int] = {}
    queries: list[str] = []

    def naming(name: str) -> str:
        if name in UNIT_NAMES:
            return engine.word_at(WORDS.index(name))
        if name in values:
            return number(format(values[name].value, "f"))
        if name in pack.values:
            return UNKNOWN
        return engine.number_at(places.setdefault(name, len(places)))

    def place(expression: Expression) -> int:
        queries.append(render(expression.tree, naming))
        return len(queries) - 1

    ready = tuple(
        _rule(
            pack,
            values,
            entry,
            expression,
            place(expression),
            None if entry.where is None else place(entry.where),
        )
        for entry, expression in rules
    )
    return _Plan(ready, tuple(queries), tuple(places))


def _rule(
    pack: Pack,
    values: Mapping[str, PackValue],
    entry: Standard | Milestone,
    expression: Expression,
    answer: int,
    condition: int | None,
) -> _Rule:
    where = entry.where
    names = dict.fromkeys((*(where.names if where else ()), *expression.names))
    return _Rule(
        id=entry.id,
        since=pack.since(entry),
        cite=entry.cite or "",
        applies_to=entry.applies_to,
        expression=expression,
        facts=_facts(pack, expression),
        where_facts=_facts(pack, where) if where else (),
        values=tuple(values[name] for name in names if name in values),
        absent=tuple(each for each in names if each in pack.values and each not in values),
        answer=answer,
        condition=condition,
    )


def _facts(pack: Pack, expression: Expression) -> tuple[str, ...]:
    return tuple(
        name for name in expression.names if name not in pack.values and name not in UNIT_NAMES
    )


def _evaluate(pack: Pack, on: date, units: Sequence[Unit], plan: _Plan) -> list[Result]:
    if not plan.rules or not units:
        return []
    rows = [
        ([exact(unit.facts.get(name), name) for name in plan.facts], (unit.level, unit.kind))
        for unit in units
    ]
    answers = engine.conditions(plan.queries, rows)
    results: list[Result] = []
    for unit, row in zip(units, answers, strict=True):
        key_lists = unit.key_lists | pack.key_lists_of(unit.code, on)
        results.extend(_result(pack, rule, unit, key_lists, row) for rule in plan.rules)
    return results


def exact(value: Decimal | None, name: str = "") -> Decimal | None:
    """A fact at the engine's scale of nine places. Raises ValueError if it cannot be held."""
    if value is None:
        return None
    value = Decimal(value)
    if not value.is_finite() or abs(value) >= LARGEST:
        raise ValueError(f"fact {name} is not a number below 10^18: {value}")
    return value.quantize(SCALE)


def _result(
    pack: Pack,
    rule: _Rule,
    unit: Unit,
    key_lists: frozenset[str],
    row: Sequence[bool | None],
) -> Result:
    facts: tuple[str, ...] = rule.facts
    applies: bool | None = matches(rule.applies_to, unit, key_lists)
    if applies and rule.condition is not None:
        applies = row[rule.condition]
        # While it is unknown whether the standard applies, only the facts of "where" matter.
        facts = tuple(dict.fromkeys((*rule.where_facts, *rule.facts)))
        if applies is None:
            facts = rule.where_facts
    used = tuple([UsedFact(name, unit.facts.get(name)) for name in facts])
    outcome: Outcome
    if applies is False:
        outcome, used = "not_applicable", used if rule.condition is not None else ()
    else:
        answer = row[rule.answer] if applies else None
        outcome = "unknown" if answer is None else "met" if answer else "not_met"
    missing = tuple([each.name for each in used if each.value is None])
    return Result(
        unit=unit.code,
        pack=pack.id,
        standard=rule.id,
        since=rule.since,
        outcome=outcome,
        expression=rule.expression.text,
        cite=rule.cite,
        values=rule.values,
        facts=used,
        missing=(*missing, *rule.absent) if outcome != "not_applicable" else (),
    )


def matches(applies_to: AppliesTo, unit: Unit, key_lists: frozenset[str] | None = None) -> bool:
    """Whether a unit is of the sort named: every key given, any word of each."""
    lists = unit.key_lists if key_lists is None else key_lists
    return (
        (applies_to.level is None or unit.level in applies_to.level)
        and (applies_to.kind is None or unit.kind in applies_to.kind)
        and (applies_to.key_list is None or not lists.isdisjoint(applies_to.key_list))
        and (applies_to.features is None or not unit.features.isdisjoint(applies_to.features))
    )
