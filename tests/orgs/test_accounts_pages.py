"""The pages of accounts: what each administrator sees and can press."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from angen.orgs.models import Account
from factories import AccountFactory
from orgs.accounts_world import assign, fresh, make_world, verified

__all__ = ["make_world"]
pytestmark = pytest.mark.django_db


def page(client, url, **data):
    response = client.post(url, data) if data else client.get(url)
    return response, response.content.decode()


@pytest.mark.parametrize("who", ["system_admin", "security_admin"])
def test_the_list_shows_the_own_area_only(world, who):
    _, body = page(verified(getattr(world, who)), "/accounts/")
    assert "甲镇人员" in body
    assert "乙县人员" not in body


def test_the_list_narrows_and_ignores_nonsense(world):
    client = verified(world.security_admin)
    assign(world, world.one_a)
    for query, shown in (
        ("q=甲镇", True),
        ("q=丙", False),
        ("role=township_head", True),
        ("role=system_admin", False),
        ("role=nonsense", True),
        ("state=none", False),
        ("state=open", True),
        ("state=closed", False),
        ("state=locked", False),
    ):
        _, body = page(client, f"/accounts/?{query}")
        assert ("甲镇人员" in body) is shown, query
    assert page(client, "/accounts/?after=nonsense")[0].status_code == 404


def test_the_list_asks_the_database_as_often_for_many_as_for_one(world):
    client = verified(world.security_admin)

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get("/accounts/")
        return len(found)

    few = queries()
    for _ in range(10):
        account = AccountFactory(role="township_head", area=world.town, agency=world.office_town)
        assert account.agency == world.office_town
    assert queries() == few <= 12


@pytest.mark.parametrize("who", ["one_a", "audit_admin"])
def test_others_see_no_accounts(world, who):
    client = verified(getattr(world, who))
    assert page(client, "/accounts/")[0].status_code == 403
    assert page(client, "/accounts/open/")[0].status_code == 403
    assert page(client, f"/accounts/{world.one_a.pk}/")[0].status_code == 404


def test_opening_shows_the_password_once(world):
    client = verified(world.system_admin)
    response, body = page(
        client, "/accounts/open/", name="赵四", username="zhao.si", agency=world.office_a.pk
    )
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    account = Account.objects.get(username="zhao.si")
    password = body.split('id="password">')[1].split("<")[0]
    assert account.check_password(password)
    _, again = page(client, f"/accounts/{account.pk}/")
    assert password not in again


def test_the_form_offers_and_takes_only_own_agencies(world):
    client = verified(world.system_admin)
    _, body = page(client, "/accounts/open/")
    assert world.office_a.name in body
    assert world.office_b.name not in body
    _, body = page(
        client, "/accounts/open/", name="赵四", username="zhao.si", agency=world.office_b.pk
    )
    assert "列表里只有您管辖范围内的单位" in body
    assert not Account.objects.filter(username="zhao.si").exists()


def test_a_role_is_given_and_taken_on_the_pages(world):
    client = verified(world.security_admin)
    base = f"/accounts/{world.one_a.pk}/"
    _, body = page(client, f"{base}roles/assign/")
    assert world.town.name in body
    assert world.b.name not in body
    response, _ = page(
        client,
        f"{base}roles/assign/",
        role="township_head",
        area=world.town.pk,
        valid_from=timezone.localdate().isoformat(),
    )
    assert response.status_code == 302
    held = world.one_a.role_assignments.get()
    _, body = page(client, base)
    assert "乡镇安监办主任" in body
    assert page(client, f"/accounts/roles/{held.pk}/end/", last_day="")[0].status_code == 302
    assert not world.one_a.role_assignments.exists()


def test_a_refused_role_says_why_in_the_form(world):
    client = verified(world.security_admin)
    assign(world, world.one_a)
    response, body = page(
        client,
        f"/accounts/{world.one_a.pk}/roles/assign/",
        role="system_admin",
        area=world.town.pk,
        valid_from=timezone.localdate().isoformat(),
    )
    assert response.status_code == 200
    assert "专任" in body


def test_each_administrator_finds_only_the_own_buttons(world):
    base = f"/accounts/{world.one_a.pk}/"
    _, system = page(verified(world.system_admin), base)
    _, security = page(verified(world.security_admin), base)
    assert "重置密码" in system
    assert "分配角色" not in system
    assert "分配角色" in security
    assert "重置密码" not in security


def test_closing_needs_a_reason(world):
    client = verified(world.system_admin)
    page(client, f"/accounts/{world.one_a.pk}/close/", reason=" ")
    assert fresh(world.one_a).is_active
    page(client, f"/accounts/{world.one_a.pk}/close/", reason="退休")
    assert not fresh(world.one_a).is_active
