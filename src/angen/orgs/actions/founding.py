"""The first three administrators of an installation: nobody is there yet who could open them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.desk.dated import holds
from angen.kernel.refusal import Refused
from angen.orgs.actions.accounts import initial_password
from angen.orgs.events.accounts import AccountOpened, RoleAssigned
from angen.orgs.models import Account, Agency, Area, RoleAssignment
from angen.orgs.roles import ADMINISTRATORS, ROLES

# User names of the three, by role.
FIRST = {"system_admin": "system", "security_admin": "security", "audit_admin": "audit"}


@transaction.atomic
def found_administrators(area: Area, bureau: str, *, by: None = None) -> list[tuple[Account, str]]:
    """Open the three administrators over ``area``, in the body named ``bureau``.

    The operator of the machine runs it once; returns each account with its initial password.
    Refused as soon as anybody administers: from then on administrators make administrators.
    """
    today = timezone.localdate()
    Area.objects.select_for_update().get(pk=area.pk)  # two operators at once
    if RoleAssignment.objects.filter(holds(today), role__in=ADMINISTRATORS).exists():
        raise Refused("已有管理员，请由他们在“账号”页面开立和授权。")
    agency, _ = Agency.objects.get_or_create(
        area=area, name=bureau, defaults={"kind": "emergency_bureau", "valid_from": today}
    )
    made = []
    for role, username in FIRST.items():
        if Account.objects.filter(username=username).exists():
            raise Refused(f"用户名 {username} 已被使用，无法开立首任管理员，请先更换该用户名。")
        label = ROLES[role].label
        password = initial_password()
        account = Account.objects.create_user(
            username, password, name=label, agency=agency, must_change_password=True
        )
        scope = None if role == "audit_admin" else area
        RoleAssignment.objects.create(account=account, role=role, area=scope, valid_from=today)
        record(AccountOpened(username, agency.name), by=by, subject=account)
        given = RoleAssigned(username, label, area.name if scope else "", "", today, None)
        record(given, by=by, subject=account)
        made.append((account, password))
    return made
