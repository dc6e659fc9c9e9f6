"""Scores, grades and ranks: a rating of a pack over units, exact and three-valued.

A unit comes out ``scored``, ``unknown`` (with what is missing), ``not_applicable`` or
``below_sample``; only scored units are ranked. Numbers are Decimals of nine places; the score is
rounded half up to the rating's decimals, and what is rounded is what is graded and ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from angen.policy import calculate
from angen.policy.calculate import Answers, Asked
from angen.policy.evaluate import SCALE, matches
from angen.policy.pack import Pack
from angen.policy.ranks import ranked
from angen.policy.rated import (
    Aside,
    Candidate,
    GateResult,
    ItemOutcome,
    ItemResult,
    Past,
    RatingOutcome,
    RatingResult,
)
from angen.policy.schema_scores import Adjustment, Gate, Item, Part, Rating

ZERO = Decimal(0)


def rate(
    pack: Pack, rating: Rating, on: date, candidates: Sequence[Candidate]
) -> list[RatingResult]:
    """Results of ``rating`` as of ``on`` in the order of ``candidates``.

    Scores of a unit do not depend on the others; ranks do. Raises ValueError for a fact that is
    not a finite number below 10^18.
    """
    answers = calculate.answers(pack, rating, on, candidates_rows(candidates))
    found = [_result(pack, rating, on, x, answers) for x in candidates]
    return _placed(rating, candidates, _graded(pack, rating, on, candidates, found))


def candidates_rows(candidates: Sequence[Candidate]) -> list[calculate.Row]:
    """What the engine reads of each unit."""
    return [(x.unit, {"yellow_cards": Decimal(x.yellow_cards)}) for x in candidates]


def _result(
    pack: Pack, rating: Rating, on: date, candidate: Candidate, answers: Answers
) -> RatingResult:
    unit = candidate.unit
    lists = unit.key_lists | pack.key_lists_of(unit.code, on)
    none = RatingResult(unit.code, "not_applicable")
    if not matches(rating.applies_to, unit, lists):
        return none
    if rating.where is not None:
        asked = answers.condition(unit.code, ("where",))
        if asked.value is not True:
            state: RatingOutcome = "not_applicable" if asked.value is False else "unknown"
            aside = Aside("where", asked.facts) if asked.value is False else None
            return replace(none, outcome=state, missing=asked.missing, aside=aside)
    if rating.sample is not None:
        count = answers.number(unit.code, ("sample",))
        if count.value is None:
            return replace(none, outcome="unknown", missing=count.missing)
        if count.value < rating.sample.at_least:
            return replace(none, outcome="below_sample", aside=Aside("sample", count.facts))
    items = [_item(each, candidate, answers) for each in rating.items]
    extras = [_extra(each, candidate, answers) for each in rating.adjustments]
    parts = [_part(each, number, candidate) for number, each in enumerate(rating.parts)]
    gates = tuple(
        GateResult(place, asked.value, asked.facts, asked.missing)
        for place, asked in enumerate(
            answers.condition(unit.code, ("gate", str(n))) for n in range(len(rating.gates))
        )
    )
    return _totalled(rating, unit.code, items, extras, parts, gates)


def _item(item: Item, candidate: Candidate, answers: Answers) -> ItemResult:
    code, found = candidate.unit.code, ItemResult(item.id, "unknown", item.points)
    if item.when is not None:
        asked = answers.condition(code, ("when", item.id))
        if asked.value is not True:
            state: ItemOutcome = "not_applicable" if asked.value is False else "unknown"
            return replace(found, outcome=state, facts=asked.facts, missing=asked.missing)
    if item.sample is not None:
        count = answers.number(code, ("sample", item.id))
        if count.value is None:
            return replace(found, facts=count.facts, missing=count.missing)
        if count.value < item.sample.at_least:
            return replace(found, outcome="below_sample", facts=count.facts)
    if item.scored_by == "people":
        given = candidate.people.get(item.id)
        if given is None:
            return replace(found, missing=("people",))
        return replace(found, outcome="scored", earned=_within(given, item.points))
    number = answers.number(code, ("item", item.id))
    if number.value is None:
        nothing = number.missing and candidate.empty.issuperset(number.missing)
        if nothing and item.empty == "not_applicable":
            return replace(found, outcome="not_applicable", facts=number.facts)
        return replace(found, facts=number.facts, values=number.values, missing=number.missing)
    return replace(
        found,
        outcome="scored",
        earned=_within(number.value, item.points),
        facts=number.facts,
        values=number.values,
    )


def _within(value: Decimal, most: Decimal) -> Decimal:
    """No item earns more than its points or less than nothing."""
    return min(max(value, ZERO), most).quantize(SCALE)


def _extra(extra: Adjustment, candidate: Candidate, answers: Answers) -> ItemResult:
    """Points on top or, negative, off; what nobody awarded is none."""
    code, found = candidate.unit.code, ItemResult(extra.id, "scored", extra.cap, ZERO, ZERO)
    sign = 1 if extra.kind == "bonus" else -1
    if extra.when is not None:
        asked = answers.condition(code, ("when", extra.id))
        if asked.value is None:
            return _unknown(found, asked)
        if not asked.value:
            return replace(found, outcome="not_applicable", facts=asked.facts)
    if extra.scored_by == "people":
        given = sign * _within(candidate.people.get(extra.id, ZERO), extra.cap)
        return replace(found, earned=given, counted=given)
    number = answers.number(code, ("item", extra.id))
    if number.value is None:
        return _unknown(found, number)
    earned = sign * _within(number.value, extra.cap)
    return replace(found, earned=earned, counted=earned, facts=number.facts, values=number.values)


def _unknown(found: ItemResult, asked: Asked) -> ItemResult:
    return replace(
        found,
        outcome="unknown",
        earned=None,
        counted=None,
        facts=asked.facts,
        missing=asked.missing,
    )


def _part(part: Part, number: int, candidate: Candidate) -> ItemResult:
    """What another rating gave within this time; a cycle the unit was not rated in is left out."""
    name = part_name(part, number)
    found = ItemResult(name, "unknown", part.weight)
    cycles = list(candidate.parts.get(part.rating, ()))
    if part.nth is not None:
        cycles = cycles[part.nth - 1 : part.nth]
    there = [x for x in cycles if x is not None]
    scored = [x.score for x in there if x.outcome == "scored" and x.score is not None]
    unclear = [x.key for x in there if x.outcome == "unknown"]
    excused = sum(x.outcome in ("not_applicable", "below_sample") for x in there)
    if cycles and excused == len(cycles):
        return replace(found, outcome="not_applicable")
    wanted = part.at_least if part.at_least is not None else len(cycles)
    if unclear or not scored or len(scored) + excused < wanted:
        return replace(found, missing=tuple(unclear) or (part.rating,))
    mean = (sum(scored, ZERO) / len(scored)).quantize(SCALE)
    return replace(found, outcome="scored", earned=mean)


def part_name(part: Part, number: int) -> str:
    """What a part is called among the items: its rating, and which cycle of it."""
    return f"{part.rating}-{part.nth}" if part.nth else f"{part.rating}-part{number + 1}"


def _totalled(
    rating: Rating,
    unit: str,
    items: list[ItemResult],
    extras: list[ItemResult],
    parts: list[ItemResult],
    gates: tuple[GateResult, ...],
) -> RatingResult:
    """The score, if all that counts is known."""
    applicable = sum((x.points for x in items if x.outcome in ("scored", "unknown")), ZERO)
    items = [_counted(rating, x, applicable) for x in items]
    found = RatingResult(
        unit, "unknown", items=tuple(items), extras=tuple(extras), parts=tuple(parts), gates=gates
    )
    lacking = [x for x in (*items, *extras, *parts) if x.outcome == "unknown"]
    found = replace(found, missing=tuple(dict.fromkeys(n for x in lacking for n in x.missing)))
    live = [x for x in parts if x.outcome != "not_applicable"]
    if (rating.aspects and not applicable and not live) or (
        rating.parts and not live and not items
    ):
        few = any(x.outcome == "below_sample" for x in items)
        outcome: RatingOutcome = "below_sample" if few else "not_applicable"
        return replace(found, outcome=outcome, aside=Aside("nothing"))
    if lacking:
        return found
    if rating.aspects and applicable < rating.least_points:
        return replace(found, outcome="below_sample", aside=Aside("few", points=applicable))
    own = sum((x.counted or ZERO for x in items), ZERO)
    score = own + _on_top(rating, extras)
    if rating.parts:
        score = _blended(rating, live, own if applicable else None) + _on_top(rating, extras)
    return replace(found, outcome="scored", score=_rounded(rating, max(score, ZERO)))


def _counted(rating: Rating, item: ItemResult, applicable: Decimal) -> ItemResult:
    if item.outcome == "scored":
        assert item.earned is not None
        if rating.not_applicable == "redistribute" and applicable != rating.total:
            return replace(item, counted=(item.earned * rating.total / applicable).quantize(SCALE))
        return replace(item, counted=item.earned)
    if item.outcome != "unknown" and rating.not_applicable == "full":
        return replace(item, counted=item.points)
    return item


def _on_top(rating: Rating, extras: Sequence[ItemResult]) -> Decimal:
    bonus = sum((x.counted for x in extras if x.counted is not None and x.counted > 0), ZERO)
    off = sum((x.counted for x in extras if x.counted is not None and x.counted < 0), ZERO)
    return (min(bonus, rating.bonus_cap) if rating.bonus_cap is not None else bonus) + off


def _blended(rating: Rating, parts: Sequence[ItemResult], own: Decimal | None) -> Decimal:
    """Parts and own items by weight; the weight of what does not apply is shared by the rest."""
    shares = [(x.points, x.earned or ZERO) for x in parts]
    if own is not None and rating.own_weight is not None:
        shares.append((rating.own_weight, own))
    weight = sum((w for w, _ in shares), ZERO)
    return (sum((w * s for w, s in shares), ZERO) / weight).quantize(SCALE)


def _rounded(rating: Rating, score: Decimal) -> Decimal:
    return score.quantize(Decimal(1).scaleb(-rating.decimals), ROUND_HALF_UP)


def _graded(
    pack: Pack,
    rating: Rating,
    on: date,
    candidates: Sequence[Candidate],
    found: Sequence[RatingResult],
) -> list[RatingResult]:
    """Each scored unit with its grade; one that a gate leaves open is unknown after all."""
    scores = {each.unit: each.score for each in found if each.score is not None}
    firsts = calculate.grades(pack, rating, on, candidates_rows(candidates), scores)
    return [
        _gated(rating, each, firsts.get(each.unit)) if each.outcome == "scored" else each
        for each in found
    ]


def _gated(rating: Rating, found: RatingResult, place: int | None) -> RatingResult:
    if place is None:
        return replace(found, outcome="unknown", missing=("grade",))
    hit = _bounded(rating, place, [rating.gates[g.place] for g in found.gates if g.hit])
    worst = _bounded(
        rating, place, [rating.gates[g.place] for g in found.gates if g.hit is not False]
    )
    name = rating.grades[hit].name
    if worst != hit or any(g.hit is None and rating.gates[g.place].ranks_last for g in found.gates):
        missing = tuple(dict.fromkeys(n for g in found.gates if g.hit is None for n in g.missing))
        return replace(
            found,
            outcome="unknown",
            earned_grade=rating.grades[place].name,
            missing=missing or ("gate",),
        )
    return replace(
        found,
        earned_grade=rating.grades[place].name,
        grade=name,
        failing=name in rating.failing,
    )


def _bounded(rating: Rating, place: int, gates: Sequence[Gate]) -> int:
    """The place of the grade that the gates leave; later in the list is worse."""
    names = [each.name for each in rating.grades]
    for gate in gates:
        if gate.grade is not None:
            place = max(place, names.index(gate.grade))
    place += sum(gate.lower or 0 for gate in gates)
    return min(place, len(names) - 1)


def _placed(
    rating: Rating, candidates: Sequence[Candidate], found: Sequence[RatingResult]
) -> list[RatingResult]:
    places = ranked(rating, candidates, found)
    return [
        _streaks(rating, candidate, replace(each, ranked=place))
        for candidate, each, place in zip(candidates, found, places, strict=True)
    ]


def _streaks(rating: Rating, candidate: Candidate, found: RatingResult) -> RatingResult:
    if found.outcome != "scored":
        return found
    last = found.ranked.rank_from_last == 1
    return replace(
        found,
        failing_streak=_streak(rating, candidate.before, found.failing, "failing"),
        last_streak=_streak(rating, candidate.before, last, "last"),
    )


def _streak(
    rating: Rating, before: Sequence[Past | None], now: bool, what: Literal["failing", "last"]
) -> int:
    """How many cycles on end; one the unit was not scored in breaks it or is skipped."""
    if not now:
        return 0
    count = 1
    for past in before:
        if past is None or past.outcome != "scored":
            if rating.streak_gap == "breaks":
                break
            continue
        if not getattr(past, what):
            break
        count += 1
    return count
