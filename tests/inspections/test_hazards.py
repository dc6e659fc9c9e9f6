"""Hazards: graded by what judges them, repeats recognised, delays reported up once a level."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from angen.audit.models import Entry
from angen.inspections import library
from angen.inspections.actions import hazards, overdue, planning
from angen.inspections.actions.hazards import Found
from angen.inspections.jobs import escalate_overdue
from angen.inspections.models import Hazard
from angen.inspections.queries import hazards as queries
from angen.inspections.queries.repeats import earlier, likeness, repeaters
from angen.kernel.access import rows
from angen.kernel.refusal import NotAllowed
from angen.worklist.actions import tell
from angen.worklist.models import Deadline, Notice
from factories.inspections import HazardFactory
from inspections.hazards_world import DAY, TODAY, make_world, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_world()


def judging(on=None):
    return next(one for one in library.checklist("trade", on or TODAY()) if one.judged)


def made(world, **more):
    given = {"enterprise": world.enterprise, "agency": world.office, "source": "village"}
    return HazardFactory(**given | {"found_on": TODAY() - 30 * DAY} | more)


def late(world, days, **more):
    """A hazard overdue for so many days."""
    due = TODAY() - days * DAY
    found = due - 10 * DAY
    return made(world, state="rectifying", found_on=found, first_due_on=due, due_on=due, **more)


# Grading


def test_a_major_one_names_the_line_that_judges_it(world):
    hazard, line = made(world), judging()
    refused(
        lambda: hazards.grade_hazard(hazard, grade="major", by=world.head), "改变等级请写明理由"
    )
    more = {"grade": "major", "reason": "复核", "by": world.head}
    refused(lambda: hazards.grade_hazard(hazard, **more), "判定标准", "集体研判")
    refused(lambda: hazards.grade_hazard(hazard, item="A01", **more), "不是重大事故隐患判定标准")
    refused(lambda: hazards.grade_hazard(hazard, item="Z99", **more), "没有编号")
    hazard.refresh_from_db()
    assert (hazard.grade, hazard.standard) == ("general", "")
    hazard = hazards.grade_hazard(hazard, item=line.id, **more)
    assert (hazard.grade, hazard.standard, hazard.clause) == ("major", line.standard, line.clause)
    kinds = set(Deadline.objects.of(hazard).waiting().values_list("kind", flat=True))
    assert kinds == {"inspections.own_plan", "inspections.tell_workers"}


def test_the_standard_must_hold_on_the_day_it_was_found(world):
    line = judging()
    hazard = made(world, found_on=line.valid_from - DAY)
    refused(
        lambda: hazards.grade_hazard(
            hazard, grade="major", item=line.id, reason="复核", by=world.head
        ),
        "不适用",
    )


def test_people_may_judge_and_are_named(world):
    hazard = hazards.grade_hazard(
        made(world), grade="major", judges="王专家、李主任", reason="集体研判", by=world.head
    )
    assert "王专家、李主任" in hazard.cite
    hazard = hazards.grade_hazard(hazard, grade="general", reason="已降险", by=world.head)
    assert hazard.grade == "general"
    entry = Entry.objects.filter(label="隐患定级").order_by("-pk").first()
    assert entry.data and "已降险" in str(entry.content)
    assert (
        not Deadline.objects.of(hazard).waiting().filter(kind="inspections.tell_workers").exists()
    )


def test_only_the_body_that_follows_it_up_grades_and_dismisses(world):
    hazard = made(world)
    for account in (world.other_head, world.speaker, world.guard):
        refused(
            lambda a=account: hazards.grade_hazard(hazard, grade="general", by=a), kind=NotAllowed
        )
        refused(
            lambda a=account: hazards.dismiss_hazard(hazard, reason="没有", by=a), kind=NotAllowed
        )
    refused(lambda: hazards.dismiss_hazard(hazard, reason=" ", by=world.head), "理由")
    hazard = hazards.dismiss_hazard(hazard, reason="现场核实已拆除", by=world.head)
    assert (hazard.state, hazard.dismissed_for) == ("dismissed", "现场核实已拆除")
    refused(lambda: hazards.grade_hazard(hazard, grade="general", by=world.head), "不能再定级")


def test_reports_are_of_major_hazards_and_not_ahead(world):
    hazard = made(world)
    report = planning.report_major
    refused(lambda: report(hazard, workers_on=TODAY(), by=world.head), "只有重大")
    hazard = hazards.grade_hazard(hazard, grade="major", judges="王", reason="研判", by=world.head)
    refused(lambda: report(hazard, workers_on=TODAY() + DAY, by=world.head), "不晚于今天")
    refused(lambda: report(hazard, by=world.head), "请填写")
    hazard = report(hazard, workers_on=TODAY(), department_on=TODAY(), by=world.head)
    assert hazard.told_department_on == hazard.told_workers_on == TODAY()


# Repeats


def test_the_same_line_or_nearly_the_same_words_repeat(world):
    first = made(world, item="A01", description="责任制没有落实")
    words = made(world, description="车间东侧灭火器压力不足、指针在红区")

    def found(**more):
        given = {"item": "", "description": "另一件完全不同的事", "found_on": TODAY()}
        return earlier(world.enterprise, **given | more)

    assert found(item="A01") == first
    assert found(description="车间东侧灭火器压力不足，指针在红区。") == words
    assert found() is None
    assert found(item="A01", found_on=TODAY() - 60 * DAY) is None
    assert found(item="A02", description=first.description) is None


def test_another_enterprise_or_a_dismissed_one_does_not_repeat(world):
    made(world, item="A01", state="dismissed", dismissed_for="不成立")
    HazardFactory(item="A01", agency=world.office, found_on=TODAY() - DAY)
    given = {"item": "A01", "description": "某处", "found_on": TODAY()}
    assert earlier(world.enterprise, **given) is None


def test_likeness_counts_pairs_of_signs():
    assert likeness("灭火器", "灭火器") == 1
    assert likeness("灭火器", "配电箱") == 0
    assert likeness("灭火器失效", "灭火器 失效。") == 1


def test_a_repeat_is_written_down_and_listed(world):
    first = made(world, item="A01")
    again = hazards.enter(
        world.enterprise,
        Found("又没有落实", item="A01"),
        source="village",
        found_on=TODAY(),
        by=world.head,
    )
    assert again.repeats == first
    (row,) = repeaters(rows(world.head, "inspections.see_hazards"))
    assert (row["enterprise__name"], row["count"], row["open"]) == ("甲机械厂", 1, 1)
    assert repeaters(rows(world.other_head, "inspections.see_hazards")) == []


# Delay


def urging(hazard):
    return Deadline.objects.of(hazard).waiting().filter(kind="inspections.urge")


def test_a_delay_goes_up_once_a_level(world):
    hazard = late(world, 1)
    for _ in range(2):
        escalate_overdue(timestamp=0)
    hazard.refresh_from_db()
    assert hazard.escalated == 1
    assert urging(hazard).get().agency == world.office
    Hazard.objects.filter(pk=hazard.pk).update(due_on=TODAY() - 6 * DAY)
    for _ in range(2):
        escalate_overdue(timestamp=0)
    hazard.refresh_from_db()
    assert hazard.escalated == 2
    assert urging(hazard).get().agency == world.bureau
    Hazard.objects.filter(pk=hazard.pk).update(
        due_on=TODAY() - 400 * DAY, found_on=dt.date(2021, 1, 1)
    )
    for _ in range(4):
        escalate_overdue(timestamp=0)
    hazard.refresh_from_db()
    assert (hazard.escalated, urging(hazard).get().agency) == (3, world.city_bureau)
    assert Entry.objects.filter(label="隐患超期上报").count() == 3


def test_the_head_whom_the_worklist_tells_gets_no_second_task(world):
    hazard = late(world, 1, source="self_check")
    due = queries.account_of(world.enterprise, TODAY())
    assert due == world.speaker
    Hazard.objects.filter(pk=hazard.pk).update(due_on=TODAY() + DAY, state="found")
    hazard.refresh_from_db()
    planning.plan_rectification(
        hazard, unit="生产部", person="李工", goal="整改", due_on=TODAY(), by=world.speaker
    )
    Hazard.objects.filter(pk=hazard.pk).update(due_on=TODAY() - DAY)
    escalate_overdue(timestamp=0)
    hazard.refresh_from_db()
    assert hazard.escalated == 1
    assert not urging(hazard).exists()


def test_the_body_above_is_told_by_the_worklist(world):
    hazard = late(world, 6, escalated=1)
    escalate_overdue(timestamp=0)
    task = urging(hazard).get()
    assert (task.agency, task.due_on) == (world.bureau, TODAY() + 5 * DAY)
    tell(dt.datetime.combine(task.due_on, dt.time(10), dt.timezone(dt.timedelta(hours=8))))
    told = set(Notice.objects.filter(deadline=task).values_list("account", flat=True))
    assert told <= {world.brigade.pk, world.deputy.pk}


def test_one_reported_as_done_is_not_the_party_s_delay(world):
    hazard = late(world, 8, done_on=TODAY() - 9 * DAY)
    Hazard.objects.filter(pk=hazard.pk).update(state="reported")
    escalate_overdue(timestamp=0)
    hazard.refresh_from_db()
    assert hazard.escalated == 0
    assert queries.time_left(hazard, TODAY()) == "待复查"


def test_urging_meets_the_task_and_needs_a_delay(world):
    hazard = late(world, 1)
    escalate_overdue(timestamp=0)
    refused(lambda: overdue.urge(hazard, said="", by=world.head), "写明")
    refused(lambda: overdue.urge(hazard, said="已约谈", by=world.other_head), kind=NotAllowed)
    overdue.urge(hazard, said="已约谈负责人", by=world.head)
    assert not urging(hazard).exists()
    refused(lambda: overdue.urge(made(world), said="催", by=world.head), "没有超期")


# Pages


def page(client, account, name, *args, **query):
    client.force_login(account)
    return client.get(reverse(f"inspections:{name}", args=args), query)


def test_one_hazard_on_one_page(client, world, django_assert_max_num_queries):
    hazard = late(world, 4, repeats=made(world), standard="某标准", basis="unverified")
    with django_assert_max_num_queries(42):
        text = page(client, world.head, "hazard", hazard.pk).content.decode()
    for said in ("已超期 4 天", "某标准（待核）", "重复隐患", "督促", "定级", "outcome-not_met"):
        assert said in text
    assert page(client, world.other_head, "hazard", hazard.pk).status_code == 404
    text = page(client, world.speaker, "hazard", hazard.pk).content.decode()
    assert "已超期 4 天" in text
    assert "督促</a>" not in text


def test_an_act_is_offered_only_where_it_is_lawful(client, world):
    hazard = made(world)
    url = reverse("inspections:hazard_step", args=[hazard.pk, "grade"])
    client.force_login(world.speaker)
    assert client.get(url).status_code == 403
    client.force_login(world.head)
    assert client.get(url).status_code == 200
    answer = client.post(url, {"grade": "major", "reason": "复核"})
    assert answer.status_code == 422
    assert "判定标准" in answer.content.decode()
    assert client.post(url, {"grade": "major", "reason": "复核", "judges": "王"}).status_code == 302
    assert client.get(reverse("inspections:hazard_step", args=[hazard.pk, "no"])).status_code == 404


def test_the_list_shows_delay_in_red_with_few_queries(client, world, django_assert_max_num_queries):
    for _ in range(25):
        late(world, 3)
    client.force_login(world.head)
    url = reverse("desk:ledger", args=["hazards"])
    with django_assert_max_num_queries(16):
        text = client.get(url, {"overdue": "1"}).content.decode()
    assert text.count('<span class="outcome outcome-not_met">超期 3 天</span>') >= 25
    client.force_login(world.other_head)
    assert "灭火器" not in client.get(url).content.decode()
    for query in (
        {"state": "rectifying"},
        {"grade": "major"},
        {"q": "灭火"},
        {"source": "village"},
    ):
        assert client.get(url, query).status_code == 200


def test_the_board_counts_from_found_to_closed(client, world, django_assert_max_num_queries):
    year = TODAY().year
    day = dt.date(year, 1, 1)
    given = {"found_on": day, "first_due_on": day, "due_on": day}
    made(world, **given, state="rectifying")
    made(world, found_on=day)
    made(world, found_on=day, state="dismissed", dismissed_for="不成立")
    with django_assert_max_num_queries(12):
        stand = queries.standing(rows(world.head, "inspections.see_hazards"), year, TODAY())
    counts = {name: number for _, number, name in stand.stages}
    over = int(day < TODAY())
    assert counts == {
        "total": 2, "planned": 1, "reported": 0, "in_time": 0, "late": 0, "overdue": over
    }  # fmt: skip
    text = page(client, world.head, "hazard_board").content.decode()
    assert "从发现到销号" in text
    assert page(client, world.head, "hazard_board", year="1x").status_code == 200
    assert page(client, world.head, "hazard_board", year="2001").status_code == 200
    assert page(client, world.speaker, "hazard_board").status_code == 403
    assert page(client, world.head, "hazard_repeats").status_code == 200
    assert page(client, world.speaker, "hazard_repeats").status_code == 403


def test_the_enterprise_s_file_shows_its_hazards(client, world):
    hazard = late(world, 2)
    client.force_login(world.head)
    text = client.get(reverse("enterprises:file", args=[world.enterprise.pk])).content.decode()
    assert "隐患和自查" in text
    assert hazard.description in text
    assert "超期 2 天" in text


def test_a_closed_one_is_not_changed_any_more(client, world):
    hazard = made(world, state="dismissed", dismissed_for="不成立")
    client.force_login(world.head)
    url = reverse("desk:record_edit", args=["hazards", hazard.pk])
    client.post(url, {"unit": "另一个部门"})
    hazard.refresh_from_db()
    assert hazard.unit == ""
