"""The list of accounts an administrator works through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from angen.desk.dated import holds
from angen.kernel.access import Actor, rows
from angen.orgs.models import RoleAssignment
from angen.orgs.queries.accounts import locked_usernames
from angen.orgs.roles import ROLES

STATES = {"open": "启用", "closed": "停用", "locked": "登录锁定", "none": "没有角色"}


def accounts(actor: Actor, wanted: Mapping[str, str]) -> QuerySet[Any]:
    """The accounts ``actor`` sees, narrowed by ``q``, ``state`` and ``role``."""
    today = timezone.localdate()
    holding = RoleAssignment.objects.filter(holds(today)).select_related("area", "agency")
    found = (
        rows(actor, "orgs.see_accounts")
        .select_related("agency__area")
        .prefetch_related(Prefetch("role_assignments", holding.order_by("pk"), to_attr="held"))
    )
    if q := wanted.get("q", "").strip():
        found = found.filter(
            Q(name__icontains=q) | Q(username__icontains=q) | Q(agency__name__icontains=q)
        )
    if (role := wanted.get("role", "")) in ROLES:
        found = found.filter(pk__in=holding.filter(role=role).values("account"))
    state = wanted.get("state", "")
    if state == "none":
        found = found.exclude(pk__in=holding.values("account"))
    elif state == "locked":
        found = found.filter(username__in=list(locked_usernames()))
    elif state in ("open", "closed"):
        found = found.filter(is_active=state == "open")
    return found
