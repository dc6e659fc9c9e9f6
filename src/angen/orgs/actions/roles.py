"""Giving and taking roles: the security administrator's two acts."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, require, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.access.accounts import agencies_within, areas_within
from angen.orgs.events.accounts import RoleAssigned, RoleEnded
from angen.orgs.models import Account, Agency, Area, RoleAssignment
from angen.orgs.roles import ADMINISTRATORS, ALL, ROLES

ASSIGN = "orgs.assign_role"


@transaction.atomic
def assign_role(
    account: Account,
    *,
    role: str,
    area: Area | None,
    agency: Agency | None,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    by: Actor,
) -> RoleAssignment:
    """Give a role over an area or an agency inside the giver's own reach."""
    # The lock keeps two administrators from giving one account two conflicting roles at once.
    found = Account.objects.select_for_update().get(pk=account.pk)
    _not_oneself(found, by)
    require(by, ASSIGN, found)
    _inside(by, area, agency)
    _wide_enough(by, role, area, agency)
    _dates(valid_from, valid_to)
    _no_conflict(found, role, area, agency, valid_from, valid_to)
    made = RoleAssignment(
        account=found,
        role=role,
        area=area,
        agency=agency,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    made.full_clean()
    made.save()
    event = RoleAssigned(
        username=found.username,
        role=ROLES[role].label,
        area=area.name if area else "",
        agency=agency.name if agency else "",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    record(event, by=by, subject=found)
    return made


@transaction.atomic
def end_role(assignment: RoleAssignment, *, last_day: dt.date | None = None, by: Actor) -> None:
    """Take a role away after ``last_day``, at once without one. It can only get shorter."""
    account = Account.objects.select_for_update().get(pk=assignment.account_id)
    held = RoleAssignment.objects.select_related("area", "agency").get(pk=assignment.pk)
    _not_oneself(account, by)
    require(by, ASSIGN, account)
    _inside(by, held.area, held.agency)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    end = last_day or yesterday
    if end < yesterday:
        raise Refused("最后一天不能早于昨天，已经行使过的权限不能改写。")
    if held.valid_to is not None and end >= held.valid_to:
        raise Refused("该角色到期更早。需要延长请另行分配。")
    kept = end >= held.valid_from
    event = RoleEnded(
        username=account.username,
        role=ROLES[held.role].label,
        area=held.area.name if held.area else "",
        agency=held.agency.name if held.agency else "",
        last_day=end if kept else None,
    )
    if kept:
        held.valid_to = end
        held.save(update_fields=["valid_to"])
    else:
        held.delete()  # it began today or later and never held a whole day; the log keeps it
    record(event, by=by, subject=account)


def _not_oneself(account: Account, by: Actor) -> None:
    if account.pk == by.pk:
        raise NotAllowed("不能给自己分配或收回角色，请由另一位安全管理员办理。")


def _inside(by: Actor, area: Area | None, agency: Agency | None) -> None:
    if area is not None and not areas_within(by, ASSIGN).filter(pk=area.pk).exists():
        raise NotAllowed(f"{area.name}不在您的管辖范围，不能分配或收回那里的角色。")
    if agency is not None and not agencies_within(by, ASSIGN).filter(pk=agency.pk).exists():
        raise NotAllowed(f"{agency.name}不在您的管辖范围，不能分配或收回那里的角色。")


def _wide_enough(by: Actor, role: str, area: Area | None, agency: Agency | None) -> None:
    """A role that reaches everything is given only by who answers for every account."""
    if role not in ROLES:
        raise Refused("没有这个角色，请重新选择。")
    if ALL in ROLES[role].may.values():
        managed = rows(by, "orgs.see_accounts").values("pk")
        if Account.objects.filter(agency__isnull=False).exclude(pk__in=managed).exists():
            label = ROLES[role].label
            raise NotAllowed(f"{label}能查看全部单位的记录，请由管辖全部单位的安全管理员分配。")
    elif (area is None) == (agency is None):
        raise Refused("请选择角色的管辖区划或机构，两项中只选一项。")


def _dates(valid_from: dt.date, valid_to: dt.date | None) -> None:
    if valid_from < timezone.localdate():
        raise Refused("起始日期不能早于今天，权限不能倒签。")
    if valid_to is not None and valid_to < valid_from:
        raise Refused("截止日期早于起始日期，请核对两个日期。")


def _no_conflict(
    account: Account,
    role: str,
    area: Area | None,
    agency: Agency | None,
    valid_from: dt.date,
    valid_to: dt.date | None,
) -> None:
    """Three administrators are three people (三员分立), and administrators hold nothing else."""
    overlap = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
    if valid_to is not None:
        overlap &= Q(valid_from__lte=valid_to)
    held = account.role_assignments.filter(overlap)
    if held.filter(role=role, area=area, agency=agency).exists():
        raise Refused("该账号在这段时间已有这个角色，不必重复分配。")
    others = set(held.exclude(role=role).values_list("role", flat=True))
    in_the_way = others if role in ADMINISTRATORS else others & ADMINISTRATORS
    if in_the_way:
        labels = "、".join(sorted(ROLES[key].label for key in in_the_way))
        raise Refused(
            f"该账号在这段时间是{labels}，不能同时是{ROLES[role].label}："
            "系统、安全、审计管理员必须由不同的人专任。请先收回原角色，或另开账号。"
        )
