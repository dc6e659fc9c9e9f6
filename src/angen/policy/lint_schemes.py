"""Linter: how ratings are put together: people's items, samples, parts, gates, consequences."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from angen.policy.pack import Pack
from angen.policy.periods import MONTHS
from angen.policy.problems import Problem, problem_at
from angen.policy.schema_scores import Part, Rating

# What may follow from a rating; a word nobody knows would open nothing.
DEEDS = {
    "circular": "通报",
    "statement": "会上发言",
    "rectify": "限期整改",
    "accountability": "启动问责",
    "talk": "约谈",
    "supervise": "挂牌督办",
    "fail_year": "年度考核不合格",
    "yellow_card": "黄牌警告",
    "veto": "一票否决",
    "report": "报告党委政府",
    "reward": "表扬奖励",
}


def schemes(pack: Pack) -> Iterator[Problem]:
    """Every rule about how a rating is made and what follows from it."""
    for rating in pack.ratings:
        yield from _rubrics(rating)
        yield from _limits(rating)
        yield from _parts(pack, rating)
    yield from _deeds(pack)


def _rubrics(rating: Rating) -> Iterator[Problem]:
    for item in rating.items:
        if item.scored_by != "people":
            continue
        found = sum((line.points for line in item.rubric), Decimal(0))
        if found != item.points:
            yield problem_at(
                item.spot("rubric"),
                f"“{item.says}”{_plain(item.points)}分，rubric各行合计{_plain(found)}分，请核对。",
                code="points",
            )
        if item.max_difference is not None and item.max_difference >= item.points:
            yield problem_at(
                item.spot("max_difference"),
                f"允许的分差{_plain(item.max_difference)}不小于本项{_plain(item.points)}分，"
                "复评没有意义，请改小。",
                code="difference",
            )


def _limits(rating: Rating) -> Iterator[Problem]:
    if rating.least_points > rating.total:
        yield problem_at(
            rating.spot("least_points"),
            f"least_points超过总分{_plain(rating.total)}，谁也评不了，请改小。",
            code="never-scored",
        )
    if rating.minimum_sample > 1 and rating.rank_within is None:
        yield problem_at(
            rating.spot("minimum_sample"),
            "minimum_sample是排名组的最少单位数，请同时写rank_within。",
            code="no-peers",
        )
    for extra in rating.adjustments:
        if extra.basis == "source" and not extra.cite:
            yield problem_at(
                extra.spot(),
                f"加减分“{extra.id}”没有写条款，请在cite里写明出处，或写basis: design。",
                code="no-clause",
            )
    if rating.bonus_cap is not None and not any(x.kind == "bonus" for x in rating.adjustments):
        yield problem_at(
            rating.spot("bonus_cap"), "没有加分项，bonus_cap用不上，请删去。", code="no-bonus"
        )


def _parts(pack: Pack, rating: Rating) -> Iterator[Problem]:
    if not rating.parts:
        return
    weight = sum((part.weight for part in rating.parts), rating.own_weight or Decimal(0))
    if weight != 1:
        yield problem_at(
            rating.spot("parts"),
            f"各部分比重合计{_plain(weight)}，应为1，请核对weight和own_weight。",
            code="weights",
        )
    for part in rating.parts:
        yield from _part(pack, rating, part)


def _part(pack: Pack, rating: Rating, part: Part) -> Iterator[Problem]:
    if part.basis == "source" and not part.cite:
        yield problem_at(
            part.spot(), "合成的部分没有写条款，请写cite，或写basis: design。", code="no-clause"
        )
    others = [each for each in pack.ratings if each.id == part.rating]
    if not others:
        yield problem_at(
            part.spot("rating"),
            f"没有评级“{part.rating}”，请对照ratings.yaml改正。",
            code="wrong-rating",
        )
        return
    ratio, rest = divmod(MONTHS[rating.cycle], MONTHS[others[0].cycle])
    if rest or ratio < 2:
        yield problem_at(
            part.spot("rating"),
            f"“{part.rating}”的周期要比“{rating.id}”短，并能整除它，请检查cycle。",
            code="wrong-cycle",
        )
    elif max(part.nth or 0, part.at_least or 0) > ratio:
        yield problem_at(
            part.spot("nth" if part.nth else "at_least"),
            f"一个周期里只有{ratio}次“{part.rating}”，请改小。",
            code="wrong-cycle",
        )


def _deeds(pack: Pack) -> Iterator[Problem]:
    for each in pack.consequences:
        if each.do not in DEEDS:
            words = "、".join(f"{key}（{word}）" for key, word in DEEDS.items())
            yield problem_at(
                each.spot("do"), f"没有“{each.do}”这种后果，只能是{words}。", code="wrong-deed"
            )
        if each.do == "rectify" and each.within is None:
            yield problem_at(
                each.spot("do"),
                "限期整改要写within（期限），如within: {natural_days: 30}。",
                code="no-term",
            )


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
