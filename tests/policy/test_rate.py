"""Scores, grades, ranks, streaks: every outcome a unit may have, exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from angen.policy import calculate
from angen.policy.evaluate import Unit, UsedFact
from angen.policy.linter import check_files
from angen.policy.loader import load_pack_from_files
from angen.policy.periods import span_named, span_of
from angen.policy.rate import rate
from angen.policy.rated import Aside, Candidate, Past

ON = date(2021, 9, 30)
RATING = """\
- id: effect
  says: 执法效能评估
  cite: 三
  cycle: quarter
  applies_to: {kind: [town, street]}
  rank_within: [prefecture]
  minimum_sample: 2
  least_points: 30
  aspects:
    - says: 计划
      items:
        - {id: plan, says: 计划完成率, points: 60, score: "least(plans_completion, 1) * points", cite: 三, when: "terminals > 0"}
    - says: 能力
      items:
        - id: holders
          says: 持证
          points: 20
          basis: design
          score: "officers_certified * 10"
          sample: {count: officers_in_post, at_least: 2, basis: design}
        - id: site
          says: 现场评查
          points: 20
          basis: design
          scored_by: people
          second_scorer: true
          max_difference: 5
          rubric: [{says: 记录, points: 12}, {says: 程序, points: 8}]
  adjustments:
    - {id: model, says: 样板, kind: bonus, cap: 3, scored_by: people, basis: design}
    - {id: late, says: 逾期, kind: deduction, cap: 4, points: "inspections_late * 3", basis: design}
  gates:
    - {when: officers_certified < min_holders, grade: 不合格, cite: 二}
    - {when: yellow_cards > 0, lower: 1, ranks_last: true, kind: yellow_card, cite: 二}
  grades:
    - {name: 优秀, when: score >= 90}
    - {name: 合格, when: score >= 60}
    - {name: 不合格, fails: true}
"""
FOLLOW = """\
- {when: "grade = '不合格'", do: circular, cite: 三}
- {when: "failing_streak >= 2", do: accountability, cite: 三}
- {when: "rank_from_last <= 1 and peers >= 3", do: statement, cite: 三}
"""
FACTS = {
    "plans_completion": Decimal("0.8"),
    "terminals": Decimal(1),
    "officers_certified": Decimal(2),
    "officers_in_post": Decimal(4),
    "inspections_late": Decimal(0),
}


@pytest.fixture
def pack(small):
    return load_pack_from_files({**small, "ratings.yaml": RATING, "consequences.yaml": FOLLOW})


def unit(code: str = "a", **facts: object) -> Unit:
    given = {k: None if v is None else Decimal(str(v)) for k, v in facts.items()}
    return Unit(code, "township", "town", facts={**FACTS, **given})


def candidate(code: str = "a", people: object = None, **keys: object) -> Candidate:
    beside = {k: keys.pop(k) for k in ("before", "yellow_cards", "groups", "empty") if k in keys}
    points = {"site": Decimal(15)} if people is None else people
    return Candidate(
        unit(code, **keys), **{"groups": {"prefecture": "3711"}, "people": points, **beside}
    )


def rated(pack, *candidates: Candidate):
    return rate(pack, pack.ratings[0], ON, candidates)


def test_a_score_is_the_sum_of_its_items_exactly(pack):
    (found,) = rated(pack, candidate(plans_completion="0.333333333"))
    assert found.item["plan"].earned == Decimal("19.99999998")
    assert (found.score, found.grade, found.outcome) == (Decimal("55.00"), "不合格", "scored")
    assert found.failing


def test_points_of_what_does_not_apply_are_shared_out(pack):
    (found,) = rated(pack, candidate(terminals=0))
    assert found.item["plan"].outcome == "not_applicable"
    assert found.score == Decimal("87.50")  # 35 of 40
    assert found.item["holders"].counted == Decimal(50)


@pytest.mark.parametrize(("rule", "score"), [("leave_out", "35.00"), ("full", "95.00")])
def test_or_left_out_or_given_in_full(small, rule, score):
    text = RATING.replace("  least_points", f"  not_applicable: {rule}\n  least_points")
    pack = load_pack_from_files({**small, "ratings.yaml": text})
    assert rated(pack, candidate(terminals=0))[0].score == Decimal(score)


def test_what_is_unknown_is_named_and_never_ranked(pack):
    found = rated(
        pack, candidate("a", plans_completion=None), candidate("b"), candidate("c", people={})
    )
    assert [x.outcome for x in found] == ["unknown", "scored", "unknown"]
    assert found[0].missing == ("plans_completion",) and found[2].missing == ("people",)
    assert [x.ranked.rank for x in found] == [None, None, None]  # one scored unit is no group


def test_below_the_minimum_sample_nothing_is_scored(pack):
    (few,) = rated(pack, candidate(officers_in_post=1))
    assert few.item["holders"].outcome == "below_sample"
    assert few.score == Decimal("78.75")  # the item alone is left out: 63 of 80
    (none,) = rated(pack, candidate(officers_in_post=1, terminals=0))
    assert none.outcome == "below_sample" and none.score is None  # 20 points of 30 asked
    assert none.aside == Aside("few", points=Decimal(20)) and few.aside is None


def test_a_unit_that_is_set_aside_says_by_which_rule_and_numbers(small):
    rules = """  where: terminals > 0
  sample: {count: "greatest(officers_in_post, officers_certified)", at_least: 2, basis: design}
"""
    text = RATING.replace("  least_points", f"{rules}  least_points")
    pack = load_pack_from_files({**small, "ratings.yaml": text})
    nothing, few, enough, unknown = rated(
        pack,
        candidate("a", terminals=0),
        candidate("b", officers_in_post=1, officers_certified=1),
        candidate("c", officers_in_post=1, officers_certified=2),
        candidate("d", terminals=None),
    )
    assert nothing.aside == Aside("where", (UsedFact("terminals", Decimal(0)),))
    assert few.aside is not None and few.aside.kind == "sample"
    assert {fact.name: fact.value for fact in few.aside.facts} == {
        "officers_in_post": Decimal(1), "officers_certified": Decimal(1),
    }  # fmt: skip
    assert [each.outcome for each in (nothing, few, enough, unknown)] == [
        "not_applicable", "below_sample", "scored", "unknown",
    ]  # fmt: skip
    # What is missing is said where it is unknown; that is no reason to be set aside.
    assert unknown.aside is None and unknown.missing == ("terminals",)


def test_a_ratio_over_nothing_may_be_no_fault(small):
    text = RATING.replace("points: 60, score", "points: 60, empty: not_applicable, score")
    pack = load_pack_from_files({**small, "ratings.yaml": text})
    nothing = candidate(plans_completion=None, empty=frozenset({"plans_completion"}))
    assert rated(pack, nothing)[0].score == Decimal("87.50")
    assert rated(pack, candidate(plans_completion=None))[0].outcome == "unknown"


def test_a_unit_of_another_kind_and_one_without_any_item(small, pack):
    park = Candidate(Unit("p", "township", "park", facts=FACTS))
    assert rated(pack, park)[0].outcome == "not_applicable"
    text = RATING.split("    - says: 能力")[0].replace("points: 60", "points: 100")
    only = text + RATING[RATING.index("  grades:") :]
    bare = load_pack_from_files({**small, "ratings.yaml": only})
    assert rated(bare, candidate(terminals=0))[0].outcome == "not_applicable"


def test_equal_scores_share_a_rank(pack):
    found = rated(
        pack,
        candidate("a"),
        candidate("b", plans_completion=1),
        candidate("c"),
        candidate("d", plans_completion=0),
        candidate("e", groups={"prefecture": "3702"}),
    )
    assert [x.ranked.rank for x in found] == [2, 1, 2, 4, None]
    assert [x.ranked.rank_from_last for x in found] == [2, 4, 2, 1, None]
    assert [x.ranked.peers for x in found] == [4, 4, 4, 4, 1]
    again = rated(pack, candidate("d", plans_completion=0), candidate("c"), candidate("a"))
    assert [x.ranked.rank for x in again] == [3, 1, 1]  # whatever the order


def test_a_gate_bounds_the_grade_and_an_unknown_one_leaves_it_open(pack):
    hit, open_, below = rated(
        pack,
        candidate("a", officers_certified=1, plans_completion=1),
        candidate("b", officers_certified=None, officers_in_post=1, plans_completion=1),
        candidate("c", officers_certified=None, officers_in_post=1, plans_completion=0),
    )
    assert (hit.score, hit.earned_grade, hit.grade, hit.failing) == (85, "合格", "不合格", True)
    assert (open_.outcome, open_.grade) == ("unknown", "")
    assert open_.missing == ("officers_certified",)
    assert (below.outcome, below.grade) == ("scored", "不合格")  # no gate makes it worse


def test_a_yellow_card_lowers_and_ranks_last(pack):
    carded, other = rated(
        pack, candidate("a", plans_completion=1, yellow_cards=1), candidate("b", plans_completion=0)
    )
    assert (carded.score, carded.earned_grade, carded.grade) == (95, "优秀", "合格")
    assert (carded.ranked.rank, other.ranked.rank) == (2, 1)


def test_additions_are_capped_and_deductions_too(pack):
    people = {"site": Decimal(99), "model": Decimal(9)}
    (found,) = rated(pack, candidate(people=people, inspections_late=5))
    assert found.item["site"].earned == 20 and found.item["model"].counted == 3
    assert found.item["late"].counted == -4
    assert found.score == Decimal("87.00")  # 48 + 20 + 20 + 3 - 4
    (unsure,) = rated(pack, candidate(inspections_late=None))
    assert unsure.outcome == "unknown" and unsure.missing == ("inspections_late",)


def past(key: str, failing: bool = True, outcome: str = "scored") -> Past:
    return Past(key, outcome, failing=failing)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "breaks", "skips"),
    [
        ([], 1, 1),
        ([past("2021Q2")], 2, 2),
        ([past("2021Q2", failing=False), past("2021Q1")], 1, 1),
        ([None, past("2021Q1")], 1, 2),
        ([past("2021Q2", outcome="unknown"), past("2021Q1")], 1, 2),
        ([past("2021Q2"), None, past("2020Q4")], 2, 3),
    ],
)
def test_a_streak_over_gaps(small, before, breaks, skips):
    for rule, length in (("breaks", breaks), ("skips", skips)):
        text = RATING.replace("  least_points", f"  streak_gap: {rule}\n  least_points")
        pack = load_pack_from_files({**small, "ratings.yaml": text})
        (found,) = rated(pack, candidate(plans_completion=0, before=before))
        assert found.failing_streak == length, rule


def test_what_follows(pack):
    rating = pack.ratings[0]
    words = {"score": 40, "grade": "不合格", "rank": 5, "rank_from_last": 1, "peers": 5}
    found = calculate.following(
        pack,
        rating,
        ON,
        [
            (unit("a"), {**words, "failing_streak": 2}),
            (unit("b"), {**words, "grade": "合格", "failing_streak": 0, "rank_from_last": 2}),
            (unit("c"), {**words, "rank_from_last": None, "failing_streak": 1}),
        ],
    )
    assert [(x.unit, x.consequence.do) for x in found] == [
        ("a", "circular"),
        ("a", "accountability"),
        ("a", "statement"),
        ("c", "circular"),
    ]


YEAR = """\
- {id: half, says: 半年评级, cite: 一, cycle: half_year, aspects: [{says: 一, items: [{id: x, says: 一, points: 100, score: "plans_completion * 100", cite: 一}]}], grades: [{name: 好, when: score >= 90}, {name: 一般, fails: false}]}
- id: year
  says: 全年
  cite: 一
  cycle: year
  parts:
    - {rating: half, weight: 0.4, nth: 1, basis: design}
    - {rating: half, weight: 0.6, nth: 2, basis: design}
  grades: [{name: 好, when: score >= 90}, {name: 一般, fails: false}]
"""


def year(small, *halves: Past | None):
    pack = load_pack_from_files({**small, "ratings.yaml": YEAR})
    (found,) = rate(pack, pack.ratings[1], ON, [Candidate(unit("a"), parts={"half": list(halves)})])
    return found


def half(score: object, outcome: str = "scored") -> Past:
    return Past("2021H1", outcome, None if score is None else Decimal(str(score)))  # type: ignore[arg-type]


def test_a_year_of_two_halves(small):
    assert year(small, half(80), half("90.05")).score == Decimal("86.03")
    assert year(small, half(80), None).outcome == "unknown"
    assert year(small, half(None, "unknown"), half(90)).outcome == "unknown"
    assert year(small, half(None, "not_applicable"), half(90)).score == 90
    assert year(small, half(None, "not_applicable"), half(None, "not_applicable")).outcome == (
        "not_applicable"
    )


def test_the_times_of_cycles():
    assert [span_named(k).key for k in ("2021Q3", "2021h2", "2021-07", "2021")] == [
        *("2021Q3", "2021H2", "2021-07", "2021")
    ]
    assert [span_named(k) for k in ("2021Q5", "2021-13", "2021-00", "x")] == [None] * 4
    third = span_of("quarter", date(2021, 8, 9))
    assert (third.start, third.end) == (date(2021, 7, 1), date(2021, 9, 30))
    assert third.before(3).key == "2020Q4" and third.label == "2021年第三季度"
    assert [x.key for x in span_named("2021").inside("quarter")] == [
        *("2021Q1", "2021Q2", "2021Q3", "2021Q4")
    ]


SAMPLE = """\
- says: 例
  on: 2021-09-30
  unit: {kind: town}
  facts: {officers_certified: 2, plans_completion: 0.8, terminals: 1, officers_in_post: 4, inspections_late: 0}
  expect: {holders: met}
  rated: {rating: effect, people: {site: 15}, score: 83, grade: 合格, items: {plan: 48, site: 15}, follows: []}
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("score: 83", "score: 84", "应得84分，算出来是83.00"),
        ("grade: 合格", "grade: 优秀", "应为优秀"),
        ("plan: 48", "plan: 50", "“plan”应为50"),
        ("follows: []", "follows: [circular]", "应有后果"),
        ("people: {site: 15}", "people: {}", "缺people"),
        ("rating: effect", "rating: effects", "没有生效的评级"),
    ],
)
def test_examples_prove_ratings(small, indicators, areas, old, new, words):
    known = {**indicators, "inspections_late": next(iter(indicators.values()))}
    files = {**small, "ratings.yaml": RATING, "consequences.yaml": FOLLOW}
    files["examples/rated.yaml"] = SAMPLE
    assert [p for p in check_files(files, known, areas)[1] if p.code == "example"] == []
    files["examples/rated.yaml"] = SAMPLE.replace(old, new)
    found = [p for p in check_files(files, known, areas)[1] if p.code == "example"]
    assert any(words in each.sentence for each in found), found


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("{says: 程序, points: 8}", "{says: 程序, points: 9}", "points", "合计21分"),
        ("max_difference: 5", "max_difference: 20", "difference", "复评"),
        ("          second_scorer: true\n", "", "", "要一起写"),
        ("  rank_within: [prefecture]\n", "", "no-peers", "rank_within"),
        ("least_points: 30", "least_points: 130", "never-scored", "谁也评不了"),
        ("grade: 不合格, cite: 二}", "cite: 二}", "", "否决项要写后果"),
        ("scored_by: people, basis: design}", "scored_by: people}", "no-clause", "加减分“model”"),
        ("at_least: 2, basis: design", "at_least: 2", "no-clause", "最少样本"),
        ('score: "officers_certified * 10"', "rubric: []", "", "要写score"),
    ],
)
def test_faulty_schemes(small, indicators, areas, old, new, code, words):
    known = {**indicators, "inspections_late": next(iter(indicators.values()))}
    assert old in RATING
    files = {**small, "ratings.yaml": RATING.replace(old, new, 1)}
    found = [p for p in check_files(files, known, areas)[1] if p.severity == "error"]
    assert len(found) == 1 and found[0].file == "ratings.yaml" and found[0].code == code, found
    assert words in found[0].sentence


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("weight: 0.6", "weight: 0.5", "weights"),
        ("rating: half, weight: 0.4", "rating: halves, weight: 0.4", "wrong-rating"),
        ("nth: 2", "nth: 3", "wrong-cycle"),
        ("cycle: half_year", "cycle: year", "wrong-cycle"),
        ("nth: 1, basis: design", "nth: 1", "no-clause"),
    ],
)
def test_faulty_compositions(small, indicators, areas, old, new, code):
    files = {**small, "ratings.yaml": YEAR.replace(old, new, 1)}
    found = [p for p in check_files(files, indicators, areas)[1] if p.severity == "error"]
    assert code in {p.code for p in found} and all(p.file == "ratings.yaml" for p in found)


def test_deeds_that_nobody_knows_and_a_term_left_out(small, indicators, areas):
    text = (
        "- {when: score < 60, do: shout, cite: 三}\n- {when: score < 60, do: rectify, cite: 三}\n"
    )
    files = {**small, "ratings.yaml": YEAR, "consequences.yaml": text}
    found = [p for p in check_files(files, indicators, areas)[1] if p.severity == "error"]
    assert [(p.line, p.code) for p in found] == [(1, "wrong-deed"), (2, "no-term")]
