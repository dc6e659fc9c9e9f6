"""Every rule of the linter, with file and line."""

from __future__ import annotations

import pytest

from angen.policy.linter import check_files, check_pack, lint
from angen.policy.loader import load_pack_from_files
from angen.policy.problems import Problem

RATING = """\
- id: effect
  says: 执法效能评估
  cite: 三
  cycle: quarter
  total: 100
  aspects:
    - says: 计划
      points: 60
      items:
        - {id: plan, says: 计划完成率, points: 60, score: "least(plans_completion, 1) * points", cite: 三}
    - says: 能力
      items:
        - {id: holders, says: 持证, points: 40, basis: design, score: "case when officers_certified >= min_holders then points else 0 end"}
  gates:
    - {when: officers_certified < min_holders, grade: 不合格, cite: 二}
  grades:
    - {name: 优秀, when: score >= 90}
    - {name: 合格, when: score >= 60}
    - {name: 不合格}
"""


@pytest.fixture
def check(small, indicators, areas):
    """Lint the small pack with changes; errors only, unless warnings are asked for."""

    def check(*, warnings: bool = False, **files: str) -> list[Problem]:
        texts = {**small, **{f"{name}.yaml": text for name, text in files.items()}}
        _, problems = check_files(texts, indicators, areas)
        return [each for each in problems if warnings or each.severity == "error"]

    return check


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]


def standard(**keys: str) -> str:
    """A second standard; its keys begin on the line after ``- id: other``."""
    lines = {"says": "另一条", "cite": "三", "requires": "officers_in_post >= 2", **keys}
    return "- id: other\n" + "".join(f"  {key}: {text}\n" for key, text in lines.items() if text)


def test_a_sound_pack_has_no_problem(check, write, small, indicators, areas):
    assert check(warnings=True) == []
    pack, problems = check_pack(write(small), indicators, areas)
    assert pack is not None
    assert problems == []


def test_the_area_check_may_be_a_function(small, indicators):
    pack = load_pack_from_files(small)
    assert lint(pack, indicators, lambda code: code == "3711") == []
    assert only(lint(pack, indicators, lambda code: False)).code == "wrong-area"


def test_unknown_indicator_with_the_nearest_name(check):
    problem = only(
        check(standards=standard(requires="oficers_in_post >= 2"), **{"examples/holders": ""})
    )
    assert (problem.file, problem.line, problem.code) == ("standards.yaml", 4, "unknown-indicator")
    assert "是不是“officers_in_post”" in problem.sentence


def test_unknown_indicator_in_an_example(check, small):
    text = small["examples/holders.yaml"].replace("officers_certified: 2", "officers_certifed: 2")
    codes = [(each.line, each.code) for each in check(**{"examples/holders": text})]
    assert codes == [(4, "unknown-indicator"), (5, "example")]


def test_a_wrong_name_is_told_where_it_is_required_and_not_in_each_example(check, small):
    texts = {name: text.replace("officers_certified", "no_such") for name, text in small.items()}
    texts = {name.removesuffix(".yaml"): text for name, text in texts.items()}
    assert [(each.file, each.line) for each in check(**texts)] == [("standards.yaml", 5)]


def test_a_failing_example_is_an_error(check, small):
    text = small["examples/holders.yaml"].replace("holders: not_met", "holders: met")
    problem = only(check(**{"examples/holders": text}))
    assert (problem.file, problem.line, problem.code) == ("examples/holders.yaml", 9, "example")
    assert "应为达标，算出来是未达标" in problem.sentence


def test_an_example_of_a_day_without_the_standard(check, small):
    text = small["examples/holders.yaml"].replace("2021-06-01", "2020-06-01", 1)
    assert "没有生效" in only(check(**{"examples/holders": text})).sentence


def test_missing_examples_are_a_warning(check, small):
    text = small["examples/holders.yaml"].split("- says: 没有台账")[0]
    problem = only(check(warnings=True, **{"examples/holders": text}))
    assert (problem.severity, problem.code) == ("warning", "no-example")
    assert "未知" in problem.sentence


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("standards", standard(cite=""), 1),
        ("values", "min_holders:\n  2021-01-01: {value: 2, unit: 人}\n", 2),
        ("ratings", RATING.replace("grade: 不合格, cite: 二", "grade: 不合格"), 15),
        ("ratings", RATING.replace('points", cite: 三', 'points"'), 10),
        ("milestones", "- {id: m, says: 节点, due: 2021-05-30, done_when: terminals >= 1}\n", 1),
        ("consequences", "- {when: grade = '不合格', do: circular}\n", 1),
        ("duties", "- {id: d, says: 会议, what: meeting, every: quarter}\n", 1),
        ("authority", "- {id: a, says: 委托, acts: [warning]}\n", 1),
        ("key_lists", "- {id: k, says: 名单, level: county, areas: '371102'}\n", 1),
    ],
)
def test_what_has_no_clause_is_refused(check, file, text, line):
    extra = {"ratings": RATING} if file == "consequences" else {}
    found = [each for each in check(**{**extra, file: text}) if each.code == "no-clause"]
    problem = only(found)
    assert (problem.file, problem.line) == (f"{file}.yaml", line)
    assert "条款" in problem.sentence


OVERLAPS = [
    ("until: 2021-06-30", "since: 2021-06-30", "日期与第1行的版本重叠"),
    ("since: 2021-06-30", "until: 2021-07-31", "重叠"),
    ("since: 2021-01-01", "since: 2022-01-01", "重叠"),
    ("severity: minor", "severity: minor", "与第1行重复"),
]


@pytest.mark.parametrize(("first", "second", "words"), OVERLAPS)
def test_two_versions_may_not_meet(check, first, second, words):
    line = (
        "- {{id: holders, says: 一, cite: 一, requires: officers_certified >= min_holders, {}}}\n"
    )
    found = check(standards=line.format(first) + line.format(second))
    problem = only([each for each in found if each.code != "example"])
    assert (problem.file, problem.line, problem.code) == ("standards.yaml", 2, "overlapping-dates")
    assert words in problem.sentence


def test_versions_one_after_the_other_are_sound(check):
    line = (
        "- {{id: holders, says: 一, cite: 一, requires: officers_certified >= min_holders, {}}}\n"
    )
    text = line.format("until: 2021-06-30") + line.format("since: 2021-07-01")
    assert check(standards=text) == []


def test_key_lists_may_not_meet_either(check):
    line = "- {{id: k, says: 名单, cite: 附件, level: county, areas: '371102', {}}}\n"
    text = line.format("until: 2022-01-01") + line.format("since: 2021-07-01")
    assert only(check(key_lists=text)).code == "overlapping-dates"


def test_dates_outside_the_pack_and_values_that_come_too_late(check, small):
    problem = only(check(standards=small["standards.yaml"] + standard(until="2020-12-31")))
    assert (problem.line, problem.code) == (12, "never-valid")
    late = small["values.yaml"].replace("2021-01-01", "2021-03-01")
    problem = only(check(values=late))
    assert (problem.line, problem.code) == (5, "value-too-late")


def test_a_standard_and_a_milestone_need_different_ids(check):
    text = "- {id: holders, says: 节点, cite: 三, due: 2021-05-30, done_when: terminals >= 1}\n"
    assert "same-id" in {each.code for each in check(milestones=text)}


@pytest.mark.parametrize(
    "requires",
    [
        "officers_in_post >= cap",
        "officers_in_post + cap > 3",
        "terminals between 1 and cap",
        "officers_in_post in (1, cap)",
        "least(officers_in_post, budget_office) >= 1",
        "not (budget_office / terminals >= 1 and officers_in_post < cap)",
        "case when terminals > 1 then officers_in_post else budget_office end > 1",
        "officers_in_post / officers_certified >= officers_in_post",
    ],
)
def test_units_of_measure_must_agree(check, small, requires):
    values = small["values.yaml"] + "cap:\n  2021-01-01: {value: 50000, unit: yuan, cite: 三}\n"
    text = small["standards.yaml"] + standard(requires=requires)
    problem = only(check(standards=text, values=values))
    assert (problem.file, problem.line, problem.code) == ("standards.yaml", 11, "unit-mismatch")
    assert "单位" in problem.sentence


@pytest.mark.parametrize(
    "requires",
    [
        "budget_office >= cap",
        "budget_office / officers_in_post >= 1000",
        "budget_office * plans_completion >= cap / 2",
        "officers_certified / officers_in_post >= plans_completion",
        "officers_in_post * 2 >= officers_certified",
    ],
)
def test_units_that_agree_or_are_not_known(check, small, requires):
    values = small["values.yaml"] + "cap:\n  2021-01-01: {value: 50000, unit: yuan, cite: 三}\n"
    assert (
        check(standards=small["standards.yaml"] + standard(requires=requires), values=values) == []
    )


def test_a_value_keeps_its_unit(check, small):
    text = small["values.yaml"] + "  2022-01-01: {value: 2, unit: 元, cite: 三}\n"
    problem = only(check(values=text))
    assert (problem.line, problem.code) == (4, "unit-mismatch")
    assert check(values=text.replace("元", "名")) == []


def test_wrong_area_codes(check, small):
    head = small["pack.yaml"].replace('["3711"]', '["3711", "9999"]')
    problem = only(check(pack=head))
    assert (problem.file, problem.line, problem.code) == ("pack.yaml", 6, "wrong-area")
    assert check(pack=small["pack.yaml"].replace('["3711"]', '"*"')) == []
    text = "- id: k\n  says: 名单\n  cite: 附件\n  level: county\n  areas:\n    - '371102'\n    - '371199'\n"
    assert only(check(key_lists=text)).line == 7


def test_kinds_of_unit_and_words_that_do_not_exist(check, small):
    text = small["standards.yaml"].replace("[town,", "[twon,")
    assert "wrong-kind" in {each.code for each in check(standards=text)}
    text = small["standards.yaml"] + standard(where="kind = 'twon'")
    assert only(check(standards=text)).code == "wrong-kind"
    text = "- {when: grade = '很差', do: circular, cite: 三}\n"
    assert only(check(ratings=RATING, consequences=text)).code == "wrong-kind"


def test_a_value_may_not_hide_an_indicator(check, small):
    text = small["values.yaml"] + "terminals:\n  2021-01-01: {value: 2, unit: 台, cite: 二}\n"
    problem = only(check(values=text))
    assert (problem.line, problem.code) == (4, "name-taken")


def test_a_sound_rating(check):
    follow = "- {when: grade = '不合格' and failing_streak >= 2, do: accountability, cite: 三, rating: effect}\n"
    assert check(ratings=RATING, consequences=follow) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "words"),
    [
        ("points: 40", "points: 30", 5, "points", "合计90，应为100"),
        ("points: 60\n", "points: 50\n", 8, "points", "写明50分，各项合计60分"),
        ("id: holders,", "id: plan,", 13, "same-id", "第10行"),
        ("grade: 不合格, cite", "grade: 很差, cite", 15, "wrong-grade", "很差"),
        ("name: 合格", "name: 优秀", 18, "same-id", "优秀"),
        ("score >= 90", "score >= 101", 17, "unreachable-grade", "优秀"),
        ("score >= 60", "score >= 95", 18, "unreachable-grade", "合格"),
        ("优秀, when: score >= 90", "优秀", 18, "unreachable-grade", "没有写when"),
        ("name: 不合格}", "name: 不合格, when: score < 59}", 16, "no-grade", "59"),
        ("score >= 90", "score > 100", 17, "unreachable-grade", "优秀"),
    ],
)
def test_faulty_ratings(check, old, new, line, code, words):
    assert old in RATING
    problem = only(check(ratings=RATING.replace(old, new, 1)))
    assert (problem.file, problem.line, problem.code) == ("ratings.yaml", line, code)
    assert words in problem.sentence


def test_a_grade_only_a_gate_gives_can_be_reached(check):
    text = RATING.replace("score >= 60", "score >= 0")
    assert check(ratings=text) == []
    gone = text.replace("grade: 不合格, cite", "grade: 合格, cite")
    assert only(check(ratings=gone)).code == "unreachable-grade"


def test_the_edge_of_a_threshold_counts(check):
    assert check(ratings=RATING.replace("score >= 90", "score >= 100")) == []
    narrow = "score > 90 and score < 91 and score <> 90.5"
    assert check(ratings=RATING.replace("score >= 90", narrow)) == []


def test_limits_overrides_and_delegations_refer_to_what_exists(check, small):
    text = small["standards.yaml"] + standard(limit="no_such")
    assert only(check(standards=text)).code == "wrong-limit"
    text = small["standards.yaml"].replace("  severity", "  limit: shared-word\n  severity")
    assert "wrong-limit" not in {each.code for each in check(standards=text.replace("-w", "_w"))}
    text = small["standards.yaml"] + standard(overrides="{standard: small/holders, cite: 三}")
    assert only(check(standards=text)).code == "wrong-override"
    text = "- {id: a, says: 委托, cite: 三, acts: [fine], up_to: {fine: fine_cap}}\n"
    assert only(check(authority=text)).code == "wrong-limit"
    text = "- {when: score < 60, do: circular, cite: 三, rating: none}\n"
    assert only(check(ratings=RATING, consequences=text)).code == "wrong-rating"


FINES = [
    ("requires", "money_collected >= 10000", 4),
    ("requires", "fines_total >= 10000", 4),
    ("where", "money_collected > 0", 5),
    ("says", "年罚款数额不低于10万元", 4),
    ("says", "罚没收入比上年增长一成", 4),
]


@pytest.mark.parametrize(("key", "text", "line"), FINES)
def test_what_is_tied_to_fines_is_refused(check, key, text, line):
    found = check(standards=standard(**{key: text}), **{"examples/holders": ""})
    problem = only(found)
    assert (problem.file, problem.line, problem.code) == ("standards.yaml", line, "fine")
    assert "行政处罚法第七十四条" in problem.sentence
    assert "湖南意见第20条" in problem.sentence


def test_fines_in_a_rating_a_gate_a_consequence_and_a_duty(check):
    tied = RATING.replace("least(plans_completion, 1) * points", "money_collected / 1000")
    assert only(check(ratings=tied)).code == "fine"
    tied = RATING.replace("when: officers_certified < min_holders", "when: money_collected < 1")
    assert only(check(ratings=tied)).code == "fine"
    follow = "- {when: money_collected < 10000, do: circular, cite: 三}\n"
    assert only(check(ratings=RATING, consequences=follow)).code == "fine"
    duty = "- {id: d, says: 每季完成罚款任务, cite: 三, what: quota, every: quarter}\n"
    assert only(check(duties=duty)).code == "fine"


@pytest.mark.parametrize(
    "says",
    ["不得下达罚款指标", "罚没收入全额上缴国库", "委托罚款数额不超过5万元", "执行罚缴分离"],
)
def test_rules_that_forbid_or_cap_fines_speak_of_them_rightly(check, small, says):
    assert check(standards=small["standards.yaml"] + standard(says=says)) == []


def test_rewarding_volume_is_a_warning_that_names_the_rules(check, small):
    text = small["standards.yaml"] + standard(requires="inspections_made >= 100")
    problem = only([e for e in check(warnings=True, standards=text) if e.code == "volume"])
    assert (problem.line, problem.severity) == (11, "warning")
    assert "国办发〔2024〕54号" in problem.sentence
    assert "应急〔2025〕11号" in problem.sentence
    text = small["standards.yaml"] + standard(says="立案率不低于一成")
    assert "volume" in {each.code for each in check(warnings=True, standards=text)}


def test_is_null_is_a_warning(check, small):
    text = small["standards.yaml"] + standard(requires="officers_in_post is null or terminals > 1")
    problem = only(
        [each for each in check(warnings=True, standards=text) if each.code == "is-null"]
    )
    assert problem.severity == "warning"


def test_three_faults_are_three_sentences(check, small):
    """One wrong indicator, one overlapping date, one rule tied to fines."""
    text = small["standards.yaml"] + (
        "- {id: people, says: 人数, cite: 一, requires: oficers_in_post >= 2}\n"
        "- {id: holders, says: 持证, cite: 一, requires: officers_certified >= 3, since: 2022-01-01}\n"
        "- {id: money, says: 罚没, cite: 一, requires: money_collected >= 10000}\n"
    )
    found = [(each.file, each.line, each.code) for each in check(standards=text)]
    assert found == [
        ("standards.yaml", 8, "unknown-indicator"),
        ("standards.yaml", 9, "overlapping-dates"),
        ("standards.yaml", 10, "fine"),
    ]


def test_what_could_be_read_is_checked_with_what_could_not(check, small):
    text = small["standards.yaml"] + standard(requires="no_such >= 1") + standard(severity="hard")
    assert [(each.line, each.code) for each in check(standards=text)] == [
        (11, "unknown-indicator"),
        (16, ""),
    ]
