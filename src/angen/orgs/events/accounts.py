"""What the log says of accounts and roles. No password, code or secret is ever a field."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from angen.kernel.events import Event


@dataclass(frozen=True)
class AccountOpened(Event):
    """An account was opened with an initial password that must be changed."""

    label: ClassVar[str] = "开立账号"
    username: str
    agency: str


@dataclass(frozen=True)
class AccountClosed(Event):
    """An account was closed: nobody can log in to it, open sessions end."""

    label: ClassVar[str] = "停用账号"
    username: str
    reason: str


@dataclass(frozen=True)
class AccountReopened(Event):
    """A closed account was opened again."""

    label: ClassVar[str] = "恢复账号"
    username: str


@dataclass(frozen=True)
class PasswordReset(Event):
    """The system administrator gave a new initial password."""

    label: ClassVar[str] = "重置密码"
    username: str


@dataclass(frozen=True)
class PasswordChanged(Event):
    """The owner chose a new password; all other sessions of the account ended."""

    label: ClassVar[str] = "修改本人密码"


@dataclass(frozen=True)
class LoggedIn(Event):
    """The password was right; a second factor, where asked for, is recorded on its own."""

    label: ClassVar[str] = "登录"
    address: str


@dataclass(frozen=True)
class LoggedOut(Event):
    """The owner ended the session."""

    label: ClassVar[str] = "退出"


@dataclass(frozen=True)
class LockedOut(Event):
    """Too many wrong passwords in a row."""

    label: ClassVar[str] = "登录锁定"
    address: str
    failures: int


@dataclass(frozen=True)
class Unlocked(Event):
    """The security administrator ended a lock-out."""

    label: ClassVar[str] = "解除登录锁定"
    username: str


@dataclass(frozen=True)
class SecondFactorEnrolled(Event):
    """The owner bound an authenticator."""

    label: ClassVar[str] = "绑定动态验证码"


@dataclass(frozen=True)
class SecondFactorPassed(Event):
    """The owner entered a right code after the password."""

    label: ClassVar[str] = "通过动态验证码"


@dataclass(frozen=True)
class SecondFactorReset(Event):
    """The security administrator removed the authenticator; the owner binds a new one."""

    label: ClassVar[str] = "解除动态验证码绑定"
    username: str
    reason: str


@dataclass(frozen=True)
class RoleAssigned(Event):
    """A role was given, over an area or an agency, from one day to another."""

    label: ClassVar[str] = "分配角色"
    username: str
    role: str
    area: str
    agency: str
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True)
class RoleEnded(Event):
    """A role was taken away; ``last_day`` is the last day it held, none if it never did."""

    label: ClassVar[str] = "收回角色"
    username: str
    role: str
    area: str
    agency: str
    last_day: dt.date | None
