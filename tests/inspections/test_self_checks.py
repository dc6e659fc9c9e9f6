"""An enterprise's own check: recorded, its hazards followed up, general ones accepted by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from angen.inspections import library
from angen.inspections.actions import self_checks
from angen.inspections.actions.hazards import Found
from angen.inspections.actions.planning import Treatment, plan_rectification, report_major
from angen.inspections.models import Hazard, Recheck, SelfCheck
from angen.kernel.refusal import NotAllowed
from angen.worklist.models import Deadline
from factories.inspections import HazardFactory
from inspections.hazards_world import DAY, TODAY, key, make_world, refused

pytestmark = pytest.mark.django_db
SIX = Treatment(
    "消除超量储存", "转运并改造库房", "20 万元", "安全部", "30 天内", "停用库房，专人值守"
)


@pytest.fixture
def world(db):
    return make_world()


def major_line():
    return next(one for one in library.checklist("trade", TODAY()) if one.severity == "major")


def check(world, answers, by=None, **more):
    given = {
        "key": key(),
        "checked_on": TODAY(),
        "checker": "张安全",
        "sectors": ["general", "trade"],
    }
    return self_checks.record_self_check(
        world.enterprise, answers=answers, by=by or world.speaker, **given | more
    )


def plan(hazard, world, **more):
    given = {"unit": "生产部", "person": "李工", "goal": "达到要求", "due_on": TODAY() + 5 * DAY}
    return plan_rectification(hazard, by=world.speaker, **given | more)


def waiting(kind, **more):
    return Deadline.objects.waiting().filter(kind=f"inspections.{kind}", **more)


def test_nothing_found_is_recorded_as_such(world):
    made = check(world, {"A01": "ok", "A02": "na"})
    assert made.found.count() == 0
    assert made.answers == {"A01": "ok", "A02": "na"}
    assert Hazard.objects.count() == 0


def test_a_line_not_met_becomes_a_hazard_with_its_citation(world):
    made = check(world, {"A01": "bad", "A02": "ok"})
    hazard = made.found.get()
    line = library.item("A01", TODAY())
    assert (hazard.item, hazard.standard, hazard.clause) == ("A01", line.standard, line.clause)
    assert (hazard.source, hazard.grade, hazard.agency) == ("self_check", "general", world.office)
    assert waiting("own_plan", account=world.speaker).count() == 1


def test_a_form_sent_twice_is_one_check(world):
    same = key()
    first, second = (check(world, {"A01": "bad"}, key=same) for _ in range(2))
    assert first == second
    assert (SelfCheck.objects.count(), Hazard.objects.count()) == (1, 1)


def test_another_enterprise_s_account_may_not(world):
    refused(lambda: check(world, {"A01": "ok"}, by=world.stranger), kind=NotAllowed)
    refused(lambda: check(world, {"A01": "ok"}, by=world.head), kind=NotAllowed)
    assert not SelfCheck.objects.exists()


@pytest.mark.parametrize(
    ("answers", "more", "word"),
    [
        ({}, {}, "至少填写一项"),
        ({"Z99": "ok"}, {}, "不在所选的检查表"),
        ({"A01": "maybe"}, {}, "不在所选的检查表"),
        ({"A01": "ok"}, {"checker": " "}, "自查人"),
        ({"A01": "ok"}, {"checked_on": dt.date(2999, 1, 1)}, "晚于今天"),
        ({"A01": "ok"}, {"sectors": ["no-such"]}, "没有这张检查表"),
    ],
)
def test_bad_input_gets_one_sentence(world, answers, more, word):
    refused(lambda: check(world, answers, **more), word)
    assert not SelfCheck.objects.exists()


def test_a_general_hazard_is_planned_and_accepted_by_the_enterprise(world):
    hazard = plan(check(world, {"A01": "bad"}).found.get(), world)
    assert (hazard.state, hazard.due_on) == ("rectifying", TODAY() + 5 * DAY)
    assert not waiting("own_plan").exists()
    assert waiting("own_rectify", account=world.speaker).get().due_on == hazard.due_on
    refused(
        lambda: self_checks.accept_own(hazard, done_on=TODAY(), note=" ", by=world.speaker),
        "怎样整改",
    )
    hazard = self_checks.accept_own(hazard, done_on=TODAY(), note="已补签", by=world.speaker)
    assert (hazard.state, hazard.closed_by.recheck.kind) == ("closed", "own")
    assert hazard.closed_by.recheck.agency is None
    assert not Deadline.objects.of(hazard).waiting().exists()
    refused(
        lambda: self_checks.accept_own(hazard, done_on=TODAY(), note="再来", by=world.speaker),
        "已销号",
    )


def test_a_plan_names_who_and_until_when(world):
    hazard = check(world, {"A01": "bad"}).found.get()
    refused(lambda: plan(hazard, world, person=" "), "责任人")
    refused(lambda: plan(hazard, world, due_on=TODAY() - DAY), "不能早于今天")
    refused(lambda: plan(hazard, world, due_on=None), "整改期限")
    hazard.refresh_from_db()
    assert (hazard.state, hazard.unit) == ("found", "")


def test_a_major_one_reaches_the_supervising_body_at_once(world):
    line = major_line()
    hazard = check(world, {line.id: "bad"}).found.get()
    assert (hazard.grade, hazard.standard) == ("major", line.standard)
    assert hazard.told_department_on == TODAY()
    assert waiting("handle_major", agency=world.office).get().urgent
    assert waiting("tell_workers", account=world.speaker).exists()
    report_major(hazard, workers_on=TODAY(), by=world.speaker)
    assert not waiting("tell_workers").exists()


def test_a_major_one_needs_six_parts_and_is_not_accepted_by_its_enterprise(world):
    hazard = check(world, {major_line().id: "bad"}).found.get()
    partly = Treatment(goal="消除", measures="改造")
    refused(lambda: plan(hazard, world, treatment=partly), "经费和物资", "应急预案")
    refused(lambda: plan(hazard, world), "治理目标和任务")
    hazard = plan(hazard, world, treatment=SIX)
    assert (hazard.state, hazard.plan_emergency) == ("rectifying", SIX.emergency)
    refused(
        lambda: self_checks.accept_own(hazard, done_on=TODAY(), note="好了", by=world.speaker),
        "不能自行验收",
    )
    assert not Recheck.objects.exists()
    hazard.refresh_from_db()
    assert hazard.state == "rectifying"


def test_what_a_body_found_is_not_accepted_by_its_enterprise(world):
    hazard = HazardFactory(
        enterprise=world.enterprise, agency=world.office, source="village", found_on=TODAY()
    )
    refused(
        lambda: self_checks.accept_own(hazard, done_on=TODAY(), note="好了", by=world.speaker),
        "不能自行验收",
    )
    refused(lambda: plan(hazard, world), "整改指令书")


def test_another_hazard_that_is_major_names_what_judges_it(world):
    made = check(world, {"A01": "ok"})
    refused(
        lambda: self_checks.find_more(made, Found("锅炉超压", grade="major"), by=world.speaker),
        "判定标准",
    )
    refused(
        lambda: self_checks.find_more(
            made, Found("制度缺失", grade="major", item="A01"), by=world.speaker
        ),
        "不是重大事故隐患判定标准",
    )
    found = Found("锅炉超压", grade="major", standard="专家论证或集体研判（王专家）")
    one, two = (self_checks.find_more(made, found, by=world.speaker) for _ in range(2))
    assert one == two
    assert made.found.get().grade == "major"


def test_workers_are_told(world):
    made = check(world, {"A01": "ok"})
    refused(
        lambda: self_checks.tell_workers(made, told_on=TODAY() + DAY, by=world.speaker),
        "不晚于今天",
    )
    made = self_checks.tell_workers(made, told_on=TODAY(), by=world.speaker)
    assert made.told_workers_on == TODAY()


def test_the_check_of_the_month_is_expected_once_and_met_by_the_check(world):
    assert self_checks.ask_self_checks(TODAY(), by=None) == 2
    assert self_checks.ask_self_checks(TODAY(), by=None) == 0
    mine = waiting("self_check", account=world.speaker).get()
    assert mine.due_on.month == TODAY().month
    check(world, {"A01": "ok"})
    assert not waiting("self_check", account=world.speaker).exists()
    assert self_checks.ask_self_checks(TODAY(), by=None) == 0


# Pages


def test_the_enterprise_s_home_says_what_to_do_now(client, world, django_assert_max_num_queries):
    made = check(world, {"A01": "bad"})
    hazard = plan(made.found.get(), world)
    Hazard.objects.filter(pk=hazard.pk).update(due_on=TODAY() - 3 * DAY, found_on=TODAY() - 9 * DAY)
    client.force_login(world.speaker)
    assert client.get("/").headers["Location"] == reverse("inspections:own")
    with django_assert_max_num_queries(40):
        text = client.get(reverse("inspections:own")).content.decode()
    for said in ("自查隐患整改", "超期 3 天", "已自查", "甲机械厂", "outcome-not_met"):
        assert said in text


def test_the_sheets_are_offered_answered_and_shown(client, world):
    client.force_login(world.speaker)
    url = reverse("inspections:self_check_new", args=[world.enterprise.pk])
    assert 'value="machinery" checked' in client.get(url).content.decode()
    form = client.get(url, {"sheets": ["general"]})
    assert form.status_code == 200
    posted = {
        "key": str(key()),
        "checked_on": TODAY().isoformat(),
        "checker": "张安全",
        "item_A01": "bad",
        "item_A02": "ok",
    }
    answer = client.post(f"{url}?sheets=general", posted)
    made = SelfCheck.objects.get()
    assert answer.headers["Location"] == reverse("inspections:self_check", args=[made.pk])
    text = client.get(answer.headers["Location"]).content.decode()
    assert "查出 1 项隐患" in text
    client.post(f"{url}?sheets=general", posted)
    assert SelfCheck.objects.count() == 1


def test_a_stranger_finds_no_page(client, world):
    made = check(world, {"A01": "bad"})
    hazard = made.found.get()
    for account in (world.stranger, world.other_head):
        client.force_login(account)
        for name, pk in (("self_check", made.pk), ("hazard", hazard.pk)):
            assert client.get(reverse(f"inspections:{name}", args=[pk])).status_code == 404
    client.force_login(world.stranger)
    url = reverse("inspections:self_check_new", args=[world.enterprise.pk])
    assert client.get(url).status_code == 404
    client.force_login(world.head)
    assert client.get(url).status_code == 403
