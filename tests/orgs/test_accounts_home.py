"""The first screen, roles by date, page parts and the health of the installation."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from angen.orgs.roles import ROLES
from factories import AccountFactory, AgencyFactory, AreaFactory

pytestmark = pytest.mark.django_db
PASSWORD = "河山不移-7319"


def opened(role="township_head", **fields):
    fields.setdefault("agency", AgencyFactory())
    return AccountFactory(role=role, password=PASSWORD, **fields)


def text(response):
    return response.content.decode()


def code_of(device):
    """The code an authenticator shows that was never used in this session."""
    device.refresh_from_db()
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)
    return f"{totp(device.bin_key):06d}"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_has_a_first_screen(client, role):
    account = opened(role)
    client.force_login(account)
    if account.needs_second_factor:
        device = TOTPDevice.objects.create(user=account, name="", confirmed=True)
        client.post("/second-factor/", {"code": code_of(device)})
    response = client.get("/", follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0] == reverse(ROLES[role].home)


def test_without_a_role_the_page_says_whom_to_ask(client):
    county = AreaFactory(level="county")
    town = AreaFactory(level="township", parent=county)
    helper = opened("security_admin", area=county, name="求助人甲")
    opened("security_admin", name="外地管理员")
    account = opened(None, agency=AgencyFactory(area=town))
    client.force_login(account)
    assert client.get("/")["Location"] == "/me/"
    page = text(client.get("/me/"))
    assert helper.name in page
    assert "外地管理员" not in page


def test_yesterdays_role_gives_nothing(client):
    account = opened("security_admin")
    account.role_assignments.update(valid_to=timezone.localdate() - dt.timedelta(days=1))
    client.force_login(account)
    assert client.get("/")["Location"] == "/me/"
    assert client.get("/accounts/").status_code == 403


def test_tomorrows_role_gives_nothing(client):
    account = opened("security_admin")
    account.role_assignments.update(valid_from=timezone.localdate() + dt.timedelta(days=1))
    client.force_login(account)
    assert client.get("/accounts/").status_code == 403


def test_a_page_part_makes_the_whole_page_go_to_log_in(client):
    response = client.get(
        "/accounts/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/accounts/?q=1"
    )
    assert response["HX-Redirect"] == "/login/?next=/accounts/%3Fq%3D1"
    assert not response.content


def test_health_tells_the_state_to_anybody(client):
    assert client.get("/health").json() == {"server": "ok", "database": "ok"}
