"""What the system and security administrators may do to accounts."""

from __future__ import annotations

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from angen.audit.models import Entry
from angen.kernel.access import can
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.actions import accounts as acts
from angen.orgs.actions import roles as role_acts
from angen.orgs.models import Account, RoleAssignment
from orgs.accounts_world import entries, fresh, make_world

__all__ = ["make_world"]
pytestmark = pytest.mark.django_db
NEW = "河山不移-7319"


# Opening


def test_an_opened_account_has_no_role_and_must_change_its_password(world):
    account, password = acts.open_account(
        username="zhao.si", name="赵四", agency=world.office_town, by=world.system_admin
    )
    account = fresh(account)
    assert account.check_password(password)
    assert account.must_change_password
    assert account.roles == []
    assert entries(account) == ["orgs.AccountOpened"]
    assert password not in Entry.objects.get(subject_id=str(account.pk)).data


@pytest.mark.parametrize("who", ["security_admin", "audit_admin", "one_a"])
def test_only_a_system_administrator_opens(world, who):
    with pytest.raises(NotAllowed):
        acts.open_account(
            username="zhao.si", name="赵四", agency=world.office_a, by=getattr(world, who)
        )
    assert not Account.objects.filter(username="zhao.si").exists()


@pytest.mark.parametrize("where", ["office_b", "office_city"])
def test_opening_ends_at_the_own_area(world, where):
    with pytest.raises(NotAllowed):
        acts.open_account(
            username="zhao.si", name="赵四", agency=getattr(world, where), by=world.system_admin
        )
    assert not Account.objects.filter(username="zhao.si").exists()


@pytest.mark.parametrize("name", ["Zhao", "赵四", "z", "zhao si", "-zhao", "zhao\n", "a" * 41])
def test_a_bad_user_name_is_refused(world, name):
    with pytest.raises(Refused, match="用户名须以小写字母开头"):
        acts.open_account(username=name, name="赵四", agency=world.office_a, by=world.system_admin)


def test_initial_passwords_differ_and_pass_our_own_rules():
    made = {acts.initial_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(password) >= 10 and not set("01lio") & set(password) for password in made)


def test_closing_and_reopening(world):
    acts.close_account(world.one_a, reason="调离", by=world.system_admin)
    assert not fresh(world.one_a).is_active
    with pytest.raises(Refused, match="已停用"):
        acts.close_account(world.one_a, reason="调离", by=world.system_admin)
    acts.reopen_account(world.one_a, by=world.system_admin)
    assert fresh(world.one_a).is_active
    assert entries(world.one_a) == ["orgs.AccountClosed", "orgs.AccountReopened"]


def test_a_closed_account_reaches_nothing(world):
    admin = world.system_admin
    Account.objects.filter(pk=admin.pk).update(is_active=False)
    assert not can(fresh(admin), "orgs.open_account", world.one_a)


ACTS = {
    "close": lambda account, by: acts.close_account(account, reason="调离", by=by),
    "reset": lambda account, by: acts.reset_password(account, by=by),
    "unlock": lambda account, by: acts.unlock_account(account, by=by),
    "factor": lambda account, by: acts.reset_second_factor(account, reason="丢失", by=by),
    "assign": lambda account, by: role_acts.assign_role(
        account,
        role="township_head",
        area=account.agency.area,
        agency=None,
        valid_from=timezone.localdate(),
        by=by,
    ),
}
WHO_MAY = {
    "close": "system_admin",
    "reset": "system_admin",
    "unlock": "security_admin",
    "factor": "security_admin",
    "assign": "security_admin",
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["system_admin", "security_admin", "audit_admin", "one_a"])
def test_each_act_belongs_to_one_administrator(world, act, who):
    TOTPDevice.objects.create(user=world.one_a, name="", confirmed=True)
    if who == WHO_MAY[act]:
        ACTS[act](world.one_a, getattr(world, who))
        assert len(entries(world.one_a)) == 1
    else:
        with pytest.raises(NotAllowed):
            ACTS[act](world.one_a, getattr(world, who))
        assert entries(world.one_a) == []


@pytest.mark.parametrize("act", ACTS)
def test_no_act_on_another_area(world, act):
    TOTPDevice.objects.create(user=world.one_b, name="", confirmed=True)
    with pytest.raises(NotAllowed):
        ACTS[act](world.one_b, getattr(world, WHO_MAY[act]))
    assert entries(world.one_b) == []


@pytest.mark.parametrize("act", ACTS)
def test_no_act_on_the_own_account(world, act):
    by = getattr(world, WHO_MAY[act])
    TOTPDevice.objects.create(user=by, name="", confirmed=True)
    with pytest.raises(NotAllowed):
        ACTS[act](by, by)
    assert entries(by) == []


@pytest.mark.parametrize("act", ["reset", "factor"])
def test_nobody_takes_over_an_account_that_reaches_further(world, act):
    RoleAssignment.objects.create(
        account=world.one_a, role="city_office", area=world.city, valid_from=dt.date(2020, 1, 1)
    )
    TOTPDevice.objects.create(user=world.one_a, name="", confirmed=True)
    with pytest.raises(NotAllowed, match="上级管理员"):
        ACTS[act](world.one_a, getattr(world, WHO_MAY[act]))


def test_reset_gives_a_new_password_and_keeps_the_second_factor(world):
    TOTPDevice.objects.create(user=world.one_a, name="", confirmed=True)
    password = acts.reset_password(world.one_a, by=world.system_admin)
    account = fresh(world.one_a)
    assert account.check_password(password)
    assert account.must_change_password
    assert TOTPDevice.objects.filter(user=account).exists()


def test_unlocking_lets_in_at_once(world):
    account = world.one_a
    account.set_password(NEW)
    account.save()
    client = Client()
    for _ in range(5):
        client.post("/login/", {"username": account.username, "password": "错"})
    body = {"username": account.username, "password": NEW}
    assert client.post("/login/", body).status_code == 429
    acts.unlock_account(account, by=world.security_admin)
    assert not AccessAttempt.objects.exists()
    assert client.post("/login/", body).status_code == 302


def test_a_reset_second_factor_is_bound_anew(world):
    TOTPDevice.objects.create(user=world.one_a, name="", confirmed=True)
    acts.reset_second_factor(world.one_a, reason="手机丢失", by=world.security_admin)
    assert not TOTPDevice.objects.filter(user=world.one_a).exists()
    with pytest.raises(Refused, match="没有绑定"):
        acts.reset_second_factor(world.one_a, reason="手机丢失", by=world.security_admin)
