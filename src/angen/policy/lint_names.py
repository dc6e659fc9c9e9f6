"""Linter: names, units of measure, clauses, areas."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Protocol

from sqlglot import exp

from angen.policy.expressions import SPECIAL_NAMES
from angen.policy.lint_conduct import FINE_NAME
from angen.policy.measures import Mismatch, canonical, measure
from angen.policy.near import nearest_word
from angen.policy.pack import Pack
from angen.policy.problems import Problem, problem_at
from angen.policy.schema import KINDS, LEVELS, AppliesTo, Entry, Rule
from angen.policy.uses import uses


class IndicatorInfo(Protocol):
    """What the linter must know of an indicator; ``angen.kernel.indicators`` has it."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def tags(self) -> frozenset[str]: ...


Indicators = Mapping[str, IndicatorInfo]
Areas = Callable[[str], bool] | Container[str]


def unknown_names(pack: Pack, indicators: Indicators) -> Iterator[Problem]:
    """Every name in an expression or example must be an indicator or a value of the pack."""
    known = {*indicators, *pack.values}
    told: set[str] = set()
    for use in uses(pack):
        for name in use.names:
            told.add(name)
            # A made-up indicator of fines is refused as that, not as a slip of the pen.
            if name not in known and not FINE_NAME.search(name):
                yield problem_at(use.spot, _unknown(name, known), code="unknown-indicator")
    for example in pack.examples:
        for name in example.facts:
            # A slip in a standard is told there, not again in each of its examples.
            if name not in indicators and name not in told:
                told.add(name)
                yield problem_at(
                    example.spot("facts", name),
                    _unknown(name, set(indicators)),
                    code="unknown-indicator",
                )
    for name, series in pack.values.items():
        if name in SPECIAL_NAMES or name in indicators:
            yield problem_at(
                series.spot(), f"数值名“{name}”已是指标或保留词，请改名。", code="name-taken"
            )


def _unknown(name: str, known: set[str]) -> str:
    near = nearest_word(name, sorted(known))
    hint = f"是不是“{near}”？" if near else "请对照指标目录改正，或在values.yaml里写明。"
    return f"没有“{name}”这个指标或数值，{hint}"


def unit_mismatches(pack: Pack, indicators: Indicators) -> Iterator[Problem]:
    """People are compared with people, yuan with yuan; a value keeps one unit over time."""

    def unit_of(name: str) -> str | None:
        if name in pack.values:
            return next(iter(pack.values[name].versions.values())).unit
        return indicators[name].unit if name in indicators else None

    for use in uses(pack):
        try:
            measure(use.expression.tree, unit_of)
        except Mismatch as error:
            yield problem_at(use.spot, str(error), code="unit-mismatch")
    for name, series in pack.values.items():
        versions = list(series.versions.items())
        for _, version in versions[1:]:
            first = versions[0][1].unit
            if canonical(version.unit) != canonical(first):
                yield problem_at(
                    version.spot(),
                    f"“{name}”先以{first}计，这里以{version.unit}计，请换成同一单位。",
                    code="unit-mismatch",
                )


def missing_clauses(pack: Pack) -> Iterator[Problem]:
    """Every requirement, number and consequence names its clause."""

    def need(entry: Entry, cite: str | None, word: str) -> Iterator[Problem]:
        if not cite:
            yield problem_at(
                entry.spot(), f"{word}没有写条款，请在cite里写明出处。", code="no-clause"
            )

    for standard in pack.standards:
        yield from need(standard, standard.cite, f"标准“{standard.id}”")
    for milestone in pack.milestones:
        yield from need(milestone, milestone.cite, f"节点“{milestone.id}”")
    for key_list in pack.key_lists:
        yield from need(key_list, key_list.cite, f"名单“{key_list.id}”")
    for name, series in pack.values.items():
        for day, version in series.versions.items():
            yield from need(version, version.cite, f"数值“{name}”{day}的版本")
    for rating in pack.ratings:
        if rating.sample is not None and rating.sample.basis == "source":
            yield from need(rating.sample, rating.sample.cite, f"评级“{rating.id}”的最少样本")
        for gate in rating.gates:
            yield from need(gate, gate.cite, f"评级“{rating.id}”的否决项")
        for aspect in rating.aspects:
            for item in aspect.items:
                if item.sample is not None and item.sample.basis == "source":
                    yield from need(item.sample, item.sample.cite, f"“{item.id}”的最少样本")
                # A row the document does not print is marked as design instead.
                if item.basis == "source":
                    yield from need(item, item.cite, f"评分项“{item.id}”")
    for consequence in pack.consequences:
        yield from need(consequence, consequence.cite, f"后果“{consequence.do}”")
    for authority in pack.authority:
        yield from need(authority, authority.cite, f"权限“{authority.id}”")
    for duty in pack.duties:
        yield from need(duty, duty.cite, f"职责“{duty.id}”")


def wrong_areas(pack: Pack, areas: Areas) -> Iterator[Problem]:
    """Area codes exist."""

    def exists(code: str) -> bool:
        return areas(code) if callable(areas) else code in areas

    for place, code in enumerate(pack.head.governs):
        if code != "*" and not exists(code):
            yield problem_at(pack.head.spot("governs", place), _no_area(code), code="wrong-area")
    for key_list in pack.key_lists:
        for place, code in enumerate(key_list.areas):
            if not exists(code):
                yield problem_at(key_list.spot("areas", place), _no_area(code), code="wrong-area")


def _no_area(code: str) -> str:
    return f"没有区划代码“{code}”，请查区划目录改正。"


def wrong_kinds(pack: Pack) -> Iterator[Problem]:
    """Kinds and levels of unit are those that areas have; a slip would match no unit."""
    for entry, name, applies_to in _applies(pack):
        for place, kind in enumerate(applies_to.kind or ()):
            if kind not in KINDS:
                yield problem_at(
                    entry.spot(name, "kind", place),
                    f"没有“{kind}”这种单位，只能是{'、'.join(KINDS)}。",
                    code="wrong-kind",
                )
    for example in pack.examples:
        if example.unit.kind not in KINDS:
            yield problem_at(
                example.spot("unit", "kind"),
                f"没有“{example.unit.kind}”这种单位，只能是{'、'.join(KINDS)}。",
                code="wrong-kind",
            )
    grades = {grade.name for rating in pack.ratings for grade in rating.grades}
    known = {"level": set(LEVELS), "kind": set(KINDS), "grade": grades}
    for use in uses(pack):
        for name, word in _words(use.expression.tree):
            if name in known and word not in known[name]:
                yield problem_at(
                    use.spot,
                    f"{name}没有“{word}”，只能是{'、'.join(sorted(known[name])) or '评级里的等次'}。",
                    code="wrong-kind",
                )


def _applies(pack: Pack) -> Iterator[tuple[Entry, str, AppliesTo]]:
    rules: tuple[Rule, ...] = (*pack.standards, *pack.milestones, *pack.ratings, *pack.duties)
    for entry in rules:
        yield entry, "applies_to", entry.applies_to
    for authority in pack.authority:
        yield authority, "by", authority.by
        yield authority, "to", authority.to


def _words(tree: exp.Expression) -> Iterator[tuple[str, str]]:
    """Each name and quoted word that a comparison brings together."""
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.In):
        parts = [node.this, *(node.expressions or [node.expression])]
        names = [each.name for each in parts if isinstance(each, exp.Column)]
        words = [
            str(each.this) for each in parts if isinstance(each, exp.Literal) and each.is_string
        ]
        yield from ((name, word) for name in names for word in words)
