"""Warnings and escalation: to the right people, in waking hours, never twice."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from angen.audit.models import Entry
from angen.kernel.calendar import Due
from angen.orgs.models import AgencyRelation
from angen.worklist import actions, jobs
from angen.worklist.models import Deadline, LocalDay, Notice
from angen.worklist.queries import rest
from factories import AccountFactory, AgencyFactory, AgencyRelationFactory
from worklist.conftest import ALARM, RECHECK, at, build

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 3, 20)  # a Friday


def told(kind=None):
    found = Notice.objects.order_by("pk")
    found = found.filter(kind=kind) if kind else found
    return [notice.account.name for notice in found.select_related("account")]


def test_the_person_is_warned_on_each_day_once(world, clock):
    clock("2026-03-02 09:00")
    world.expect(DUE)
    assert actions.tell(at("2026-03-16 09:00")) == 0
    assert actions.tell(at("2026-03-17 09:00")) == 1
    assert actions.tell(at("2026-03-17 09:10")) == 0
    assert told("warning") == ["张三"]
    notice = Notice.objects.get()
    assert notice.text == "“红旗厂隐患”隐患复查还剩3天，请及时办理。"
    actions.tell(at("2026-03-20 09:00"))
    assert told("warning") == ["张三", "张三"]
    assert Notice.objects.last().text.startswith("“红旗厂隐患”隐患复查今天到期")


def test_what_nobody_was_named_for_is_the_heads(world, clock):
    clock("2026-03-02 09:00")
    world.expect(DUE, officer=None)
    actions.tell(at("2026-03-17 09:00"))
    assert told() == ["主任"]


def test_people_outside_supervision_are_told_too(world, clock):
    clock("2026-03-02 09:00")
    firm = AccountFactory(role=None, name="企业负责人")
    world.expect(DUE, officer=None, account=firm)
    actions.tell(at("2026-03-17 09:00"))
    assert told() == ["企业负责人"]


def test_a_delay_goes_one_level_up_once(world, clock):
    clock("2026-03-02 09:00")
    made = world.expect(DUE)
    actions.tell(at("2026-03-23 09:00"))
    assert told("overdue") == ["张三", "主任"]
    assert told("escalated") == ["大队长"]
    made.refresh_from_db()
    assert made.escalated == 1 and made.tell_at is None
    entry = Entry.objects.filter(subject_id=str(made.pk)).latest("seq")
    assert entry.label == "超期上报" and "咸安区应急管理局" in entry.data
    for day in ("2026-03-24", "2026-03-30", "2026-04-30"):
        assert actions.tell(at(f"{day} 09:00")) == 0
    assert len(told()) == 3


def test_the_next_level_hears_where_nobody_reads(world, clock):
    government = AgencyFactory(area=world.town, kind="government", name="镇政府")
    AgencyRelation.objects.filter(agency=world.office).update(superior=government)
    AgencyRelationFactory(agency=government, superior=world.bureau, kind="leads")
    clock("2026-03-02 09:00")
    made = world.expect(DUE)
    actions.tell(at("2026-03-23 09:00"))
    made.refresh_from_db()
    assert made.escalated == 2
    assert told("escalated") == ["大队长"]


def test_relations_in_a_circle_end(world, clock):
    other = AgencyFactory(area=world.town, kind="government")
    AgencyRelation.objects.filter(agency=world.office).update(superior=other)
    AgencyRelationFactory(agency=other, superior=world.office, kind="leads")
    clock("2026-03-02 09:00")
    made = world.expect(DUE)
    actions.tell(at("2026-03-23 09:00"))
    made.refresh_from_db()
    assert made.escalated == 0 and told("escalated") == []


def test_who_guides_hears_where_nobody_leads(world, clock):
    AgencyRelation.objects.filter(agency=world.office).update(kind="guides")
    clock("2026-03-02 09:00")
    world.expect(DUE)
    actions.tell(at("2026-03-23 09:00"))
    assert told("escalated") == ["大队长"]


def test_a_new_end_is_a_new_delay(world, clock):
    clock("2026-03-02 09:00")
    world.expect(DUE)
    actions.tell(at("2026-03-23 09:00"))
    clock("2026-03-23 10:00")
    later = Due(dt.date(2026, 3, 27))
    actions.move(world.town, RECHECK.name, later, reason="同意延期", by=None)
    actions.tell(at("2026-03-24 09:00"))
    actions.tell(at("2026-03-30 09:00"))
    assert told("escalated") == ["大队长", "大队长"]
    assert told("warning") == ["张三"]


@pytest.mark.parametrize("moment", ["2026-03-20 22:00", "2026-03-21 06:59", "2026-03-21 12:00"])
def test_nights_and_days_off_are_quiet(world, clock, moment):
    """The Friday evening, the night and the Saturday after a deadline of Thursday."""
    clock("2026-03-02 09:00")
    world.expect(dt.date(2026, 3, 19))
    assert actions.tell(at(moment)) == 0
    assert told() == []
    assert actions.tell(at("2026-03-23 07:00")) == 1
    assert told("overdue") == ["张三", "主任"]


def test_what_is_urgent_does_not_wait(world, clock):
    clock("2026-03-20 23:00")
    moment = at("2026-03-21 00:00")
    world.expect(Due(moment.date(), moment), ALARM.name, title="事故快报")
    world.expect(dt.date(2026, 3, 20), RECHECK.name)
    assert actions.tell(at("2026-03-21 01:00")) == 1
    assert set(Notice.objects.values_list("deadline__kind", flat=True)) == {ALARM.name}


def test_a_local_holiday_is_quiet_where_it_holds(world, clock):
    clock("2026-03-02 09:00")
    LocalDay.objects.create(area=world.town, day=DUE, working=False, document="镇通知")
    world.expect(DUE)
    world.expect(
        DUE, subject=world.other_town, agency=world.other_office, officer=None, title="邻镇"
    )
    assert actions.tell(at("2026-03-20 09:00")) == 1
    assert told() == ["邻镇主任"]


def test_packs_set_the_quiet_hours(world, clock, monkeypatch):
    hours = {rest.QUIET_SINCE: 20, rest.QUIET_UNTIL: 9}

    def value(name, area, on):
        return type("Ruling", (), {"value": hours[name]})()

    monkeypatch.setattr(rest, "value", value)
    clock("2026-03-02 09:00")
    with monkeypatch.context() as m:
        m.setattr("angen.worklist.actions.deadlines.warn_days", lambda *a: [3])
        world.expect(DUE)
    assert actions.tell(at("2026-03-17 08:59")) == 0
    assert actions.tell(at("2026-03-17 09:00")) == 1


def test_met_cancelled_and_paused_ones_are_silent(world, clock):
    clock("2026-03-02 09:00")
    for number, subject in enumerate((world.town, world.county, world.other_town)):
        world.expect(DUE, subject=subject, title=f"第{number}件")
    actions.meet(world.town, RECHECK.name, by=None)
    actions.cancel(world.county, RECHECK.name, reason="误录", by=None)
    actions.pause(world.other_town, RECHECK.name, reason="鉴定", by=None)
    assert actions.tell(at("2026-03-23 09:00")) == 0


def test_a_killed_worker_has_told_nobody_and_loses_nothing(world, clock, monkeypatch):
    clock("2026-03-02 09:00")
    world.expect(DUE)

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as m, pytest.raises(KeyboardInterrupt):
        m.setattr("angen.worklist.actions.telling.record_many", killed)
        with transaction.atomic():
            actions.tell(at("2026-03-23 09:00"))
    assert told() == [] and Deadline.objects.get().escalated == 0
    actions.tell(at("2026-03-23 09:00"))
    assert len(told()) == 3


def test_a_notice_that_exists_is_not_sent_again(world, clock):
    clock("2026-03-02 09:00")
    made = world.expect(DUE)
    actions.tell(at("2026-03-17 09:00"))
    Deadline.objects.filter(pk=made.pk).update(tell_at=at("2026-03-17 00:00"))
    assert actions.tell(at("2026-03-17 10:00")) == 1
    assert told() == ["张三"]


def test_the_job_goes_on_until_all_is_said(world, clock, monkeypatch):
    clock("2026-03-02 09:00")
    for subject in (world.town, world.county, world.other_town):
        world.expect(DUE, subject=subject)
    clock("2026-03-17 09:00")
    calls = []

    def tell():
        calls.append(actions.tell(most=2))
        return calls[-1]

    monkeypatch.setattr(jobs, "tell", tell)
    jobs.tell_people(0)
    assert calls == [2, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once():
    world = build()
    subjects = [world.town, world.county, world.other_town]
    for subject in subjects:
        world.expect(dt.date(2026, 3, 20), subject=subject)
    Deadline.objects.update(tell_at=at("2026-03-17 00:00"), escalated=0)
    barrier = threading.Barrier(2)

    def work():
        try:
            barrier.wait()
            while actions.tell(at("2026-03-23 09:00"), most=1):
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(told("escalated")) == ["大队长"] * 3
    assert len(told()) == 9
