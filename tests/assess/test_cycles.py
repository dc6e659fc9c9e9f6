"""Cycles of a rating: run, scored by people, confirmed, published, appealed, corrected."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from angen.assess.actions import appeals, consequences, cycles, scoring
from angen.assess.actions.runs import same_again
from angen.assess.models import Appeal, Consequence, Correction, Cycle, Scoring, Snapshot
from angen.assess.queries.cycles import standing_snapshot
from angen.audit.models import Entry
from angen.kernel.access import rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.rulebook.actions import install_pack
from angen.worklist.models import Deadline
from assess import rated, world
from assess.place import PUBLISHED

pytestmark = pytest.mark.django_db


def figures(cycle: Cycle) -> list[tuple[object, ...]]:
    found = cycle.results.filter(current=True).order_by("unit__path")
    return [(r.name, r.score, r.grade, r.rank, r.rank_from_last, r.failing_streak) for r in found]


def test_a_run_scores_grades_and_ranks(place):
    made = place.run("2021Q1")
    assert figures(made) == [
        ("甲", 97, "优秀", 1, 4, 0),
        ("乙", 88, "合格", 2, 2, 0),
        ("丙", 88, "合格", 2, 2, 0),
        ("丁", 70, "合格", 4, 1, 0),
    ]
    assert made.warnings[0]["item"] == "visits" and "54号" in made.warnings[0]["sentence"]
    assert not Consequence.objects.exists()


def test_the_same_snapshot_gives_the_same_bytes(place):
    made = place.run("2021Q1")
    first = standing_snapshot(made)
    rated.state(place.towns["甲"], rated.MARK, 10, rated.ENDS[0])  # records change afterwards
    assert same_again(first)
    second = cycles.run_cycle(made, by=place.by)
    assert second.sha256 != first.sha256 and second.outcome_sha256 != first.outcome_sha256
    third = cycles.run_cycle(made, by=place.by)
    assert (third.sha256, third.outcome_sha256) == (second.sha256, second.outcome_sha256)
    Snapshot.objects.filter(pk=third.pk).update(content=bytes(third.content) + b" ")
    assert not same_again(Snapshot.objects.get(pk=third.pk))


def test_a_record_taken_away_changes_the_figures(place):
    made = place.run("2021Q1")
    rated.state(place.towns["乙"], rated.CHECKED, 4, rated.ENDS[0])
    cycles.run_cycle(made, by=place.by)
    assert place.result(made, "乙").score == 82


def test_nothing_due_no_data_and_a_people_item_missing(place):
    town = place.towns["甲"]
    rated.state(town, rated.PLANS, 0, rated.ENDS[0])
    world_town = rated.town("371102009", "戊", town.parent, (None,))
    place.towns["戊"] = world_town
    made = place.run("2021Q1")
    first, none = place.result(made, "甲"), place.result(made, "戊")
    assert first.item("visits")["outcome"] == "not_applicable"
    assert first.score == Decimal("96.67")  # 87 of 90
    assert (none.outcome, none.rank, none.grade) == ("unknown", None, "")
    assert none.missing == ["task_marks"]
    assert first.peers == 4


def test_another_hand_confirms_and_nothing_is_published_unconfirmed(place):
    made = place.run("2021Q1")
    with pytest.raises(Refused, match="另一位"):
        cycles.confirm_cycle(made, by=place.by)
    with pytest.raises(Refused, match="评定中"):
        cycles.publish_cycle(made, on=PUBLISHED["2021Q1"], by=place.by)
    made.refresh_from_db()
    assert made.state == "draft" and made.published_on is None
    cycles.confirm_cycle(made, by=place.other)
    with pytest.raises(Refused, match="不能重新计算"):
        cycles.run_cycle(made, by=place.by)
    assert cycles.return_cycle(made, reason="有误", by=place.other).state == "draft"


def test_a_cycle_is_opened_once_and_only_when_it_is_over(place):
    place.run("2021Q1")
    for key, words in (
        ("2021Q1", "已经开始"),
        ("2099Q1", "还没有结束"),
        ("2021", "不是按这种周期"),
        ("x", "看不懂"),
    ):
        with pytest.raises(Refused, match=words):
            cycles.open_cycle(place.city, pack="city-2021", rating="effect", key=key, by=place.by)
    with pytest.raises(NotAllowed):
        cycles.open_cycle(
            place.city, pack="city-2021", rating="effect", key="2021Q2", by=place.head("甲")
        )
    assert Cycle.objects.count() == 1


def test_what_follows_from_three_quarters(place):
    first, second, third = (place.publish(key) for key in PUBLISHED)
    assert place.cases(first, "丁") == {"statement": "opened"}
    assert [r[5] for r in figures(second)] == [0, 0, 0, 0]
    assert place.cases(third, "丙") == {"statement": "opened"}
    assert place.cases(third, "甲") == {"reward": "opened"}
    assert figures(third)[2] == ("丙", Decimal("71.2"), "合格", 4, 1, 0)


def test_two_failing_quarters_open_accountability_with_deadlines(place):
    second, third = place.failing("2021Q2", "2021Q3")
    assert place.result(second, "丙").grade == "不合格"
    assert place.cases(second, "丙") == {
        "circular": "opened",
        "rectify": "rectifying",
        "statement": "opened",
    }
    assert place.result(third, "丙").failing_streak == 2
    assert place.cases(third, "丙")["accountability"] == "opened"
    due = Deadline.objects.waiting().filter(kind="assess.rectify").order_by("due_on")
    assert [each.due_on for each in due] == [dt.date(2021, 8, 19), dt.date(2021, 11, 19)]
    assert {each.agency.area_id for each in due} == {place.towns["丙"].pk}
    (handled,) = Deadline.objects.waiting().filter(kind="assess.handle")
    assert handled.agency.area_id == place.city.pk


def test_a_gap_breaks_the_streak(place):
    place.failing("2021Q1")
    (third,) = place.failing("2021Q3")
    assert place.result(third, "丙").failing_streak == 1
    assert "accountability" not in place.cases(third, "丙")


def test_an_appeal_upheld_puts_right_all_that_hung_on_it(place):
    second, third = place.failing("2021Q2", "2021Q3")
    year = cycles.open_cycle(place.city, pack="city-2021", rating="annual", key="2021", by=place.by)
    assert place.result(year, "丙").outcome == "unknown"  # two quarters of three
    head = place.head("丙")
    mine = place.result(second, "丙")
    asked = appeals.ask_appeal(mine, items=["marks"], reason="有任务漏统计", by=head)
    second.refresh_from_db()
    assert second.state == "appealed"
    assert asked.evidence["records"]["task_marks"]["counted"]
    assert place.cases(third, "丙")["accountability"] == "suspended"
    with pytest.raises(Refused, match="写明更正"):
        appeals.uphold_appeal(asked, decision="属实", by=place.by)
    asked.refresh_from_db()
    assert asked.state == "asked"
    appeals.uphold_appeal(asked, decision="属实", facts={"task_marks": Decimal(90)}, by=place.other)
    now = place.result(second, "丙")
    assert (mine.score, mine.grade, mine.rank) == (58, "不合格", 4)
    assert (now.score, now.grade, now.rank, now.failing_streak) == (94, "优秀", 2, 0)
    later = place.result(third, "丙")
    assert (later.grade, later.failing_streak) == ("不合格", 1)
    assert place.cases(third, "丙")["accountability"] == "revoked"
    assert set(place.cases(second, "丙").values()) == {"revoked"}
    assert place.cases(second, "丁")["statement"] == "opened"  # now the last
    second.refresh_from_db(), third.refresh_from_db()
    assert (second.state, third.state) == ("corrected", "corrected")
    found = Correction.objects.get(cycle=second, unit=place.towns["丙"])
    assert (found.before.grade, found.after.grade) == ("不合格", "优秀")
    assert not Deadline.objects.waiting().filter(kind="assess.handle").exists()
    assert Entry.objects.filter(subject_type="assess.correction").exists()
    assert same_again(standing_snapshot(second)) and same_again(standing_snapshot(third))


def test_an_appeal_rejected_lets_accountability_go_on(place):
    second, third = place.failing("2021Q2", "2021Q3")
    head = place.head("丙")
    asked = appeals.ask_appeal(place.result(second, "丙"), items=["marks"], reason="不服", by=head)
    with pytest.raises(Refused, match="已有一件"):
        appeals.ask_appeal(place.result(second, "丙"), items=["marks"], reason="再", by=head)
    with pytest.raises(NotAllowed):
        appeals.reject_appeal(asked, decision="不成立", by=head)
    appeals.reject_appeal(asked, decision="记录无误", by=place.by)
    second.refresh_from_db()
    assert second.state == "published" and not Correction.objects.exists()
    assert place.cases(third, "丙")["accountability"] == "opened"


def test_records_may_be_counted_again(place):
    (second,) = place.failing("2021Q2")
    asked = appeals.ask_appeal(
        place.result(second, "丙"), items=["marks"], reason="补录", by=place.head("丙")
    )
    rated.state(place.towns["丙"], rated.MARK, 70, rated.ENDS[1])
    rated.state(place.towns["甲"], rated.MARK, 0, rated.ENDS[1])  # of others nothing changes
    appeals.uphold_appeal(asked, decision="已核", again=True, by=place.by)
    assert place.result(second, "丙").score == 82 and place.result(second, "甲").score > 90


def test_an_appeal_is_the_units_own_and_in_time(place):
    (second,) = place.failing("2021Q2")
    mine = place.result(second, "丙")
    for who in (place.head("甲"), world.account("county_brigade", place.towns["丙"].parent)):
        with pytest.raises(NotAllowed):
            appeals.ask_appeal(mine, items=["marks"], reason="不服", by=who)
    head = place.head("丙")
    with pytest.raises(Refused, match="选择"):
        appeals.ask_appeal(mine, items=["no"], reason="不服", by=head)
    Cycle.objects.filter(pk=second.pk).update(appeal_until=dt.date(2021, 8, 1))
    with pytest.raises(Refused, match="2021-08-01"):
        appeals.ask_appeal(mine, items=["marks"], reason="不服", by=head)
    assert not Appeal.objects.exists()


def test_a_draft_is_seen_by_nobody_below(place):
    made = place.run("2021Q1")
    head = place.head("甲")
    assert not rows(head, "assess.see_results").exists()
    assert not rows(head, "assess.see_cycles").exists()
    cycles.confirm_cycle(made, by=place.other)
    cycles.publish_cycle(made, on=PUBLISHED["2021Q1"], by=place.by)
    assert [each.name for each in rows(head, "assess.see_results")] == ["甲"]
    assert rows(head, "assess.see_cycles").get() == made
    county = world.account("county_brigade", place.towns["甲"].parent)
    assert rows(county, "assess.see_results").count() == 4


def test_two_scorers_a_difference_and_a_third_hand(place):
    made = cycles.open_cycle(
        place.city, pack="city-2021", rating="effect", key="2021Q1", by=place.by
    )
    unit = place.towns["甲"]
    give = lambda marks, by: scoring.give_points(  # noqa: E731
        made, unit, item="files", marks=[Decimal(m) for m in marks], by=by
    )
    first = give(("20", "8.5"), place.by)
    assert (first.state, first.agreed) == ("awaiting", None)
    assert give(("20", "9"), place.by).points == 29  # one's own may be changed
    found = give(("15", "5"), place.other)
    assert (found.state, found.agreed) == ("disputed", None)
    with pytest.raises(Refused, match="等待复评或裁定"):
        cycles.confirm_cycle(made, by=place.other)
    with pytest.raises(Refused, match="第三位"):
        scoring.settle_points(found, points=Decimal(25), reason="x", by=place.other)
    with pytest.raises(Refused, match=r"20\.00至29\.00"):
        scoring.settle_points(found, points=Decimal(30), reason="x", by=place.third)
    settled = scoring.settle_points(found, points=Decimal(25), reason="复核案卷", by=place.third)
    assert (settled.state, settled.agreed) == ("settled", 25)
    with pytest.raises(Refused, match="新的人工评分"):
        cycles.confirm_cycle(made, by=place.other)
    cycles.run_cycle(made, by=place.by)
    assert place.result(made, "甲").score == 92


@pytest.mark.parametrize("marks", [("21", "0"), ("-1", "0"), ("1",), ("0.001", "1"), ("NaN", "1")])
def test_marks_outside_the_rubric_are_refused(place, marks):
    made = cycles.open_cycle(
        place.city, pack="city-2021", rating="effect", key="2021Q1", by=place.by
    )
    with pytest.raises(Refused):
        scoring.give_points(
            made,
            place.towns["甲"],
            item="files",
            marks=[Decimal(m) for m in marks],
            by=place.by,
        )
    assert not Scoring.objects.exists()


def test_consequences_run_their_course(place):
    (second,) = place.failing("2021Q2")
    of = {row.deed: row for row in second.consequences.filter(unit=place.towns["丙"])}
    with pytest.raises(Refused, match="不这样办理"):
        consequences.circulate(of["statement"], document="x", by=place.by)
    with pytest.raises(Refused, match="先登记通报"):
        consequences.close_consequence(of["circular"], outcome="x", by=place.by)
    consequences.circulate(of["circular"], document="日安办〔2021〕9号", by=place.by)
    assert consequences.close_consequence(of["circular"], outcome="已发", by=place.by).state == (
        "closed"
    )
    scheduled = consequences.schedule_statement(
        of["statement"], meeting="全市安委会会议", meeting_on=dt.date(2021, 8, 1), by=place.by
    )
    assert consequences.close_consequence(scheduled, outcome="已发言", by=place.by).closed_on
    head = place.head("丙")
    with pytest.raises(NotAllowed):
        consequences.accept_rectification(of["rectify"], outcome="x", by=head)
    consequences.report_rectification(of["rectify"], report="已整改", by=head)
    consequences.return_rectification(of["rectify"], reason="还差一项", by=place.by)
    consequences.report_rectification(of["rectify"], report="全部整改", by=head)
    assert consequences.accept_rectification(of["rectify"], outcome="合格", by=place.by).state == (
        "closed"
    )
    assert not Deadline.objects.waiting().filter(kind="assess.rectify").exists()


def test_a_year_is_made_of_its_quarters(place):
    for key in PUBLISHED:
        place.publish(key)
    year = cycles.open_cycle(place.city, pack="city-2021", rating="annual", key="2021", by=place.by)
    assert place.result(year, "甲").score == Decimal("96.60")  # (97 + 95.2 + 97.6) / 3


def test_a_published_cycle_keeps_its_pack(place):
    first = place.publish("2021Q1")
    install_pack(
        rated.files(values=rated.VALUES.replace("value: 60", "value: 75")), by=None, correction="改"
    )
    asked = appeals.ask_appeal(
        place.result(first, "丁"), items=["marks"], reason="漏", by=place.head("丁")
    )
    appeals.uphold_appeal(asked, decision="属实", facts={"task_marks": Decimal(51)}, by=place.by)
    assert place.result(first, "丁").grade == "合格"
