"""What an account does for itself: log in and out, password, second factor."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from angen.audit.actions import record
from angen.kernel.access import require
from angen.kernel.refusal import Refused
from angen.orgs.events.accounts import (
    LockedOut,
    LoggedIn,
    LoggedOut,
    PasswordChanged,
    SecondFactorEnrolled,
    SecondFactorPassed,
)
from angen.orgs.models import Account

OWN = "orgs.keep_own_account"


@transaction.atomic
def note_log_in(address: str, *, by: Account) -> None:
    """Record that the password was right."""
    require(by, OWN, by)
    record(LoggedIn(address=address), by=by, subject=by)


@transaction.atomic
def note_log_out(*, by: Account) -> None:
    """Record that the owner ended the session."""
    require(by, OWN, by)
    record(LoggedOut(), by=by, subject=by)


@transaction.atomic
def note_lock_out(username: str, address: str, failures: int, *, by: None = None) -> None:
    """Record that the system locked a user name; nothing for a name no account has."""
    account = Account.objects.filter(username=username).first()
    if account is not None:
        record(LockedOut(address=address, failures=failures), by=by, subject=account)


@transaction.atomic
def change_own_password(old: str, new: str, *, by: Account) -> Account:
    """Replace the own password; returns the account as saved, for the session that goes on.

    Raises Refused for a wrong old password, the same password again or one that is too weak.
    """
    account = Account.objects.select_for_update().get(pk=by.pk)
    require(by, OWN, account)
    if not account.check_password(old):
        raise Refused("原密码不对，请重新输入。")
    if old == new:
        raise Refused("新密码与原密码相同，请换一个。")
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise Refused("".join(str(sentence) for sentence in error.messages)) from error
    account.set_password(new)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    record(PasswordChanged(), by=by, subject=account)
    return account


@transaction.atomic
def start_second_factor(*, by: Account) -> TOTPDevice:
    """The device to bind; made on the first call. Refused where one is bound already."""
    account = Account.objects.select_for_update().get(pk=by.pk)
    require(by, OWN, account)
    devices = TOTPDevice.objects.filter(user_id=account.pk)
    if devices.filter(confirmed=True).exists():
        raise Refused("您已绑定动态验证码。更换手机请联系安全管理员解除绑定。")
    device: TOTPDevice = devices.first() or TOTPDevice.objects.create(
        user_id=account.pk, name="", confirmed=False
    )
    return device


@transaction.atomic
def pass_second_factor(code: str, *, by: Account) -> TOTPDevice | None:
    """Check a code of the own device, binding it at the first right one; None for a wrong code.

    A wrong code is no exception: its count, which slows guessing down, must be kept.
    """
    require(by, OWN, by)
    devices = TOTPDevice.objects.select_for_update().filter(user_id=by.pk)
    device: TOTPDevice | None = devices.order_by("-confirmed", "pk").first()
    if device is None or not device.verify_token(code):
        return None
    if device.confirmed:
        record(SecondFactorPassed(), by=by, subject=by)
    else:
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        record(SecondFactorEnrolled(), by=by, subject=by)
    return device


@transaction.atomic
def give_demo_device(*, by: Account) -> TOTPDevice:
    """Bind the published demo secret to the account; refused outside the demo."""
    require(by, OWN, by)
    if not settings.DEMO:
        raise Refused("只有演示环境才能使用公开的验证密钥。")
    TOTPDevice.objects.filter(user_id=by.pk).delete()
    device: TOTPDevice = TOTPDevice.objects.create(
        user_id=by.pk, name="", key=settings.DEMO_TOTP_KEY, confirmed=True
    )
    record(SecondFactorEnrolled(), by=by, subject=by)
    return device
