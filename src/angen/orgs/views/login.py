"""Log-in, second factor, log-out and the own password."""

from __future__ import annotations

import base64
import datetime as dt
import io
from typing import Any

import django_otp
import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from angen.kernel.refusal import Refused
from angen.orgs.actions import sessions
from angen.orgs.forms.accounts import CodeForm, LogInForm, OwnPasswordForm
from angen.orgs.models import Account
from angen.orgs.queries.accounts import (
    confirmed_device,
    locked_usernames,
    seconds_to_wait,
    security_administrators_of,
    unconfirmed_device,
)

WRONG = (
    "用户名或密码不对，或账号已停用，请核对后再试。"
    f"连续输错 {settings.AXES_FAILURE_LIMIT} 次将锁定 {settings.LOGIN_PAUSE_MINUTES} 分钟。"
)


def own(request: HttpRequest) -> Account:
    """The account that asks; the gate lets nobody else through."""
    account = request.user
    assert isinstance(account, Account)
    return account


def next_page(request: HttpRequest) -> str:
    """Where to go afterwards: the page asked for, if it is one of ours, else the first screen."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password."""
    if request.user.is_authenticated:
        return redirect(next_page(request))
    form = LogInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if isinstance(account, Account):
            login(request, account)  # gives the session a new key
            # An absolute end: work in the session does not move it.
            request.session.set_expiry(timezone.now() + settings.SESSION_LENGTH)
            sessions.note_log_in(_address(request), by=account)
            return redirect(next_page(request))
        failures = getattr(request, "axes_failures_since_start", None) or 0
        if failures >= settings.AXES_FAILURE_LIMIT:
            username = form.cleaned_data["username"]
            sessions.note_lock_out(username, _address(request), failures)
        form.add_error(None, WRONG)
    return _log_in_page(request, form, status=200)


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Answer in place of the log-in page while a user name is locked; axes calls it."""
    form = LogInForm(request.POST)
    form.is_valid()
    username = form.cleaned_data.get("username", "")
    until = locked_usernames([username]).get(username, timezone.now() + settings.AXES_COOLOFF_TIME)
    # The minute after, so that who comes back on the minute is let in.
    again = timezone.localtime(until + dt.timedelta(minutes=1))
    form.add_error(
        None,
        f"密码连续输错 {settings.AXES_FAILURE_LIMIT} 次，已暂停登录，请在 {again:%H:%M} 以后再试；"
        "急用请联系安全管理员解锁。",
    )
    return _log_in_page(request, form, status=429)


def _log_in_page(request: HttpRequest, form: LogInForm, status: int) -> HttpResponse:
    context = {"form": form, "next": next_page(request)}
    return render(request, "orgs/login.html", context, status=status)


def _address(request: HttpRequest) -> str:
    return str(getattr(request, "axes_ip_address", "") or request.META.get("REMOTE_ADDR", ""))


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        sessions.note_log_out(by=own(request))
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the authenticator; bind one first where there is none."""
    account = own(request)
    if getattr(account, "otp_device", None) is not None:
        return redirect(next_page(request))
    device = confirmed_device(account) or sessions.start_second_factor(by=account)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if wait := seconds_to_wait(device):
            form.add_error(None, f"验证码连续输错，请等 {wait} 秒后再试。")
        elif passed := sessions.pass_second_factor(form.cleaned_data["code"], by=account):
            django_otp.login(request, passed)
            request.session.cycle_key()
            return redirect(next_page(request))
        else:
            form.add_error("code", "验证码不对或已用过，请等验证器换出下一个再输入。")
    secret = base64.b32encode(device.bin_key).decode()
    context = {
        "form": form,
        "next": next_page(request),
        "enrolling": not device.confirmed,
        "username": account.username,
        "secret": ""
        if device.confirmed
        else " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    }
    return render(request, "orgs/totp.html", context)


@never_cache
@require_safe
def second_factor_qr(request: HttpRequest) -> HttpResponse:
    """The code to scan while an authenticator is being bound, never afterwards."""
    device = unconfirmed_device(own(request))
    if device is None:
        raise Http404
    image = io.BytesIO()
    segno.make(device.config_url, error="m").save(image, kind="svg", scale=5, border=4)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; every other session of the account ends."""
    form = OwnPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = sessions.change_own_password(
                form.cleaned_data["old"], form.cleaned_data["new"], by=own(request)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            update_session_auth_hash(request, account)
            messages.success(request, "密码已修改，其他设备上的登录已退出。")
            return redirect(next_page(request))
    context = {"form": form, "next": next_page(request), "must": own(request).must_change_password}
    return render(request, "orgs/password.html", context)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the first screen of the first role."""
    roles = own(request).roles
    return redirect(roles[0].home if roles else "orgs:me")


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The own account and its roles; without a role, whom to ask."""
    account = own(request)
    ask = security_administrators_of(account).select_related("agency")[:5]
    context = {"account": account, "assignments": account.assignments, "ask": ask}
    return render(request, "orgs/own.html", context)
