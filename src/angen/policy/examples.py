"""The examples of a pack are its tests: facts in, results out."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from angen.policy.evaluate import Result, Unit, evaluate, evaluate_milestones
from angen.policy.example_ratings import rated_problems
from angen.policy.pack import Pack
from angen.policy.problems import Problem, problem_at
from angen.policy.schema import Example

WORDS = {
    "met": "达标",
    "not_met": "未达标",
    "unknown": "未知",
    "not_applicable": "不适用",
}


def unit_of(example: Example, code: str) -> Unit:
    """The unit that an example describes."""
    return Unit(
        code=code,
        level=example.unit.level,
        kind=example.unit.kind,
        key_lists=frozenset(example.unit.key_list),
        features=frozenset(example.unit.features),
        facts=example.facts,
    )


def run_examples(pack: Pack) -> list[Problem]:
    """What the examples expect and the pack does not answer, by file and line."""
    by_day: dict[date, list[Example]] = defaultdict(list)
    for each in pack.examples:
        by_day[each.on].append(each)
    problems: list[Problem] = []
    for on, examples in by_day.items():
        units = [unit_of(each, each.unit.code) for each in examples]
        found = [dict[str, Result]() for _ in examples]
        # Results come unit by unit in order, so two examples may name the same area.
        _share(found, evaluate(pack, on, units))
        for progress in evaluate_milestones(pack, on, units):
            _share(found, progress.results)
        for example, unit, results in zip(examples, units, found, strict=True):
            problems += _compare(example, results)
            problems += rated_problems(pack, example, unit)
    return sorted(problems)


def _share(found: list[dict[str, Result]], results: list[Result] | tuple[Result, ...]) -> None:
    portion = len(results) // len(found)
    for place, each in enumerate(results):
        found[place // portion][each.standard] = each


def _compare(example: Example, results: dict[str, Result]) -> list[Problem]:
    problems = []
    for id, expected in example.expect.items():
        spot = example.spot("expect", id)
        result = results.get(id)
        if result is None:
            problems.append(
                problem_at(
                    spot,
                    f"例子“{example.says}”：{example.on}没有生效的标准或节点“{id}”，"
                    "请检查编号和日期。",
                    code="example",
                )
            )
        elif result.outcome != expected:
            problems.append(
                problem_at(
                    spot,
                    f"例子“{example.says}”：“{id}”应为{WORDS[expected]}，"
                    f"算出来是{WORDS[result.outcome]}{_reason(result)}，请改标准或改例子。",
                    code="example",
                )
            )
    return problems


def _reason(result: Result) -> str:
    return f"（缺{'、'.join(result.missing)}）" if result.missing else ""
