"""Accounts as administrators see them: list, page, and one page or button for each act."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from angen.desk import keyset
from angen.kernel.access import can, can_any, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.actions import accounts as acts
from angen.orgs.actions import roles as role_acts
from angen.orgs.forms.administration import (
    AssignRoleForm,
    EndRoleForm,
    OpenAccountForm,
    ReasonForm,
)
from angen.orgs.models import Account, RoleAssignment
from angen.orgs.queries.accounts import confirmed_device, locked_usernames
from angen.orgs.queries.listing import STATES, accounts
from angen.orgs.roles import ROLES

PAGE = 50


def own(request: HttpRequest) -> Account:
    """The account that asks; the gate lets nobody else through."""
    account = request.user
    assert isinstance(account, Account)
    return account


def _seen(request: HttpRequest, pk: int) -> Account:
    """The account, if the administrator sees it; 404 tells nobody that it exists."""
    found = rows(own(request), "orgs.see_accounts").select_related("agency__area")
    account: Account = get_object_or_404(found, pk=pk)
    return account


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All accounts in the administrator's area."""
    by = own(request)
    if not can_any(by, "orgs.see_accounts"):
        raise NotAllowed("账号由系统管理员和安全管理员管理，您没有查看的权限。")
    wanted = {key: request.GET.get(key, "") for key in ("q", "state", "role")}
    try:
        part = keyset.page(
            accounts(by, wanted),
            "username",
            size=PAGE,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
    except keyset.BadCursor as error:
        raise Http404 from error
    locked = locked_usernames([account.username for account in part.rows])
    kept = {key: value for key, value in wanted.items() if value}
    context = {
        "accounts": part.rows,
        "locked": locked,
        "wanted": wanted,
        "states": STATES,
        "roles": {key: role.label for key, role in ROLES.items()},
        "may_open": can_any(by, "orgs.open_account"),
        "previous_url": "?" + urlencode({**kept, "before": part.before}) if part.before else "",
        "next_url": "?" + urlencode({**kept, "after": part.after}) if part.after else "",
    }
    return render(request, "orgs/accounts.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with its roles and what may be done."""
    return _page(request, _seen(request, pk))


def _page(request: HttpRequest, account: Account, **more: object) -> HttpResponse:
    by = own(request)
    today = timezone.localdate()
    held = account.role_assignments.select_related("area", "agency").order_by("-valid_from", "-pk")
    context = {
        "account": account,
        "current": [a for a in held if a.valid_to is None or a.valid_to >= today],
        "past": [a for a in held if a.valid_to is not None and a.valid_to < today],
        "today": today,
        "locked_until": locked_usernames([account.username]).get(account.username),
        "device": confirmed_device(account),
        "may_open": can(by, "orgs.open_account", account),
        "may_assign": can(by, "orgs.assign_role", account),
        "may_unlock": can(by, "orgs.unlock_account", account),
        "is_own": account.pk == by.pk,
        "reason_form": ReasonForm(auto_id="reason_%s"),
        **more,
    }
    return render(request, "orgs/accounts_one.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account; its initial password is shown in the answer and nowhere else."""
    by = own(request)
    if not can_any(by, "orgs.open_account"):
        raise NotAllowed("只有系统管理员能开立账号。")
    form = OpenAccountForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            account, password = acts.open_account(
                username=given["username"],
                name=given["name"],
                agency=given["agency"],
                officer=given["officer"],
                by=by,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _told_once(request, account, password)
    return render(request, "orgs/accounts_open.html", {"form": form})


def _told_once(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    # Rendered here and not after a redirect: a message would lie in a cookie or in the database.
    context = {"account": account, "password": password}
    return render(request, "orgs/accounts_password.html", context)


@never_cache
@require_POST
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a new initial password and show it once."""
    account = _seen(request, pk)
    return _told_once(request, account, acts.reset_password(account, by=own(request)))


def _with_reason(
    request: HttpRequest, pk: int, act: Callable[[Account, str], None], done: str
) -> HttpResponse:
    account = _seen(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        act(account, form.cleaned_data["reason"])
        messages.success(request, done)
    else:
        messages.error(request, "请填写原因后再提交。")
    return redirect("orgs:account", pk)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    by = own(request)
    return _with_reason(
        request,
        pk,
        lambda account, reason: acts.close_account(account, reason=reason, by=by),
        "账号已停用，已打开的登录随即失效。",
    )


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    acts.reopen_account(_seen(request, pk), by=own(request))
    messages.success(request, "账号已恢复，可以用原密码登录。")
    return redirect("orgs:account", pk)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """End a lock-out."""
    acts.unlock_account(_seen(request, pk), by=own(request))
    messages.success(request, "已解除锁定，现在就可以登录。")
    return redirect("orgs:account", pk)


@require_POST
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a lost authenticator."""
    by = own(request)
    return _with_reason(
        request,
        pk,
        lambda account, reason: acts.reset_second_factor(account, reason=reason, by=by),
        "已解除绑定，本人下次登录时重新绑定。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    by, account = own(request), _seen(request, pk)
    if not can(by, "orgs.assign_role", account):
        raise NotAllowed("角色由安全管理员分配，不能给自己分配。")
    form = AssignRoleForm(request.POST or None, account=account, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            made = role_acts.assign_role(account, **form.cleaned_data, by=by)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已分配{made.get_role_display()}。")
            return redirect("orgs:account", pk)
    context = {"form": form, "account": account}
    return render(request, "orgs/accounts_assign.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    held = get_object_or_404(RoleAssignment, pk=pk)
    account = _seen(request, held.account_id)
    form = EndRoleForm(request.POST)
    if form.is_valid():
        role_acts.end_role(held, last_day=form.cleaned_data["last_day"], by=own(request))
        messages.success(request, f"已收回{held.get_role_display()}。")
    else:
        messages.error(request, "日期不对，请按 2026-01-31 的样子填写。")
    return redirect("orgs:account", account.pk)
