"""Accounts as the administrators handle them: open, close, new password, unlock, second factor."""

from __future__ import annotations

import re
import secrets

from axes.models import AccessAttempt
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.access.accounts import agencies_within, roles_reach_beyond
from angen.orgs.events.accounts import (
    AccountClosed,
    AccountOpened,
    AccountReopened,
    PasswordReset,
    SecondFactorReset,
    Unlocked,
)
from angen.orgs.models import Account, Agency, Officer

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
# No letter or digit that is mistaken for another when read out or copied by hand.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def initial_password() -> str:
    """A password to be told once: three groups of four, about 59 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def _locked(account: Account) -> Account:
    return Account.objects.select_for_update().get(pk=account.pk)


def _not_above(by: Actor, permission: str, account: Account) -> None:
    if roles_reach_beyond(by, permission, account):
        raise NotAllowed("该账号的角色超出您的管辖范围，请由上级管理员办理。")


@transaction.atomic
def open_account(
    *, username: str, name: str, agency: Agency, officer: Officer | None = None, by: Actor
) -> tuple[Account, str]:
    """Open an account without any role; returns it with its initial password, told only here."""
    if not agencies_within(by, "orgs.open_account").filter(pk=agency.pk).exists():
        raise NotAllowed(f"{agency.name}不在您的管辖范围，不能在那里开立账号。")
    if not USERNAME.fullmatch(username):
        raise Refused("用户名须以小写字母开头，只用小写字母、数字和 . _ -，3 至 40 个字符。")
    if Account.objects.filter(username=username).exists():
        raise Refused("该用户名已被使用，请换一个。")
    if officer is not None and Account.objects.filter(officer=officer).exists():
        raise Refused("该人员已有账号，请查找原账号。")
    password = initial_password()
    account = Account.objects.create_user(
        username, password, name=name, agency=agency, officer=officer, must_change_password=True
    )
    require(by, "orgs.open_account", account)
    record(AccountOpened(username=username, agency=agency.name), by=by, subject=account)
    return account, password


@transaction.atomic
def close_account(account: Account, *, reason: str, by: Actor) -> None:
    """Close an account: log-in ends, open sessions with it; its roles stay as they are."""
    found = _locked(account)
    require(by, "orgs.open_account", found)
    if not found.is_active:
        raise Refused("该账号已停用。")
    found.is_active = False
    found.save(update_fields=["is_active"])
    record(AccountClosed(username=found.username, reason=reason), by=by, subject=found)


@transaction.atomic
def reopen_account(account: Account, *, by: Actor) -> None:
    """Let a closed account log in again, with its old password."""
    found = _locked(account)
    require(by, "orgs.open_account", found)
    if found.is_active:
        raise Refused("该账号没有停用，不必恢复。")
    found.is_active = True
    found.save(update_fields=["is_active"])
    record(AccountReopened(username=found.username), by=by, subject=found)


@transaction.atomic
def reset_password(account: Account, *, by: Actor) -> str:
    """Give a new initial password, told only here; open sessions end.

    The second factor stays: the system administrator alone cannot take over an administrator's
    account, nor can the security administrator, who resets the second factor only.
    """
    found = _locked(account)
    require(by, "orgs.open_account", found)
    _not_above(by, "orgs.open_account", found)
    password = initial_password()
    found.set_password(password)
    found.must_change_password = True
    found.save(update_fields=["password", "must_change_password"])
    record(PasswordReset(username=found.username), by=by, subject=found)
    return password


@transaction.atomic
def unlock_account(account: Account, *, by: Actor) -> None:
    """End a lock-out after wrong passwords, from whatever address."""
    found = _locked(account)
    require(by, "orgs.unlock_account", found)
    AccessAttempt.objects.filter(username=found.username).delete()
    record(Unlocked(username=found.username), by=by, subject=found)


@transaction.atomic
def reset_second_factor(account: Account, *, reason: str, by: Actor) -> None:
    """Remove a lost authenticator: sessions that passed it are asked again, a new one is bound."""
    found = _locked(account)
    require(by, "orgs.unlock_account", found)
    _not_above(by, "orgs.unlock_account", found)
    removed, _ = TOTPDevice.objects.filter(user_id=found.pk).delete()
    if not removed:
        raise Refused("该账号没有绑定动态验证码，不必解除。")
    record(SecondFactorReset(username=found.username, reason=reason), by=by, subject=found)
