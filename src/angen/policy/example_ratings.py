"""Examples of ratings: facts and people's points in, score, grade and what follows out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from angen.policy import calculate
from angen.policy.evaluate import Unit
from angen.policy.pack import Pack
from angen.policy.periods import span_named, span_of
from angen.policy.problems import Problem, Spot, problem_at
from angen.policy.rate import rate
from angen.policy.rated import Candidate, ItemResult, Past, RatingResult
from angen.policy.schema import Example, Rated
from angen.policy.schema_scores import Rating

OUTCOMES = {
    "scored": "已评",
    "unknown": "未知",
    "not_applicable": "不适用",
    "below_sample": "样本不足",
}


def rated_problems(pack: Pack, example: Example, unit: Unit) -> list[Problem]:
    """What an example expects of a rating and the pack does not answer."""
    rated = example.rated
    if rated is None:
        return []
    rating = pack.rating(rated.rating, example.on)
    if rating is None:
        return [
            problem_at(
                rated.spot("rating"),
                f"例子“{example.says}”：{example.on}没有生效的评级“{rated.rating}”。",
                code="example",
            )
        ]
    if rated.cycle is not None and span_named(rated.cycle) is None:
        return [problem_at(rated.spot("cycle"), f"看不懂周期“{rated.cycle}”，请写成2021Q3这样。")]
    (found,) = rate(pack, rating, example.on, [_candidate(rating, rated, unit, example.on)])
    told = [
        problem_at(spot, f"例子“{example.says}”：{text}，请改评级或改例子。", code="example")
        for spot, text in _differences(pack, rating, example, unit, found)
    ]
    return told


def _candidate(rating: Rating, rated: Rated, unit: Unit, on: date) -> Candidate:
    """The unit; a composed rating reads the points of its parts under their names."""
    named = span_named(rated.cycle) if rated.cycle else None
    span = named or span_of(rating.cycle, on)
    before = [
        Past(span.before(n).key, "scored", failing=True, last=True)
        for n in range(1, rated.failed_before + 1)
    ]
    parts: dict[str, list[Past | None]] = {}
    for number, part in enumerate(rating.parts, 1):
        given = rated.people.get(part.rating, rated.people.get(f"{part.rating}-{part.nth or 1}"))
        past = None if given is None else Past(str(number), "scored", given)
        cycles = parts.setdefault(part.rating, [])
        if part.nth is None:
            cycles += [past] * (part.at_least or 1)
        else:
            cycles += [None] * (part.nth - len(cycles))
            cycles[part.nth - 1] = past
    return Candidate(
        unit,
        people=rated.people,
        before=before,
        parts=parts,
        yellow_cards=rated.yellow_cards,
    )


def _differences(
    pack: Pack, rating: Rating, example: Example, unit: Unit, found: RatingResult
) -> Iterator[tuple[Spot, str]]:
    rated = example.rated
    assert rated is not None
    missing = f"（缺{'、'.join(found.missing)}）" if found.missing else ""
    if rated.outcome is not None and rated.outcome != found.outcome:
        wanted, came = OUTCOMES[rated.outcome], OUTCOMES[found.outcome]
        yield rated.spot("outcome"), f"应为{wanted}，算出来是{came}{missing}"
    if rated.score is not None and rated.score != found.score:
        shown = "未知" if found.score is None else format(found.score, "f")
        yield rated.spot("score"), f"应得{rated.score}分，算出来是{shown}{missing}"
    if rated.grade is not None and rated.grade != found.grade:
        yield rated.spot("grade"), f"应为{rated.grade}，算出来是{found.grade or '未知'}{missing}"
    for id, expected in rated.items.items():
        item = found.item.get(id)
        if item is None:
            yield rated.spot("items", id), f"没有评分项“{id}”"
        elif not _agrees(expected, item):
            said = OUTCOMES[item.outcome] if item.earned is None else format(item.earned, "f")
            yield rated.spot("items", id), f"“{id}”应为{expected}，算出来是{said}"
    if rated.follows is not None:
        words = {
            "score": found.score,
            "grade": found.grade,
            "rank": found.ranked.rank,
            "failing_streak": found.failing_streak,
            "vetoes": _vetoes(rating, found),
        }
        follows = calculate.following(pack, rating, example.on, [(unit, words)])
        deeds = [each.consequence.do for each in follows]
        if deeds != list(rated.follows):
            yield rated.spot("follows"), f"应有后果{list(rated.follows)}，算出来是{deeds}"


def _vetoes(rating: Rating, found: RatingResult) -> int:
    return sum(bool(g.hit) and rating.gates[g.place].kind == "veto" for g in found.gates)


def _agrees(expected: str, item: ItemResult) -> bool:
    if expected in OUTCOMES:
        return expected == item.outcome
    try:
        return item.earned is not None and Decimal(expected) == item.earned
    except ArithmeticError:
        return False
