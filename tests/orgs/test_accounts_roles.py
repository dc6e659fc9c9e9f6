"""Giving and taking roles, and where it ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from angen.audit.models import Entry
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.actions import roles as role_acts
from angen.orgs.models import RoleAssignment
from angen.orgs.roles import ADMINISTRATORS, ROLES
from factories import AccountFactory
from orgs.accounts_world import assign, entries, fresh, make_world

__all__ = ["make_world"]
pytestmark = pytest.mark.django_db


def test_a_given_role_works_and_is_logged_with_its_scope(world):
    assign(world, world.one_a)
    assert [role.key for role in fresh(world.one_a).roles] == ["township_head"]
    (entry,) = Entry.objects.filter(subject_id=str(world.one_a.pk))
    assert entry.content["role"] == "乡镇安监办主任"
    assert entry.content["area"] == world.town.name


@pytest.mark.parametrize("area", ["b", "city"])
def test_a_role_outside_the_own_area_is_refused(world, area):
    with pytest.raises(NotAllowed):
        assign(world, world.one_a, area=area)
    with pytest.raises(NotAllowed):
        office = getattr(world, f"office_{area}")
        assign(world, world.one_a, area=None, agency=office)
    assert not world.one_a.role_assignments.exists()


def test_a_role_needs_exactly_one_scope(world):
    for area, agency in ((None, None), ("town", world.office_town)):
        with pytest.raises(Refused, match="只选一项"):
            assign(world, world.one_a, area=area, agency=agency)


def test_the_log_is_opened_only_by_who_answers_for_all_accounts(world):
    with pytest.raises(NotAllowed, match="全部单位"):
        assign(world, world.one_a, role="audit_admin", area=None)
    top = AccountFactory(role="security_admin", area=world.city, agency=world.office_city)
    assign(world, world.one_a, role="audit_admin", area=None, by=top)
    assert [role.key for role in fresh(world.one_a).roles] == ["audit_admin"]


def test_an_unknown_role_is_refused(world):
    with pytest.raises(Refused, match="没有这个角色"):
        assign(world, world.one_a, role="emperor")


def test_roles_are_not_given_for_the_past(world):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with pytest.raises(Refused, match="不能倒签"):
        assign(world, world.one_a, valid_from=yesterday)
    with pytest.raises(Refused, match="截止日期早于起始日期"):
        assign(world, world.one_a, valid_to=yesterday)


def test_the_same_role_twice_is_refused(world):
    assign(world, world.one_a)
    with pytest.raises(Refused, match="不必重复"):
        assign(world, world.one_a)


@pytest.mark.parametrize("second", ["security_admin", "township_head"])
def test_an_administrator_holds_nothing_else(world, second):
    assign(world, world.one_a, role="system_admin")
    with pytest.raises(Refused, match="专任"):
        assign(world, world.one_a, role=second)
    assert world.one_a.role_assignments.count() == 1


def test_who_holds_a_role_does_not_become_administrator(world):
    assign(world, world.one_a)
    with pytest.raises(Refused, match="专任"):
        assign(world, world.one_a, role="security_admin")


def test_the_database_refuses_two_administrators_in_one_account(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(
            account=world.system_admin,
            role="security_admin",
            area=world.a,
            valid_from=timezone.localdate(),
        )


def test_a_role_is_taken_away_at_once(world):
    long_ago = dt.date(2020, 1, 1)
    held = RoleAssignment.objects.create(
        account=world.one_a, role="township_head", area=world.town, valid_from=long_ago
    )
    role_acts.end_role(held, by=world.security_admin)
    assert fresh(world.one_a).roles == []
    held.refresh_from_db()
    assert held.valid_to == timezone.localdate() - dt.timedelta(days=1)
    assert entries(world.one_a) == ["orgs.RoleEnded"]


def test_a_role_given_today_goes_without_a_trace_but_in_the_log(world):
    held = assign(world, world.one_a)
    role_acts.end_role(held, by=fresh(world.security_admin))
    assert not world.one_a.role_assignments.exists()
    assert entries(world.one_a) == ["orgs.RoleAssigned", "orgs.RoleEnded"]


def test_ending_never_prolongs_nor_rewrites_the_past(world):
    today = timezone.localdate()
    held = RoleAssignment.objects.create(
        account=world.one_a,
        role="township_head",
        area=world.town,
        valid_from=dt.date(2020, 1, 1),
        valid_to=today,
    )
    with pytest.raises(Refused, match="到期更早"):
        role_acts.end_role(held, last_day=today + dt.timedelta(days=1), by=world.security_admin)
    with pytest.raises(Refused, match="不能改写"):
        role_acts.end_role(held, last_day=dt.date(2021, 1, 1), by=world.security_admin)
    held.refresh_from_db()
    assert held.valid_to == today


def test_nobody_ends_the_own_role_or_one_outside(world):
    own = world.security_admin.role_assignments.get()
    with pytest.raises(NotAllowed, match="自己"):
        role_acts.end_role(own, by=world.security_admin)
    wide = RoleAssignment.objects.create(
        account=world.one_a, role="city_office", area=world.city, valid_from=dt.date(2020, 1, 1)
    )
    with pytest.raises(NotAllowed):
        role_acts.end_role(wide, by=world.security_admin)


DAYS = st.integers(0, 6)
WISHES = st.lists(
    st.tuples(st.sampled_from(sorted(ROLES)), DAYS, st.none() | DAYS), min_size=1, max_size=8
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(wishes=WISHES)
def test_no_day_ever_joins_an_administrator_with_another_role(world, wishes):
    today = timezone.localdate()
    with transaction.atomic():
        mark = transaction.savepoint()
        for role, start, length in wishes:
            begins = today + dt.timedelta(days=start)
            ends = None if length is None else begins + dt.timedelta(days=length)
            try:
                assign(world, world.one_a, role=role, valid_from=begins, valid_to=ends)
            except Refused:
                continue
        for offset in range(14):
            day = today + dt.timedelta(days=offset)
            held = set(world.one_a.role_assignments.on(day).values_list("role", flat=True))
            assert not held & ADMINISTRATORS or len(held) == 1
        transaction.savepoint_rollback(mark)


def test_roles_that_follow_each_other_are_no_conflict(world):
    today = timezone.localdate()
    later = today + dt.timedelta(days=3)
    assign(world, world.one_a, valid_from=later)
    assign(world, world.one_a, role="system_admin", valid_to=later - dt.timedelta(days=1))
    assert world.one_a.role_assignments.count() == 2
    with pytest.raises(Refused, match="专任"):
        assign(world, world.one_a, role="security_admin", valid_to=later)


def test_who_gives_himself_a_role_is_told_to_ask_another(world):
    with pytest.raises(NotAllowed, match="另一位安全管理员"):
        assign(world, world.security_admin)
