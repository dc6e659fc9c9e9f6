"""Log-in, lock-out, second factor, password and the gate, through the pages."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import get_hasher
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from angen.audit.models import Entry
from angen.kernel.refusal import Refused
from angen.orgs.actions.sessions import give_demo_device
from angen.orgs.queries.accounts import demo_totp_code
from factories import AccountFactory, AgencyFactory

pytestmark = pytest.mark.django_db
PASSWORD = "河山不移-7319"


def opened(role="township_head", **fields):
    fields.setdefault("agency", AgencyFactory())
    return AccountFactory(role=role, password=PASSWORD, **fields)


def try_log_in(client, username, password=PASSWORD, **more):
    return client.post("/login/", {"username": username, "password": password, **more})


def text(response):
    return response.content.decode()


def code_of(device):
    """The code an authenticator shows that was never used in this session."""
    device.refresh_from_db()
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)
    return f"{totp(device.bin_key):06d}"


def events(account):
    found = Entry.objects.filter(subject_type="orgs.account", subject_id=str(account.pk))
    return list(found.order_by("seq").values_list("event", flat=True))


# Log-in


def test_right_password_leads_on_with_a_new_session(client):
    account = opened()
    client.get("/login/")
    client.session["seen"] = 1
    before = client.session.session_key
    response = try_log_in(client, account.username)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.session.session_key != before
    assert events(account) == ["orgs.LoggedIn"]


def test_passwords_are_kept_as_argon2():
    assert opened().password.startswith("argon2$")
    assert get_hasher().algorithm == "argon2"


def test_wrong_password_says_what_to_do_and_keeps_the_name(client):
    account = opened()
    response = try_log_in(client, account.username, "错")
    assert response.status_code == 200
    assert "用户名或密码不对" in text(response)
    assert account.username in text(response)
    assert "_auth_user_id" not in client.session


def test_unknown_name_and_closed_account_sound_the_same(client):
    closed = opened(is_active=False)
    answers = [try_log_in(client, name) for name in (closed.username, "nobody-here")]
    said = ["用户名或密码不对，或账号已停用" in text(a) for a in answers]
    assert said == [True, True]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/password/", "/password/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_next_stays_on_this_site(client, wanted, goes_to):
    assert try_log_in(client, opened().username, next=wanted)["Location"] == goes_to


def test_log_out_only_by_post(client):
    account = opened()
    client.force_login(account)
    assert client.get("/logout/").status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post("/logout/")["Location"] == "/login/"
    assert "_auth_user_id" not in client.session
    assert events(account) == ["orgs.LoggedOut"]


def test_log_in_needs_the_csrf_token():
    account = opened()
    response = try_log_in(Client(enforce_csrf_checks=True), account.username)
    assert response.status_code == 403


# Lock-out


def fail(client, account, times, **extra):
    for _ in range(times):
        response = client.post("/login/", {"username": account.username, "password": "错"}, **extra)
    return response


def test_five_failures_lock_and_say_until_when(client):
    account = opened()
    with time_machine.travel("2026-03-02 09:00:10+08:00", tick=False):
        assert fail(client, account, 4).status_code == 200
        response = fail(client, account, 1)
        assert response.status_code == 429
        assert "请在 09:16 以后再试" in text(response)
        assert "安全管理员" in text(response)
    with time_machine.travel("2026-03-02 09:10:00+08:00", tick=False):
        again = try_log_in(client, account.username)
        assert again.status_code == 429
        assert "请在 09:16 以后再试" in text(again), "a try during the lock-out must not move it"
    with time_machine.travel("2026-03-02 09:16:00+08:00", tick=False):
        assert try_log_in(client, account.username).status_code == 302
    assert events(account) == ["orgs.LockedOut", "orgs.LoggedIn"]


def test_a_lock_out_holds_for_one_address_so_that_nobody_shuts_others_out(client):
    account = opened()
    fail(client, account, 5, REMOTE_ADDR="192.0.2.7")
    assert try_log_in(client, account.username).status_code == 302


def test_success_begins_the_count_anew(client):
    account = opened()
    fail(client, account, 4)
    try_log_in(client, account.username)
    client.post("/logout/")
    assert fail(client, account, 4).status_code == 200


def test_attempts_keep_no_password(client):
    account = opened()
    client.post("/login/", {"username": account.username, "password": "秘密在此"})
    (attempt,) = AccessAttempt.objects.all()
    assert "秘密在此" not in attempt.post_data


# Second factor


@pytest.mark.parametrize(
    "role", ["system_admin", "security_admin", "audit_admin", "legal_reviewer"]
)
def test_administrators_and_reviewers_open_nothing_before_the_code(client, role):
    account = opened(role)
    try_log_in(client, account.username)
    for url in ("/", "/me/", "/accounts/", "/password/", "/ledgers/agencies/"):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"].startswith("/second-factor/"), url


def test_other_roles_need_no_code(client):
    account = opened()
    try_log_in(client, account.username)
    assert client.get("/me/").status_code == 200


def test_enrolment_shows_secret_and_drawing_once_and_binds(client):
    account = opened("security_admin")
    try_log_in(client, account.username)
    page = client.get("/second-factor/?next=/accounts/")
    device = TOTPDevice.objects.get(user=account)
    assert not device.confirmed
    assert "密钥" in text(page)
    drawing = client.get("/second-factor/qr.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "style" not in text(drawing)
    assert "no-store" in drawing["Cache-Control"]
    before = client.session.session_key
    response = client.post("/second-factor/", {"code": code_of(device), "next": "/accounts/"})
    assert response["Location"] == "/accounts/"
    assert client.session.session_key != before
    assert client.get("/accounts/").status_code == 200
    assert client.get("/second-factor/qr.svg").status_code == 404
    assert events(account) == ["orgs.LoggedIn", "orgs.SecondFactorEnrolled"]


def test_a_bound_device_is_asked_at_each_log_in_and_shows_no_secret(client):
    account = opened("security_admin")
    device = TOTPDevice.objects.create(user=account, name="", confirmed=True)
    for _ in range(2):
        try_log_in(client, account.username)
        page = client.get("/second-factor/")
        assert "密钥" not in text(page)
        assert client.get("/second-factor/qr.svg").status_code == 404
        client.post("/second-factor/", {"code": code_of(device)})
        assert client.get("/accounts/").status_code == 200
        client.post("/logout/")


def test_a_wrong_code_opens_nothing_and_slows_down(client):
    account = opened("security_admin")
    device = TOTPDevice.objects.create(user=account, name="", confirmed=True)
    try_log_in(client, account.username)
    wrong = f"{(int(code_of(device)) + 1) % 1_000_000:06d}"
    assert "验证码不对" in text(client.post("/second-factor/", {"code": wrong}))
    right = client.post("/second-factor/", {"code": code_of(device)})
    assert "秒后再试" in text(right)
    device.refresh_from_db()
    assert device.throttling_failure_count == 1
    assert client.get("/accounts/").status_code == 302


def test_a_code_works_once(client):
    account = opened("security_admin")
    device = TOTPDevice.objects.create(user=account, name="", confirmed=True)
    code = code_of(device)
    try_log_in(client, account.username)
    assert client.post("/second-factor/", {"code": code}).status_code == 302
    client.post("/logout/")
    try_log_in(client, account.username)
    assert "验证码不对或已用过" in text(client.post("/second-factor/", {"code": code}))


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "１２３４５６", "' or 1=1"])
def test_what_is_no_code_gets_a_sentence(client, code):
    account = opened("security_admin")
    try_log_in(client, account.username)
    response = client.post("/second-factor/", {"code": code})
    assert response.status_code == 200
    assert "_auth_user_id" in client.session
    assert client.get("/accounts/").status_code == 302


def test_another_accounts_device_does_not_count(client):
    account, other = opened("security_admin"), opened("security_admin")
    theirs = TOTPDevice.objects.create(user=other, name="", confirmed=True)
    TOTPDevice.objects.create(user=account, name="", confirmed=True)
    try_log_in(client, account.username)
    client.post("/second-factor/", {"code": code_of(theirs)})
    session = client.session
    session["otp_device_id"] = theirs.persistent_id
    session.save()
    assert client.get("/accounts/").status_code == 302


def test_demo_code_only_in_the_demo(client):
    account = opened("system_admin")
    with pytest.raises(Refused):
        give_demo_device(by=account)
    with pytest.raises(Refused):
        demo_totp_code(account)
    with override_settings(DEMO=True):
        assert demo_totp_code(account) is None
        give_demo_device(by=account)
        code = demo_totp_code(account)
        try_log_in(client, account.username)
        assert client.post("/second-factor/", {"code": code}).status_code == 302


# Passwords and sessions


def change(client, old=PASSWORD, new="新山新水-82646", again=None):
    return client.post("/password/", {"old": old, "new": new, "again": again or new})


def test_initial_password_must_be_changed_before_any_other_page(client):
    account = opened(must_change_password=True)
    try_log_in(client, account.username)
    response = client.get("/me/")
    assert response["Location"] == "/password/?next=/me/"
    assert "初始密码" in text(client.get("/password/"))
    assert change(client).status_code == 302
    assert client.get("/me/").status_code == 200
    account.refresh_from_db()
    assert not account.must_change_password
    assert events(account) == ["orgs.LoggedIn", "orgs.PasswordChanged"]


def test_changing_the_password_ends_the_other_sessions_only():
    account = opened()
    here, there = Client(), Client()
    for browser in (here, there):
        try_log_in(browser, account.username)
    change(here)
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"old": "不是它"}, "原密码不对"),
        ({"new": PASSWORD}, "新密码与原密码相同"),
        ({"new": "short1"}, "密码"),
        ({"new": "1234567890123"}, "数字"),
        ({"new": "password1234"}, "常见"),
        ({"again": "两次不同-8264"}, "两次输入的新密码不一样"),
    ],
)
def test_a_refused_password_changes_nothing_and_says_why(client, given, sentence):
    account = opened()
    try_log_in(client, account.username)
    response = change(client, **given)
    assert response.status_code == 200
    assert sentence in text(response)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert events(account) == ["orgs.LoggedIn"]


def test_a_session_ends_after_eight_hours_however_busy(client):
    account = opened()
    start = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False):
        try_log_in(client, account.username)
    for hours in (3, 6, 7.9):
        with time_machine.travel(start + dt.timedelta(hours=hours), tick=False):
            assert client.get("/me/").status_code == 200
            session = client.session
            session["busy"] = hours
            session.save()
    with time_machine.travel(start + dt.timedelta(hours=8, minutes=1), tick=False):
        assert client.get("/me/").status_code == 302


def test_closing_an_account_ends_its_sessions(client):
    account = opened()
    try_log_in(client, account.username)
    assert Session.objects.count() == 1
    type(account).objects.filter(pk=account.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302
