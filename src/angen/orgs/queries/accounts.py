"""Answers about accounts: lock-outs, second factors, whom to ask."""

from __future__ import annotations

import datetime as dt
import math
import time

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from angen.desk.dated import holds
from angen.kernel.refusal import Refused
from angen.orgs.models import Account


def locked_usernames(among: list[str] | None = None) -> dict[str, dt.datetime]:
    """User names that are locked out now, from any address, and when each may try again."""
    attempts = AccessAttempt.objects.filter(
        attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME
    )
    if among is not None:
        attempts = attempts.filter(username__in=among)
    locked = (
        attempts.values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), latest=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    until: dict[str, dt.datetime] = {}
    for row in locked:
        end = row["latest"] + settings.AXES_COOLOFF_TIME
        until[row["username"]] = max(end, until.get(row["username"], end))
    return until


def confirmed_device(account: Account) -> TOTPDevice | None:
    """The authenticator the account has bound, if any."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user_id=account.pk, confirmed=True).first()
    return found


def unconfirmed_device(account: Account) -> TOTPDevice | None:
    """The authenticator the account is just binding, if any."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(
        user_id=account.pk, confirmed=False
    ).first()
    return found


def seconds_to_wait(device: TOTPDevice) -> int:
    """How long to wait after wrong codes before the next is looked at; 0 for not at all."""
    allowed, why = device.verify_is_allowed()
    if allowed or not why:
        return 0
    left: float = (why["locked_until"] - timezone.now()).total_seconds()
    return max(1, math.ceil(left))


def security_administrators_of(account: Account) -> QuerySet[Account]:
    """Whom to ask for a role: security administrators whose area or agency covers the account."""
    if account.agency is None:
        return Account.objects.none()
    path = account.agency.area.path
    above = [path[: i + 1] for i, letter in enumerate(path) if letter == "/" and i]
    prefix = "role_assignments__"
    return Account.objects.filter(
        holds(timezone.localdate(), prefix),
        is_active=True,
        role_assignments__role="security_admin",
        role_assignments__area__path__in=above,
    ).distinct()


def demo_totp_code(account: Account) -> str | None:
    """The current code of a demo account's authenticator; None where it has none.

    Raises Refused outside the demo: there nobody but the owner knows a code.
    """
    if not settings.DEMO:
        raise Refused("只有演示环境才能显示动态验证码。")
    device = confirmed_device(account)
    if device is None or device.key != settings.DEMO_TOTP_KEY:
        return None
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{totp.token():06d}"
