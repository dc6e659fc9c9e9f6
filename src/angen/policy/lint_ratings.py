"""Linter: the arithmetic of ratings, and what limits and consequences refer to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlglot import exp

from angen.policy import engine
from angen.policy.expressions import UNIT_NAMES
from angen.policy.pack import Pack
from angen.policy.problems import Problem, problem_at
from angen.policy.schema import Standard
from angen.policy.schema_scores import Adjustment, Item, Rating
from angen.policy.sql import number, render

STEP = Decimal("1e-9")


def points(pack: Pack) -> Iterator[Problem]:
    """Items sum to their aspect and to the total; ids of items differ."""
    for rating in pack.ratings:
        items = [(aspect, item) for aspect in rating.aspects for item in aspect.items]
        total = sum((item.points for _, item in items), Decimal(0))
        if items and total != rating.total:
            yield problem_at(
                rating.spot("total"),
                f"评级“{rating.id}”各项分值合计{_plain(total)}，应为{_plain(rating.total)}，"
                "请核对points。",
                code="points",
            )
        for aspect in rating.aspects:
            found = sum((item.points for item in aspect.items), Decimal(0))
            if aspect.points is not None and aspect.points != found:
                yield problem_at(
                    aspect.spot("points"),
                    f"“{aspect.says}”写明{_plain(aspect.points)}分，各项合计{_plain(found)}分，"
                    "请核对points。",
                    code="points",
                )
        seen: dict[str, int] = {}
        named: list[Item | Adjustment] = [*rating.items, *rating.adjustments]
        for item in named:
            spot = item.spot("id")
            if item.id in seen:
                yield problem_at(
                    spot, f"评分项“{item.id}”与第{seen[item.id]}行重复，请改编号。", code="same-id"
                )
            seen.setdefault(item.id, spot.line)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def grades(pack: Pack) -> Iterator[Problem]:
    """Each grade can be reached, each score has a grade, each gate names a grade."""
    for rating in pack.ratings:
        names = [each.name for each in rating.grades]
        for place, grade in enumerate(rating.grades):
            if grade.name in names[:place]:
                yield problem_at(
                    grade.spot("name"), f"等次“{grade.name}”重复，请改名。", code="same-id"
                )
        for gate in rating.gates:
            if gate.grade is not None and gate.grade not in names:
                yield problem_at(
                    gate.spot("grade"),
                    f"否决项的等次“{gate.grade}”不在grades里，只能是{'、'.join(names)}。",
                    code="wrong-grade",
                )
        yield from _reach(pack, rating)


def _reach(pack: Pack, rating: Rating) -> Iterator[Problem]:
    last = len(rating.grades) - 1
    for place, grade in enumerate(rating.grades):
        if grade.when is None and place < last:
            yield problem_at(
                rating.grades[place + 1].spot(),
                f"等次“{rating.grades[place + 1].name}”达不到：前面的“{grade.name}”没有写when，"
                "会收下其余全部，请把它移到最后。",
                code="unreachable-grade",
            )
            return
    reached, bare = _first_matches(pack, rating)
    gated = {gate.grade for gate in rating.gates}
    if any(gate.lower for gate in rating.gates):
        gated |= {grade.name for grade in rating.grades}
    for place, grade in enumerate(rating.grades):
        if reached is not None and place not in reached and grade.name not in gated:
            yield problem_at(
                grade.spot("when"),
                f"等次“{grade.name}”达不到：0到{_plain(rating.total)}分都归了别的等次，"
                "请检查分数线和先后次序。",
                code="unreachable-grade",
            )
    if bare is not None:
        yield problem_at(
            rating.spot("grades"),
            f"得{_plain(bare)}分时没有等次，请补一条，或让最后一条不写when。",
            code="no-grade",
        )


def _first_matches(pack: Pack, rating: Rating) -> tuple[set[int] | None, Decimal | None]:
    """Grades that some score reaches, and a score without a grade.

    Every score from 0 to the total that could change the answer is tried: the thresholds in the
    expressions, and the smallest step on either side. Grades that read indicators are not judged.
    """
    values = pack.values_on(max(pack.since(rating), pack.head.since))
    whens = [each.when for each in rating.grades if each.when is not None]
    names = {name for when in whens for name in when.names}
    if any(name != "score" and name not in values for name in names - set(UNIT_NAMES)):
        return None, None
    if names & set(UNIT_NAMES):
        return None, None
    marks = {values[name].value for name in names if name in values}
    for when in whens:
        marks |= {Decimal(str(each.this)) for each in when.tree.find_all(exp.Literal)}
    marks |= {Decimal(0), rating.total, *(Decimal(each) for each in range(int(rating.total) + 1))}
    scores = sorted(
        score
        for mark in marks
        for score in (mark - STEP, mark, mark + STEP)
        if 0 <= score <= rating.total
    )

    def naming(name: str) -> str:
        if name == "score":
            return engine.number_at(0)
        return number(format(values[name].value, "f"))

    rows = [([score], ()) for score in scores]
    answers = engine.conditions([render(when.tree, naming) for when in whens], rows)
    open_end = len(whens) if len(whens) < len(rating.grades) else None
    reached: set[int] = set()
    bare: Decimal | None = None
    for score, row in zip(scores, answers, strict=True):
        place = next((i for i, answer in enumerate(row) if answer), open_end)
        if place is None:
            # A whole score reads better in the message than one next to a threshold.
            bare = score if bare is None or score == score.to_integral_value() else bare
        else:
            reached.add(place)
    return reached, bare


def references(pack: Pack) -> Iterator[Problem]:
    """Limits, overrides, consequences and delegations refer to what exists."""
    for standard in pack.standards:
        if standard.limit is not None:
            yield from _limit(pack, standard)
        if standard.overrides and standard.overrides.standard.startswith(f"{pack.id}/"):
            yield problem_at(
                standard.spot("overrides"),
                "overrides只能取代别的政策包的标准；本包的旧版请写until。",
                code="wrong-override",
            )
    ratings = {each.id for each in pack.ratings}
    for consequence in pack.consequences:
        if consequence.rating is not None and consequence.rating not in ratings:
            yield problem_at(
                consequence.spot("rating"),
                f"没有评级“{consequence.rating}”，请对照ratings.yaml改正。",
                code="wrong-rating",
            )
    for authority in pack.authority:
        for act, name in authority.up_to.items():
            if name not in pack.values:
                yield problem_at(
                    authority.spot("up_to", act),
                    f"没有数值“{name}”，请在values.yaml里写明。",
                    code="wrong-limit",
                )


def _limit(pack: Pack, standard: Standard) -> Iterator[Problem]:
    """A limit can be compared: it leads to one value that says which way is stricter."""
    name = pack.limit_name(standard)
    if name is None:
        yield problem_at(
            standard.spot("limit"),
            f"限值“{standard.limit}”不知道比哪个数：请写values.yaml里的数值名，"
            "或让requires只用一个写了stricter的数值。",
            code="wrong-limit",
        )
    elif pack.values[name].stricter is None:
        yield problem_at(
            pack.values[name].spot(),
            f"“{name}”是限值，请写stricter: higher或lower，否则不能与其他政策比较宽严。",
            severity="warning",
            code="no-stricter",
        )
